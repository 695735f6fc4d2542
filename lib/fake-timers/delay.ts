/** Above this a delay does not fit in 32 bits, and hosts take it for 1. */
const MAX_DELAY = 2 ** 31 - 1;

/** Reads a delay as `setTimeout` does: whole milliseconds; what is no number, negative or infinite is 0. */
export function parseDelay(delay: unknown): number {
  if (typeof delay === 'number' && (delay | 0) === delay) return delay > 0 ? delay : 0;
  const ms = parseInteger(delay);
  if (ms > MAX_DELAY) return 1;
  return ms > 0 ? ms : 0;
}

/** Reads the period of an interval: as a delay, but one that is missing, negative or no number is 1, so that time goes on. */
export function parsePeriod(delay: unknown): number {
  const ms = parseInteger(delay);
  return ms >= 0 ? parseDelay(delay) : 1;
}

/** The `delay` that a record shows: as it was given, if it was a number that can be waited for. */
export function shownDelay(delay: unknown): number {
  return typeof delay === 'number' && delay > 0 && delay <= MAX_DELAY ? delay : parseDelay(delay);
}

/** Digits at the beginning of the text count, as in `'5px'`. */
function parseInteger(value: unknown): number {
  return Number.parseInt(value as string, 10);
}
