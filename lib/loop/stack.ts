/** How many frames to look at where the first of the user's own is wanted: enough to get past the library's. */
const DEEP = 40;

/** How many places of creation a loop notes even without debug mode: all of an ordinary test's, and too few to slow a big run down (several µs each). */
export const PLACES = 100;

/** The folder of this library, as stack traces write it; undefined in a bundle, where nothing tells its frames from others, and no places are given. */
const home = /(?:\(|at |@)((?:file:\/\/)?[^()\n]*[\\/])loop[\\/]stack\.m?[jt]s/.exec(String(new Error().stack))?.[1];

/** The frames of a stack trace that lie in files outside of this library, innermost first. */
export function frames(stack: string | undefined): string[] {
  if (stack === undefined || home === undefined) return [];
  const lines = stack.split('\n').map((line) => line.trim());
  return lines.filter((line) => /:\d+:\d/.test(line) && !/(?:\(|at )node:/.test(line) && !line.includes(home));
}

/** Calls `fn` with traces long enough for {@link frames}. */
export function withDeepTraces<R>(fn: () => R): R {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEP;
  try {
    return fn();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Where things were made. A table, because few things have a place that was noted, and a field of each would make all of them bigger. */
const places = new WeakMap<object, Error>();

/** Notes the place of the call that makes something. V8 collects the frames now and words them only when asked. */
export function notePlace(made: object): void {
  places.set(made, new Error());
}

/** The same, if the loop still notes places. */
export function notePlaceFor(loop: { placesLeft: number; getDebug(): boolean }, made: object): void {
  if (loop.placesLeft > 0) loop.placesLeft--;
  else if (!loop.getDebug()) return;
  notePlace(made);
}

/** Where something was made, innermost frame first; empty if that was not noted. */
export function placeOf(made: object): string[] {
  return frames(places.get(made)?.stack);
}
