import fc from 'fast-check';
import { Clock } from '../../lib/core/clock';
import { TimeReversalError } from '../../lib/core/errors';
import { check, longArray } from '../support/properties';

describe('Clock', () => {
  it('begins at 0 and stands still until it is moved', () => {
    const clock = new Clock();
    expect(clock.now()).toBe(0);
    clock.advanceTo(0.25);
    expect(clock.now()).toBe(0.25);
    expect(clock.now()).toBe(0.25);
  });

  it('may be moved to the time it reads already', () => {
    const clock = new Clock();
    clock.advanceTo(5);
    clock.advanceTo(5);
    expect(clock.now()).toBe(5);
  });

  it.each([4, -1, NaN, -Infinity])('refuses to be moved from 5 to %p, and says what to do instead', (time) => {
    const clock = new Clock();
    clock.advanceTo(5);
    expect(() => clock.advanceTo(time)).toThrow(TimeReversalError);
    expect(() => clock.advanceTo(time)).toThrow(
      `Cannot move the clock to ${time} ms: it already reads 5 ms and only moves forward. To start from an earlier time, create a new clock.`,
    );
    expect(clock.now()).toBe(5);
  });

  it('never goes back, whatever it is asked (property)', () => {
    check(
      fc.property(longArray(fc.double(), 50), (times) => {
        const clock = new Clock();
        for (const time of times) {
          const before = clock.now();
          try {
            clock.advanceTo(time);
          } catch {
            expect(clock.now()).toBe(before);
          }
          expect(clock.now()).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });
});
