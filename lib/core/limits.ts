import { checkWholeNumber } from './checks';

/** A year of 365.25 days, in milliseconds. */
const YEAR = 31_557_600_000;

/** How far a run may go without an end in sight before a {@link RunawayError} says so. */
export interface Limits {
  /** How many callbacks may run without virtual time advancing; 2 million by default, which a run in macrotasks reaches before the 5 s of a test runner are over. `Infinity` is allowed. */
  readonly maxStepsPerInstant: number;
  /** How many timers may fire in one run; 1 million by default. `Infinity` is allowed. */
  readonly maxFirings: number;
  /** How much virtual time may pass in one run, in milliseconds; 10 years by default. `Infinity` is allowed. */
  readonly maxVirtualTime: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxStepsPerInstant: 2_000_000,
  maxFirings: 1_000_000,
  maxVirtualTime: 10 * YEAR,
};

/** The limits that `options` names, and the default for each that it does not. @throws TypeError or RangeError for one that is not a whole number above 0. */
export function limitsFrom(options: { readonly [K in keyof Limits]?: Limits[K] | undefined }): Limits {
  const limits: { -readonly [K in keyof Limits]: number } = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(limits) as (keyof Limits)[]) {
    const value = options[name];
    if (value === undefined) continue;
    checkWholeNumber(value, 1, name);
    limits[name] = value;
  }
  return limits;
}
