import { createClock } from '../../lib/fake-timers';

describe('jobs', () => {
  it('that have run, or are running, are no longer pending', () => {
    const clock = createClock();
    const seen: unknown[] = [];
    for (const name of ['a', 'b', 'c']) {
      clock.nextTick(() => seen.push([name, clock.countTimers(), clock.jobs!.map(({ args }) => args[0])]), name);
    }
    clock.runMicrotasks();
    expect(seen).toEqual([
      ['a', 2, ['b', 'c']],
      ['b', 1, ['c']],
      ['c', 0, []],
    ]);
    clock.nextTick(() => undefined, 'd');
    expect([clock.countTimers(), clock.jobs!.map(({ args }) => args[0])]).toEqual([1, ['d']]);
  });
});
