import { checkCallback, checkWholeNumber } from '../core/checks';
import { named } from '../core/describe';
import { RuntimeError } from '../core/errors';
import type { Body, GeneratorCoroutine } from './awaitable';
import { LibraryCoroutine, type Coroutine } from './coroutine';
import { requireLoop } from './current';
import { Line, uncancellable } from './line';
import { Lock, whileHolding, type Acquirable, type PrimitiveOptions } from './lock';

/**
 * Lets tasks that hold a lock wait for each other's news about what the lock protects. Source of the semantics: asyncio's `Condition`.
 *
 * ```ts
 * import { Condition, gather, run } from 'tickless';
 *
 * const changed = new Condition();
 * let stock = 0;
 * function* buyer() {
 *   yield* changed.with(function* () {
 *     yield* changed.waitFor(() => stock > 0);
 *     stock--;
 *   });
 * }
 * function* supplier() {
 *   yield* changed.with(function* () {
 *     stock++;
 *     changed.notify();
 *   });
 * }
 * run(function* () {
 *   yield* gather(buyer(), supplier());
 * });
 * stock; // => 0
 * ```
 */
export class Condition implements Acquirable {
  private readonly line = new Line();
  private readonly lock: Lock;
  /** How reports call this condition. */
  readonly name: string | undefined;

  /** @param lock The lock to wait with; a new one by default. Several conditions may share one. */
  constructor(lock?: Lock, options: PrimitiveOptions = {}) {
    this.lock = lock ?? new Lock(options);
    this.name = options.name;
  }

  /** Whether somebody holds the lock. */
  locked(): boolean {
    return this.lock.locked();
  }

  /** Acquires the lock. */
  acquire(): Coroutine<true> {
    return this.lock.acquire();
  }

  /** Releases the lock. @throws RuntimeError if nobody holds it. */
  release(): void {
    this.lock.release();
  }

  /**
   * Releases the lock, waits to be notified, and takes the lock again; also when cancelled meanwhile. Returns true.
   *
   * @throws RuntimeError, when awaited, if the lock is not held.
   */
  wait(): Coroutine<true> {
    return new LibraryCoroutine(waitForNotice, this, this.line);
  }

  /**
   * Waits until `predicate` holds, asking it first and after each notice.
   *
   * @returns The predicate's value. @throws TypeError if it is not a function.
   */
  waitFor<R>(predicate: () => R): Coroutine<R> {
    checkCallback(predicate, 'Condition.waitFor()');
    return new LibraryCoroutine(waitForPredicate<R>, this, predicate);
  }

  /**
   * Wakes the first `n` who wait and have not been woken yet.
   *
   * @throws RuntimeError if the lock is not held; RangeError or TypeError if `n` is not a whole number.
   */
  notify(n = 1): void {
    checkWholeNumber(n, 0, 'The number of tasks to notify');
    if (!this.locked())
      throw new RuntimeError(
        'Nobody can be notified: the lock of the condition is not held. Notify inside condition.with(…).',
      );
    this.pass(n);
  }

  /** Wakes everybody who waits. @throws RuntimeError if the lock is not held. */
  notifyAll(): void {
    this.notify(this.line.length);
  }

  /** Runs `body` while holding the lock: Python's `async with condition`. Returns what the body returns. @throws TypeError if `body` is not a function. */
  with<T>(body: Body<undefined, T>): Coroutine<T> {
    return whileHolding(this, body, 'Condition.with()');
  }

  /** The same as {@link release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }

  /** @internal */
  describe(): string {
    return `${named('Condition', this.name)}, not notified`;
  }

  /** Hands a notice on, whether or not the lock is held. @internal */
  pass(n: number): void {
    this.line.call(n);
  }
}

function* waitForNotice(condition: Condition, line: Line): GeneratorCoroutine<true> {
  if (!condition.locked())
    throw new RuntimeError('A condition can be waited for only while its lock is held. Wait inside condition.with(…).');
  condition.release();
  try {
    try {
      yield* line.wait(requireLoop('Condition.wait()'), condition);
    } finally {
      const cancelled = yield* uncancellable(function* () {
        yield* condition.acquire();
      });
      if (cancelled !== undefined) throw cancelled as Error; // eslint-disable-line no-unsafe-finally -- as asyncio: the last CancelledError wins
    }
    return true;
  } catch (error) {
    // This task may have been notified and cannot use it: let another have the notice. At worst that one wakes for nothing.
    condition.pass(1);
    throw error;
  }
}

function* waitForPredicate<R>(condition: Condition, predicate: () => R): GeneratorCoroutine<R> {
  let value = predicate();
  while (!value) {
    yield* condition.wait();
    value = predicate();
  }
  return value;
}
