import type { Clock } from './types';
import type { WallClock } from './wall-clock';

type FakeDate = Clock['Date'];

/**
 * `Date` in host order, whose present is the clock's. What it makes are the real thing: real dates with the real prototype, so that nothing can tell them from others.
 *
 * A subclass behind a proxy, as for compatible order, takes 30 times as long as `new Date()`, and there is code that makes dates all the time: whatever reckons with calendars.
 */
export function hostDate(RealDate: DateConstructor, { wall }: { readonly wall: WallClock }, face: Clock): FakeDate {
  function date(...args: number[]): unknown {
    if ((new.target as unknown) === undefined) return new RealDate(wall.now()).toString();
    const given = args.length === 0 ? [wall.now()] : args;
    // A subclass of Date gets here by super().
    if (new.target !== (date as unknown)) return Reflect.construct(RealDate, given, new.target) as object;
    // One argument is what most calls have, and spreading it takes as long again.
    return given.length === 1 ? new RealDate(given[0]!) : new RealDate(...(given as [number]));
  }
  const own = {
    name: 'Date',
    length: RealDate.length,
    prototype: RealDate.prototype,
    now: () => wall.now(),
    toString: () => RealDate.toString(),
    isFake: true,
    clock: face,
  };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(date, name, { value, writable: name !== 'prototype', configurable: name !== 'prototype' });
  }
  // Everything else there is to Date, by whatever name.
  return Object.setPrototypeOf(date, RealDate) as FakeDate;
}
