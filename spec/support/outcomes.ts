import { EventLoop, type AwaitableLike, type EventLoopOptions, type GeneratorCoroutine } from 'tickless';

/** How a program ended, and when, in virtual milliseconds. */
export interface Outcome {
  readonly result?: unknown;
  /** The error that it threw, as `String` writes it. */
  readonly error?: string;
  readonly time: number;
}

/** Runs a program synchronously, on a loop of its own. */
export function outcomeOf(main: AwaitableLike<unknown>, options: EventLoopOptions = {}): Outcome {
  const loop = new EventLoop(options);
  try {
    return { result: loop.runUntilComplete(main), time: loop.time() };
  } catch (error) {
    return { error: String(error), time: loop.time() };
  }
}

/** Runs a program by the Async twin, on a loop of its own. */
export async function outcomeOfAsync(main: AwaitableLike<unknown>, options: EventLoopOptions = {}): Promise<Outcome> {
  const loop = new EventLoop(options);
  try {
    return { result: await loop.runUntilCompleteAsync(main), time: loop.time() };
  } catch (error) {
    return { error: String(error), time: loop.time() };
  }
}

/**
 * Runs a program in every way there is: as a generator coroutine, synchronously and by the Async twin, and as an async function.
 * Expects the same outcome of all three, and returns it.
 */
export async function inBothKinds(
  generator: () => GeneratorCoroutine,
  asyncFunction: () => Promise<unknown>,
): Promise<Outcome> {
  const outcome = outcomeOf(generator);
  expect(await outcomeOfAsync(generator)).toEqual(outcome);
  expect(await outcomeOfAsync(asyncFunction)).toEqual(outcome);
  return outcome;
}
