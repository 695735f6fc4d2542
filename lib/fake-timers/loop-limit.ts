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
 * created; its cause tells how often it fired, and what to do.
 */
export function infiniteLoopError(limit: number, culprit: Culprit): Error {
  const frames = userFrames(culprit.created);
  const title = `${culprit.kind} - ${culprit.name || 'anonymous'}`;
  const times = culprit.firings === 1 ? 'once' : `${culprit.firings} times`;
  const cause = new Error(
    `${title}${frames.length === 0 ? '' : `, created ${frames[0]!.trim()},`} fired ${times} without an end in sight. ` +
      'Let it stop by itself, clear it, advance the clock by a fixed time instead (tick, runToLast), or raise loopLimit.',
  );
  const error = new Error(`Aborting after running ${limit} timers, assuming an infinite loop!`, { cause });
  if (frames.length > 0) error.stack = [`Error: ${error.message}`, title, ...frames].join('\n');
  made.add(error);
  return error;
}

const made = new WeakSet();

/** Whether `error` says that the clock would go on for ever: then nothing more must run, while other errors wait until a verb is done. */
export function isInfiniteLoopError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && made.has(error);
}

const OWN_FOLDER = folderOf(framesOf(new Error())[0]);

/** The frames of a stack, without those of this library at its top. */
export function userFrames(error: Error | undefined): string[] {
  const frames = framesOf(error);
  if (OWN_FOLDER === undefined) return frames;
  const first = frames.findIndex((frame) => folderOf(frame) !== OWN_FOLDER);
  return first === -1 ? frames : frames.slice(first);
}

function framesOf(error: Error | undefined): string[] {
  return (error?.stack ?? '').split('\n').filter((line) => /^\s+at |@/.test(line));
}

function folderOf(frame: string | undefined): string | undefined {
  return /([^\s(@]*[\\/])[^\\/]*:\d+:\d+\)?$/.exec(frame ?? '')?.[1];
}
