import { promisify } from 'node:util';
import { createClock, withGlobal } from '../../lib/fake-timers';

describe('promisify', () => {
  it('is not provided for where there are no promises', () => {
    const clock = withGlobal({ Date, setTimeout, clearTimeout, process: {} }).createClock();
    expect(promisify.custom in clock.setTimeout).toBe(false);
  });

  it('gives what settles on the clock, with a value', async () => {
    const clock = createClock();
    const seen: unknown[] = [];
    const [sleep, turn] = [promisify(clock.setTimeout), promisify(clock.setImmediate)] as unknown as [
      (ms: number, value: string) => Promise<string>,
      (value: string) => Promise<string>,
    ];
    void sleep(5, 'timeout').then((value) => seen.push([value, clock.now]));
    void turn('immediate').then((value) => seen.push([value, clock.now]));
    expect(clock.countTimers()).toBe(2);
    await clock.tickAsync(5);
    expect(seen).toEqual([
      ['immediate', 0],
      ['timeout', 5],
    ]);
  });
});
