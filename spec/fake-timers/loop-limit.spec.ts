import { createClock } from '../../lib/fake-timers';
import { stackOf } from '../support/stack-of';

describe('the error at the limit of a loop', () => {
  it('calls a callback anonymous that has no name', () => {
    const clock = createClock(0, 5);
    clock.setInterval(() => undefined, 1);
    expect(stackOf(() => clock.runAll())).toMatch(/\nInterval - anonymous\n[^]*\nInterval - anonymous fired 5 times/);
  });

  it('does without places where the host keeps no stack traces', () => {
    const { stackTraceLimit } = Error;
    const clock = createClock(0, 5);
    Error.stackTraceLimit = 0;
    try {
      clock.setInterval(() => undefined, 1);
      expect(stackOf(() => clock.runAll()).split('\n')).toEqual([
        'Error: Aborting after running 5 timers, assuming an infinite loop!',
        'Interval - anonymous fired 5 times without an end in sight. Let it stop by itself, clear it, ' +
          'advance the clock by a fixed time instead (tick, runToLast), or raise loopLimit.',
      ]);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('is told from what is thrown instead, whatever that is', () => {
    const clock = createClock();
    const seen: number[] = [];
    for (const thrown of [null, 'text', {}]) {
      clock.setTimeout(() => {
        throw thrown; // eslint-disable-line @typescript-eslint/only-throw-error -- whatever it is
      }, 1);
      clock.setTimeout(() => seen.push(clock.now), 2);
      expect(() => clock.tick(2)).toThrow();
    }
    expect(seen).toEqual([2, 4, 6]);
  });
});
