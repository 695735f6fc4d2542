import { checkCallback, checkNumber } from '../core/checks';
import { CancelledError, isCancelledError, RuntimeError, TimeoutError } from '../core/errors';
import type { Body, GeneratorCoroutine, NativeWait } from './awaitable';
import { Bell } from './bell';
import { LibraryCoroutine, runBody, type Coroutine } from './coroutine';
import { findRunningLoop, requireLoop } from './current';
import { currentTask } from './current-task';
import type { Task } from './task';

/**
 * A deadline for a block of code, which can be moved while the block runs.
 *
 * Made by {@link timeout} and {@link timeoutAt}. Source: asyncio's `Timeout`.
 *
 * ```ts
 * import { run, sleep, timeout } from 'tickless';
 *
 * run(function* () {
 *   const deadline = timeout(1000);
 *   yield* deadline.with(function* () {
 *     deadline.reschedule(5000); // an absolute time
 *     yield* sleep(2000);
 *   });
 *   deadline.expired(); // => false
 * });
 * ```
 */
export class Timeout {
  /** created -> active -> finished, or active -> expiring -> expired. */
  private state: 'created' | 'active' | 'expiring' | 'expired' | 'finished' = 'created';
  private task: Task | undefined;
  private bell: Bell | undefined;
  /** Waiting for the body, if that is an async function. @internal */
  bodyWait: NativeWait | undefined;
  /** How many requests to cancel the task had when the block was entered. */
  private cancelling = 0;

  /** @internal */
  constructor(private deadline: number | undefined) {}

  /** The deadline, in virtual milliseconds; undefined for none. */
  when(): number | undefined {
    return this.deadline;
  }

  /** Whether the deadline passed while the block ran. */
  expired(): boolean {
    return this.state === 'expiring' || this.state === 'expired';
  }

  /**
   * Moves the deadline.
   *
   * @param whenMs An absolute virtual time in milliseconds; undefined for no deadline. A time that has passed expires in the next turn.
   * @throws RuntimeError if the block has not been entered or is over; TypeError or RangeError if `whenMs` is no number.
   */
  reschedule(whenMs: number | undefined): void {
    if (whenMs !== undefined) checkNumber(whenMs, 'The deadline of reschedule()');
    if (this.state !== 'active') {
      const why =
        this.state === 'created'
          ? 'its block has not been entered; run it with timeout.with(…)'
          : `it is ${this.state}`;
      throw new RuntimeError(`The timeout cannot be rescheduled: ${why}.`);
    }
    this.deadline = whenMs;
    this.bell?.off();
    this.bell = undefined;
    if (whenMs === undefined) return;
    const loop = findRunningLoop();
    if (loop === undefined) {
      throw new RuntimeError(
        'A timeout can be rescheduled only while its loop is running. Do it in the block, or in a callback.',
      );
    }
    this.bell = new Bell(loop, this.expire, 'timeout');
    if (whenMs <= loop.time()) this.bell.soon();
    else this.bell.at(whenMs);
  }

  /**
   * Runs `body` with this deadline: Python's `async with`.
   *
   * When the deadline passes, the body is cancelled where it waits, and the CancelledError that comes out of it becomes a TimeoutError. Can be used once.
   * If the body is an async function that waits for a promise of the program's own, which cannot be cancelled, the wait for the body ends all the same.
   *
   * @returns What the body returns. @throws TypeError if `body` is not a function. When awaited: TimeoutError; RuntimeError outside a task or for a second use.
   */
  with<T>(body: Body<Timeout, T>): Coroutine<T> {
    checkCallback(body, 'Timeout.with()');
    return new LibraryCoroutine(withTimeout<T>, this, body);
  }

  /** @internal */
  enter(): void {
    if (this.state !== 'created')
      throw new RuntimeError('A timeout can be entered once. Make a new one for the next block.');
    this.task = currentTask();
    if (this.task === undefined)
      throw new RuntimeError(
        'A timeout works by cancelling the task around it, and there is none here. Use it inside a coroutine.',
      );
    this.state = 'active';
    this.cancelling = this.task.cancelling();
    this.reschedule(this.deadline);
  }

  /** @internal */
  exit(error: unknown): void {
    this.bell?.off();
    this.bell = undefined;
    if (this.state !== 'expiring') {
      this.state = 'finished';
      return;
    }
    this.state = 'expired';
    // A request to cancel that came from outside meanwhile is not ours to swallow.
    const onlyOurs = this.task!.uncancel() <= this.cancelling;
    if (onlyOurs && isCancelledError(error)) {
      throw new TimeoutError(`The deadline at ${this.deadline} ms passed.`, { cause: error });
    }
  }

  private readonly expire = (): void => {
    this.bell = undefined;
    this.task!.cancel();
    this.state = 'expiring';
    // Nobody can cancel a plain promise; a deadline that would therefore never be noticed is worth leaving the body behind for.
    if (this.task!.isStuckOnPromises()) this.bodyWait?.abandon?.(new CancelledError());
  };
}

function* withTimeout<T>(self: Timeout, body: Body<Timeout, T>): GeneratorCoroutine<T> {
  self.enter();
  let value: T;
  try {
    value = yield* runBody(body, self, (wait) => {
      self.bodyWait = wait;
    });
  } catch (error) {
    self.exit(error);
    throw error;
  }
  self.exit(undefined);
  return value;
}

/**
 * A deadline `delayMs` from now. Run the code it is for with `timeout(…).with(body)`. Source: asyncio's `timeout`.
 *
 * @param delayMs Virtual milliseconds; undefined for no deadline yet.
 * @throws TypeError or RangeError if `delayMs` is no number; RuntimeError without an event loop.
 *
 * ```ts
 * import { runAsync, sleep, timeout } from 'tickless';
 *
 * await runAsync(async () => {
 *   await timeout(1000).with(async () => {
 *     await sleep(2000);
 *   });
 * }); // throws TimeoutError
 * ```
 */
export function timeout(delayMs: number | undefined): Timeout {
  if (delayMs === undefined) return new Timeout(undefined);
  checkNumber(delayMs, 'The delay of timeout()');
  return new Timeout(requireLoop('timeout()').time() + delayMs);
}

/**
 * A deadline at an absolute virtual time. Source: asyncio's `timeout_at`.
 *
 * @param whenMs Virtual milliseconds, on the clock of `loop.time()`; undefined for no deadline yet.
 * @throws TypeError or RangeError if `whenMs` is no number.
 *
 * ```ts
 * import { run, sleep, timeoutAt } from 'tickless';
 *
 * run(function* () {
 *   yield* timeoutAt(1000).with(function* () {
 *     yield* sleep(2000);
 *   });
 * }); // throws TimeoutError
 * ```
 */
export function timeoutAt(whenMs: number | undefined): Timeout {
  if (whenMs !== undefined) checkNumber(whenMs, 'The deadline of timeoutAt()');
  return new Timeout(whenMs);
}
