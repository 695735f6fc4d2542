import type { TimerKind } from './fake-timer';

/** Whoever goes on without end: a timer, or a job. */
export interface Culprit {
  readonly kind: TimerKind | 'Microtask';
  readonly name: string;
  /** An error made where it was created. */
  readonly created: Error | undefined;
  readonly firings: number;
}

/**
 * The error for a clock that would go on for ever. Its message is the compatible library's; its stack is that of the place where the culprit was
 * created, if that is known, and ends with how often it fired, and what to do. (A `cause` would say so more plainly, but whoever expects an error by an
 * example of it, as `toThrow(new Error(message))` in Jest, expects none.)
 */
export function infiniteLoopError(limit: number, culprit: Culprit): Error {
  const frames = userFrames(culprit.created);
  const title = `${culprit.kind} - ${culprit.name || 'anonymous'}`;
  const times =
    culprit.firings === 0 ? 'goes on' : culprit.firings === 1 ? 'fired once' : `fired ${culprit.firings} times`;
  const remedy =
    `${title} ${times} without an end in sight. Let it stop by itself, clear it, ` +
    'advance the clock by a fixed time instead (tick, runToLast), or raise loopLimit.';
  const error = new Error(`Aborting after running ${limit} timers, assuming an infinite loop!`);
  const place = frames.length > 0 ? [`Error: ${error.message}`, title, ...frames] : [error.stack];
  error.stack = [...place, remedy].join('\n');
  made.add(error);
  return error;
}

const made = new WeakSet();

/** Whether `error` says that the clock would go on for ever: then nothing more must run, while other errors wait until a verb is done. */
export function isInfiniteLoopError(error: unknown): boolean {
  return made.has(error as object); // which has nothing that is no object
}

/** The frames of a stack, without those of this library at its top. */
export function userFrames(error: Error | undefined): string[] {
  const frames = framesOf(error);
  // Found anew each time, for source maps may have come into force since.
  const [ownFolder] = framesOf(new Error()).map(folderOf);
  if (ownFolder === undefined) return frames;
  const first = frames.findIndex((frame) => folderOf(frame) !== ownFolder);
  return first === -1 ? frames : frames.slice(first);
}

function framesOf(error: Error | undefined): string[] {
  return (error?.stack ?? '').split('\n').filter((line) => /^\s+at |@/.test(line));
}

function folderOf(frame: string): string | undefined {
  return /([^\s(@]*[\\/])[^\\/]*:\d+:\d+\)?$/.exec(frame)?.[1];
}
