import { describe } from './describe';

/** The checks that every public function makes of its arguments, so that bad input fails at the call and reads alike everywhere. */

/** Checks that `callback` can be called. */
export function checkCallback(callback: unknown, what: string): void {
  if (typeof callback !== 'function') {
    throw new TypeError(`${what} needs a function to call, but was given ${describe(callback)}.`);
  }
}

/** Checks that `value` is a number and not NaN; infinities and negative numbers are the caller's affair. */
export function checkNumber(value: unknown, what: string): void {
  if (typeof value !== 'number') {
    throw new TypeError(`${what} must be a number of milliseconds, but was given ${describe(value)}.`);
  }
  if (Number.isNaN(value)) throw new RangeError(`${what} must be a number of milliseconds, but was given NaN.`);
}

/** Checks that `value` is a whole number that is at least `least`. */
export function checkWholeNumber(value: unknown, least: number, what: string): void {
  if (typeof value !== 'number') {
    throw new TypeError(`${what} must be a whole number, but was given ${describe(value)}.`);
  }
  if (!(Number.isInteger(value) || value === Infinity) || value < least) {
    const bound = least === -Infinity ? '' : ` of at least ${least}`;
    throw new RangeError(`${what} must be a whole number${bound}, but was given ${value}.`);
  }
}

/** Checks that `value` is one of the `allowed` ones. */
export function checkOneOf(value: unknown, allowed: readonly string[], what: string): void {
  if (allowed.includes(value as string)) return;
  const list = allowed.map((one) => `'${one}'`).join(', ');
  const Mistake = typeof value === 'string' ? RangeError : TypeError;
  throw new Mistake(`${what} must be one of ${list}, but was given ${describe(value)}.`);
}

/** Checks that `options` is an object that has no properties but the `known` ones: a misspelt setting would do nothing. */
export function checkKnown(options: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${what} has no option '${unknown}'. There are: ${[...known].sort().join(', ')}.`);
}

/** Whether `value` can be awaited natively. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
