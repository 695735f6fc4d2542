import fc from 'fast-check';
import { Clock } from '../../lib/core/clock';
import { WallClock } from '../../lib/fake-timers/wall-clock';
import { check, longArray } from '../support/properties';

const UPTIME_MS = 2_000;

/** Moves both, as a tick does. */
function tick(clock: Clock, wall: WallClock, ms: number, nanos: number): void {
  clock.advanceTo(clock.now() + ms + wall.addNanos(nanos));
}

describe('the clock on the wall', () => {
  it('begins at the uptime of the process, and again when it is reset', () => {
    const clock = new Clock();
    clock.advanceTo(70);
    const wall = new WallClock(clock, 5, UPTIME_MS);
    expect([wall.now(), wall.elapsed()]).toEqual([5, [2, 0]]);
    tick(clock, wall, 100, 500);
    wall.reset(9);
    expect([wall.now(), wall.elapsed(), wall.fraction()]).toEqual([9, [2, 0], 0]);
  });

  it('has a millisecond more as soon as a million nanoseconds are together', () => {
    const wall = new WallClock(new Clock(), 0);
    expect([wall.addNanos(500_000), wall.addNanos(500_000), wall.addNanos(999_999), wall.addNanos(1)]).toEqual([
      0, 1, 0, 1,
    ]);
  });

  it('is set to a point in time, not to the fraction that was there', () => {
    const clock = new Clock();
    const wall = new WallClock(clock, 0);
    tick(clock, wall, 1, 300_000);
    wall.set(50);
    expect([wall.now(), wall.fraction()]).toEqual([50, 0]);
    tick(clock, wall, 0, 200_000);
    expect([wall.now(), wall.fraction(), wall.elapsed()]).toEqual([50, 200_000, [0, 1_500_000]]);
  });

  it('tells the sum of all that was ticked, whatever it was set to (property)', () => {
    const step = fc.oneof(
      fc.record({ ms: fc.nat(3_000), nanos: fc.nat(999_999) }),
      fc.record({ set: fc.integer({ min: -1e12, max: 1e12 }) }),
    );
    check(
      fc.property(longArray(step, 30), (steps) => {
        const clock = new Clock();
        const wall = new WallClock(clock, 0, UPTIME_MS);
        let [total, now] = [BigInt(UPTIME_MS) * 1_000_000n, 0];
        for (const step of steps) {
          if ('set' in step) wall.set((now = step.set));
          else {
            const before = clock.now();
            tick(clock, wall, step.ms, step.nanos);
            total += BigInt(step.ms) * 1_000_000n + BigInt(step.nanos);
            now += clock.now() - before;
          }
          const [seconds, nanos] = wall.elapsed();
          expect(BigInt(seconds) * 1_000_000_000n + BigInt(nanos)).toBe(total);
          expect(wall.now()).toBe(now);
          expect(wall.readingAt(clock.now() + 5)).toBe(now + 5);
        }
      }),
    );
  });
});
