import type { Clock } from './types';
import type { WallClock } from './wall-clock';

type FakeDate = Clock['Date'];

/**
 * A `Date` whose present is the clock's.
 *
 * It is a subclass of the real one, so parsing, time zones and whatever else a realm's Date can do are the real thing, and its objects pass for real dates: their `constructor` says so,
 * and `instanceof` makes no difference between the two.
 *
 * A class behind a proxy says the same in fewer words: the proxy, because a class cannot be called without `new`, and `Date()` can. But V8 keeps something of a class until it next collects
 * all of its heap, and with that all that the class refers to: the clock, and what was scheduled. Collecting garbage then took a third of the time of `install`.
 */
export function fakeDate(RealDate: DateConstructor, clock: { readonly wall: WallClock }, face: Clock): FakeDate {
  // Without a named parameter, because its `length` is 0.
  function ClockDate(...args: unknown[]): unknown {
    if ((new.target as unknown) === undefined) return new RealDate(clock.wall.now()).toString();
    const date = Reflect.construct(RealDate, args.length === 0 ? [clock.wall.now()] : args, new.target) as object;
    return Object.defineProperty(date, 'constructor', { value: RealDate, enumerable: false });
  }
  const prototype = Object.create(RealDate.prototype, {
    constructor: { value: ClockDate, writable: true, configurable: true },
  }) as object;
  Object.defineProperty(ClockDate, 'prototype', { value: prototype, writable: false });
  const hasInstance = (value: unknown): boolean => value instanceof RealDate;
  Object.defineProperty(ClockDate, Symbol.hasInstance, { value: hasInstance, writable: true, configurable: true });
  Object.setPrototypeOf(ClockDate, RealDate);
  const own = {
    clock: face,
    isFake: true,
    now: function now() {
      return clock.wall.now();
    },
    toString: function toString() {
      return RealDate.toString();
    },
  };
  // Where somebody took the real one's away, it stays away.
  if (!(RealDate as Partial<DateConstructor>).now) delete (own as Partial<typeof own>).now;
  return Object.assign(ClockDate, own) as unknown as FakeDate;
}
