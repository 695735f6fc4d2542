import { DeadlockError, RealWorkError, RuntimeError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { AwaitableLike } from './awaitable';
import { chooseLoop, chosenLoop, findRunningLoop } from './current';
import { EventLoop } from './event-loop';
import type { EventLoopOptions } from './loop-options';
import { gatherAll } from './gather';
import { reportCancelledAtEnd } from './leftovers';
import { allTasks } from './current-task';
import type { Task } from './task';

/**
 * A loop of its own for one or several runs, with everything cleaned up at the end: what is still running is cancelled and awaited. Source: asyncio's `Runner`.
 *
 * ```ts
 * import { Runner, sleep } from 'tickless';
 *
 * const runner = new Runner();
 * runner.run(sleep(1000, 'one')); // => 'one'
 * runner.run(sleep(1000, 'two')); // => 'two'
 * runner.getLoop().time(); // => 2000
 * runner.close();
 * ```
 */
export class Runner {
  private readonly loop: EventLoop;
  /** The loop that was set before this runner's. */
  private before: AbstractEventLoop | undefined;

  /** @throws As `new EventLoop(options)`. */
  constructor(options: EventLoopOptions = {}) {
    this.loop = new EventLoop(options);
  }

  /** The loop of this runner. */
  getLoop(): EventLoop {
    return this.loop;
  }

  /** Runs `main` to its end and returns its result. @throws As `loop.runUntilComplete`. */
  run<T>(main: AwaitableLike<T>): T {
    if (findRunningLoop() !== undefined) {
      throw new RuntimeError(
        'run() starts a loop of its own and cannot be called while a loop is running. Use "yield*" or "await" instead.',
      );
    }
    if (chosenLoop() !== this.loop) {
      this.before = chosenLoop();
      chooseLoop(this.loop);
    }
    return this.loop.runUntilComplete(main);
  }

  /** The Async twin of {@link run}. */
  async runAsync<T>(main: AwaitableLike<T>): Promise<T> {
    return this.loop.runUntilCompleteAsync(main);
  }

  /** Cancels what is left, runs it to its end, and closes the loop, which reports what was left. Harmless twice. */
  close(): void {
    if (this.loop.isClosed()) return;
    const left = this.cancelAll();
    try {
      if (left.length > 0) this.loop.runUntilComplete(gatherAll(left, true));
    } finally {
      this.end(left);
    }
  }

  /** The Async twin of {@link close}. */
  async closeAsync(): Promise<void> {
    if (this.loop.isClosed()) return;
    const left = this.cancelAll();
    try {
      if (left.length > 0) await this.loop.runUntilCompleteAsync(gatherAll(left, true));
    } finally {
      this.end(left);
    }
  }

  /** The same as {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The same as {@link closeAsync}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeAsync();
  }

  private cancelAll(): Task[] {
    const tasks = [...allTasks(this.loop)];
    reportCancelledAtEnd(this.loop, tasks);
    for (const task of tasks) task.cancel();
    return tasks;
  }

  private end(cancelled: readonly Task[]): void {
    for (const task of cancelled) {
      if (!task.failed()) continue;
      this.loop.callExceptionHandler({
        message: `${task.title()} failed while it was being cancelled at the end of run()`,
        exception: task.exception(),
        future: task,
      });
    }
    if (chosenLoop() === this.loop) chooseLoop(this.before);
    this.loop.close();
  }
}

/**
 * Runs a program on a new loop: the usual way in. What is still running when `main` is done is cancelled. Source: asyncio's `run`.
 *
 * @param main A coroutine or a generator function.
 * @param options The settings of the new loop, as for `new EventLoop(options)`.
 * @returns Its result. @throws Its exception, and as `loop.runUntilComplete`.
 *
 * ```ts
 * import { run, sleep } from 'tickless';
 *
 * run(function* () {
 *   yield* sleep(3000);
 *   return 'three seconds later';
 * }); // => 'three seconds later'
 * ```
 */
export function run<T>(main: AwaitableLike<T>, options: EventLoopOptions = {}): T {
  const runner = new Runner(options);
  let result: T;
  try {
    result = runner.run(main);
  } catch (error) {
    closeAfterError(runner, error);
    throw error;
  }
  try {
    runner.close();
  } catch (error) {
    throw afterTheProgram(error);
  }
  return result;
}

/** The program has ended, and well: an error now is about what it left running. */
function afterTheProgram(error: unknown): unknown {
  if (error instanceof DeadlockError) {
    error.message = `The program has ended, but what it left running cannot be cancelled. ${error.message}`;
  }
  return error;
}

/** The error of the program is what counts; one while cleaning up after it goes to the exception handler. */
function closeAfterError(runner: Runner, error: unknown): void {
  try {
    runner.close();
  } catch (exception) {
    reportCleanUp(runner, error, exception);
  }
}

function isStandstill(error: unknown): boolean {
  return error instanceof DeadlockError || error instanceof RealWorkError;
}

function reportCleanUp(runner: Runner, error: unknown, exception: unknown): void {
  // A program that could not go on has tasks that cannot; that some cannot even be cancelled is no news.
  if (isStandstill(error) && isStandstill(exception)) return;
  runner.getLoop().callExceptionHandler({ message: 'Cleaning up at the end of run() failed', exception });
}

/**
 * The Async twin of {@link run}, for programs of async functions.
 *
 * @param main An async function, or anything awaitable.
 * @param options The settings of the new loop, as for `new EventLoop(options)`.
 * @returns A promise of its result, rejected as {@link run} throws; also with the reason of a rejection that nobody handles, and with RealWorkError.
 *
 * ```ts
 * import { runAsync, sleep } from 'tickless';
 *
 * await runAsync(async () => {
 *   await sleep(3000);
 *   return 'three seconds later';
 * }); // => 'three seconds later'
 * ```
 */
export async function runAsync<T>(main: AwaitableLike<T>, options: EventLoopOptions = {}): Promise<T> {
  const runner = new Runner(options);
  let result: T;
  try {
    result = await runner.runAsync(main);
  } catch (error) {
    await runner.closeAsync().catch((exception: unknown) => {
      reportCleanUp(runner, error, exception);
    });
    throw error;
  }
  try {
    await runner.closeAsync();
  } catch (error) {
    throw afterTheProgram(error);
  }
  return result;
}
