/** How far to move the clock: milliseconds, `'ss'`, `'mm:ss'` or `'hh:mm:ss'`, or anything that can total itself in milliseconds, as a Temporal.Duration can. */
export type Duration = number | string | { total(options: { unit: string; relativeTo: string }): unknown };

/** A duration as the clock counts it: whole milliseconds, and what is left over in whole nanoseconds. */
export interface Split {
  readonly ms: number;
  readonly nanos: number;
}

const NANOS_PER_MS = 1e6;
/** Where months and years are counted from; they have no length of their own. */
const EPOCH = '1970-01-01';

/**
 * Reads the argument of `tick` and `jump`. Nothing, `null` and NaN are 0, as they are for the delay of a timer.
 *
 * @throws TypeError for a negative number or an object that is no duration; Error for a string that is none.
 */
export function parseDuration(value: Duration | null | undefined): Split {
  const ms = toMilliseconds(value);
  if (ms < 0) throw new TypeError('Negative ticks are not supported');
  if (!Number.isFinite(ms)) return { ms: Number.isNaN(ms) ? 0 : ms, nanos: 0 };
  const whole = Math.floor(ms);
  return { ms: whole, nanos: Math.floor((ms * NANOS_PER_MS) % NANOS_PER_MS) };
}

function toMilliseconds(value: Duration | null | undefined): number {
  if (typeof value === 'number') return value;
  if (value === undefined || value === null) return 0;
  if (typeof value === 'string') return parseClockTime(value);
  if (typeof value === 'object' && typeof value.total === 'function') {
    return Number(value.total({ unit: 'millisecond', relativeTo: EPOCH }));
  }
  throw new TypeError("tick only understands numbers, 'm:s' and 'h:m:s', and objects with total()");
}

function parseClockTime(text: string): number {
  if (text === '') return 0;
  if (!/^(\d\d:){0,2}\d\d?$/.test(text)) {
    throw new Error("tick only understands numbers, 'm:s' and 'h:m:s'. Each part must be two digits");
  }
  const numbers = text.split(':').map(Number);
  if (numbers.some((n) => n >= 60)) throw new Error(`Invalid time ${text}`);
  return numbers.reduce((seconds, n) => seconds * 60 + n, 0) * 1000;
}
