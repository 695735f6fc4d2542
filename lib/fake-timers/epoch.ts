/** A point on the wall clock: milliseconds since 1970, a Date of any realm, or a Temporal.Instant or ZonedDateTime. */
export type Epoch = number | { getTime(): unknown } | { readonly epochMilliseconds: number };

/** Reads a point in time, in milliseconds. What is falsy is 1970. @throws TypeError for anything that is none. */
export function parseEpoch(value: Epoch | null | undefined): number {
  if (!value) return 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'object') {
    if ('getTime' in value && typeof value.getTime === 'function') return Number(value.getTime());
    if ('epochMilliseconds' in value && typeof value.epochMilliseconds === 'number') return value.epochMilliseconds;
  }
  throw new TypeError('now should be milliseconds since UNIX epoch');
}
