/** Virtual time was asked to move backwards. */
export class TimeReversalError extends RangeError {
  /** @internal */
  override name = 'TimeReversalError';
}

const CANCELLED = Symbol.for('tickless.CancelledError');

/**
 * Thrown into a coroutine whose task was cancelled, and by whatever waits for a cancelled future. Its message is the one given to `cancel`, or empty.
 *
 * Source of the semantics: asyncio's `CancelledError`. In Python `except Exception` does not catch it; JavaScript's `catch` catches
 * everything, so a handler that swallows errors should let this one through.
 *
 * ```ts
 * import { run, createTask, sleep, CancelledError } from 'tickless';
 *
 * run(function* () {
 *   const task = createTask(sleep(1000));
 *   yield* sleep(1);
 *   task.cancel('no longer needed');
 *   try {
 *     yield* task;
 *   } catch (error) {
 *     error instanceof CancelledError; // => true
 *     (error as Error).message; // => 'no longer needed'
 *   }
 * });
 * ```
 */
export class CancelledError extends Error {
  /** @internal */
  override name = 'CancelledError';
  /** @internal */
  readonly [CANCELLED] = true;
}

/** Whether `error` is a CancelledError, of this copy of the module or of another. */
export function isCancelledError(error: unknown): error is CancelledError {
  try {
    return (error as Partial<CancelledError>)[CANCELLED] === true;
  } catch {
    return false; // null, undefined or a revoked proxy
  }
}

/**
 * An operation is not allowed in the current state of a loop, task, lock or timeout: asyncio's `RuntimeError`.
 *
 * ```ts
 * import { EventLoop, sleep } from 'tickless';
 *
 * const loop = new EventLoop();
 * loop.close();
 * loop.runUntilComplete(sleep(1)); // throws RuntimeError
 * ```
 */
export class RuntimeError extends Error {
  /** @internal */
  override name = 'RuntimeError';
}

/**
 * A future was asked for a result it does not have yet, or was given a second one: asyncio's `InvalidStateError`.
 *
 * ```ts
 * import { EventLoop } from 'tickless';
 *
 * const future = new EventLoop().createFuture<number>();
 * future.result(); // throws InvalidStateError
 * ```
 */
export class InvalidStateError extends Error {
  /** @internal */
  override name = 'InvalidStateError';
}

/**
 * A deadline passed: what `timeout`, `waitFor` and `asCompleted` throw. Source: asyncio's `TimeoutError`.
 *
 * ```ts
 * import { run, waitFor, sleep, TimeoutError } from 'tickless';
 *
 * run(waitFor(sleep(2000), 1000)); // throws TimeoutError
 * ```
 */
export class TimeoutError extends Error {
  /** @internal */
  override name = 'TimeoutError';
}

/**
 * `getNowait` on a queue without items. Source: asyncio's `QueueEmpty`.
 *
 * ```ts
 * import { Queue } from 'tickless';
 *
 * new Queue<string>().getNowait(); // throws QueueEmpty
 * ```
 */
export class QueueEmpty extends Error {
  /** @internal */
  override name = 'QueueEmpty';
}

/**
 * `putNowait` on a queue that holds `maxsize` items. Source: asyncio's `QueueFull`.
 *
 * ```ts
 * import { Queue } from 'tickless';
 *
 * const queue = new Queue<string>(1);
 * queue.putNowait('first');
 * queue.putNowait('second'); // throws QueueFull
 * ```
 */
export class QueueFull extends Error {
  /** @internal */
  override name = 'QueueFull';
}

/**
 * The queue was shut down: nothing can be put any more, and nothing is left to get. Source: asyncio's `QueueShutDown`.
 *
 * ```ts
 * import { Queue } from 'tickless';
 *
 * const queue = new Queue<string>();
 * queue.shutdown();
 * queue.putNowait('late'); // throws QueueShutDown
 * ```
 */
export class QueueShutDown extends Error {
  /** @internal */
  override name = 'QueueShutDown';
}

/**
 * The barrier was aborted, or reset while this task waited at it. Source: asyncio's `BrokenBarrierError`.
 *
 * ```ts
 * import { run, Barrier } from 'tickless';
 *
 * run(function* () {
 *   const barrier = new Barrier(2);
 *   yield* barrier.abort();
 *   yield* barrier.wait();
 * }); // throws BrokenBarrierError
 * ```
 */
export class BrokenBarrierError extends RuntimeError {
  /** @internal */
  override name = 'BrokenBarrierError';
}

/**
 * The loop cannot go on: nothing is ready, nothing is scheduled, and what was asked for is not finished.
 *
 * asyncio hangs here; the message names who waits for what.
 *
 * ```ts
 * import { EventLoop } from 'tickless';
 *
 * const loop = new EventLoop();
 * loop.runUntilComplete(loop.createFuture()); // throws DeadlockError
 * ```
 */
export class DeadlockError extends Error {
  /** @internal */
  override name = 'DeadlockError';
}

/**
 * The program goes on without getting anywhere: `maxStepsPerInstant` callbacks without time advancing, `maxFirings` timers, or `maxVirtualTime`, in one run. The message names those that keep it going.
 *
 * ```ts
 * import { EventLoop } from 'tickless';
 *
 * const loop = new EventLoop({ maxStepsPerInstant: 100 });
 * const ping = (): void => void loop.callSoon(ping);
 * ping();
 * loop.runForever(); // throws RunawayError
 * ```
 */
export class RunawayError extends Error {
  /** @internal */
  override name = 'RunawayError';
}

/**
 * Real work kept an asynchronous run from going on: it made no progress for `maxRealWaitMs` of real time, or `realWork` is `'error'`. The message lists what is in flight.
 *
 * ```ts
 * import { real, RealWorkError, runAsync } from 'tickless';
 *
 * await runAsync(() => real(new Promise(() => {})), { maxRealWaitMs: 10 }); // throws RealWorkError
 * ```
 */
export class RealWorkError extends Error {
  /** @internal */
  override name = 'RealWorkError';
}

/**
 * Timers were pending at the end of a test in virtual time, which would have fired into the next one. The message lists them, and where they were created.
 *
 * ```ts
 * import { inVirtualTime } from 'tickless';
 *
 * await inVirtualTime(() => void setTimeout(() => undefined, 1_000))(); // throws LeftoversError
 * ```
 */
export class LeftoversError extends Error {
  /** @internal */
  override name = 'LeftoversError';
}
