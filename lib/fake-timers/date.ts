import type { Clock } from './types';
import type { WallClock } from './wall-clock';

type FakeDate = Clock['Date'];

/**
 * A `Date` whose present is the clock's.
 *
 * It is a subclass of the real one, so parsing, time zones and whatever else a realm's Date can do are the real thing, and its objects pass for real dates: their `constructor` says so,
 * and `instanceof` makes no difference between the two. The proxy is there because a class cannot be called without `new`, and `Date()` can.
 */
export function fakeDate(RealDate: DateConstructor, clock: { readonly wall: WallClock }, face: Clock): FakeDate {
  class ClockDate extends RealDate {
    // Without a named parameter, because its `length` is 0.
    constructor(...args: unknown[]) {
      if (args.length === 0) super(clock.wall.now());
      else super(...(args as [number]));
      Object.defineProperty(this, 'constructor', { value: RealDate, enumerable: false });
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof RealDate;
    }
  }

  const date = new Proxy(ClockDate, {
    apply: () => new RealDate(clock.wall.now()).toString(),
  }) as unknown as FakeDate & { prototype: object };
  Object.defineProperty(ClockDate.prototype, 'constructor', { value: date });
  date.clock = face;
  date.isFake = true;
  // Where somebody took the real one's away, it stays away.
  if ((RealDate as Partial<DateConstructor>).now) {
    date.now = function now() {
      return clock.wall.now();
    };
  }
  date.toString = function toString() {
    return RealDate.toString();
  };
  return date;
}
