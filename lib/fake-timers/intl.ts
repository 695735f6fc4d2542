import type { Clock, IntlWithClock } from './types';
import type { WallClock } from './wall-clock';

type Formatter = Record<string, unknown>;

/** A copy of `Intl` whose DateTimeFormat formats the clock's present when it is given no date. */
export function fakeIntl(RealIntl: typeof Intl, clock: { readonly wall: WallClock }, face: Clock): IntlWithClock {
  const DateTimeFormat = fakeDateTimeFormat(RealIntl.DateTimeFormat, clock);
  return { clock: face, ...RealIntl, DateTimeFormat } as unknown as IntlWithClock;
}

/** Its formatters are plain objects with the methods of a real one, bound to it. */
function fakeDateTimeFormat(Real: typeof Intl.DateTimeFormat, clock: { readonly wall: WallClock }): unknown {
  function DateTimeFormat(locales?: string, options?: Intl.DateTimeFormatOptions): Formatter {
    const real = new Real(locales, options) as Intl.DateTimeFormat & Formatter;
    const formatter: Formatter = {};
    for (const name of ['formatRange', 'formatRangeToParts', 'resolvedOptions']) {
      const method = real[name] as ((...args: unknown[]) => unknown) | undefined;
      if (method !== undefined) formatter[name] = method.bind(real);
    }
    formatter['format'] = (date?: Date | number) => real.format(orNow(date));
    formatter['formatToParts'] = (date?: Date | number) => real.formatToParts(orNow(date));
    return formatter;
  }
  function orNow(date: Date | number | undefined): Date | number {
    return date === undefined ? clock.wall.now() : date;
  }
  // Callable with and without `new`, like the real one; its prototype has nothing of its own.
  Object.defineProperty(DateTimeFormat, 'length', { value: Real.length });
  DateTimeFormat.prototype = Object.create(Real.prototype) as object;
  Object.assign(DateTimeFormat, { supportedLocalesOf: Reflect.get(Real, 'supportedLocalesOf') });
  return DateTimeFormat;
}
