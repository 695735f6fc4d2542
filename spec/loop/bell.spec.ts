import { asCompleted, createTask, EventLoop, sleep, timeout, TimeoutError, wait, waitFor } from 'tickless';
import { Bell } from '../../lib/loop/bell';
import { Trace } from '../../lib/core/trace';

describe('Bell', () => {
  it.each<[string, (bell: Bell) => void]>([
    ['in the next turn', (bell) => bell.soon()],
    ['at a time', (bell) => bell.at(5)],
  ])('rings %s, unless it was turned off before', (when, set) => {
    const loop = new EventLoop();
    const rung: string[] = [];
    const bells = ['on', 'off'].map((name) => new Bell(loop, () => rung.push(name), name));
    for (const bell of bells) set(bell);
    bells[1]!.off();
    expect(loop['engine'].timers.size + loop['engine'].ready.length).toBeGreaterThan(0);
    loop.runUntilComplete(sleep(10));
    expect(rung).toEqual(['on']);
  });

  it('may be turned off without ever having been set', () => {
    const loop = new EventLoop();
    new Bell(loop, () => undefined, 'unset').off();
    expect(loop['engine'].timers.size).toBe(0);
  });

  it('names the timeout that passed, for whoever reads a trace', () => {
    const loop = new EventLoop();
    const trace = new Trace();
    loop['engine'].trace = trace;
    loop.runUntilComplete(function* () {
      yield* wait([createTask(sleep(100))], { timeout: 1 });
      for (const overdue of [
        () => waitFor(sleep(100), 1),
        () => timeout(1).with(() => sleep(100)),
        () => asCompleted([sleep(100)], { timeout: 1 }).anext(),
      ]) {
        try {
          yield* overdue();
        } catch (error) {
          expect(error).toBeInstanceOf(TimeoutError);
        }
      }
    });
    expect(trace.events.map(({ label }) => label).filter((label) => label.startsWith('timeout'))).toEqual([
      'timeout of wait()',
      'timeout',
      'timeout',
      'timeout of asCompleted()',
    ]);
  });
});
