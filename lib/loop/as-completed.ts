import { checkNumber } from '../core/checks';
import { TimeoutError } from '../core/errors';
import type { AwaitableLike, GeneratorCoroutine } from './awaitable';
import { ringAfter, type Bell } from './bell';
import { checkAwaitable, LibraryCoroutine, type Coroutine } from './coroutine';
import { requireLoop } from './current';
import { checkList } from './check-list';
import type { Future } from './future';
import { FutureWatch } from './future-watch';
import { Queue } from './queue';
import { ensureFuture } from './ensure-future';

/** Says, in a report, whose results are waited for. */
class ResultQueue<T> extends Queue<T> {
  override readonly anItem = { describe: () => 'the next result of asCompleted()' };
}

/**
 * The results of several awaitables in the order in which they come in; see {@link asCompleted}.
 *
 * `for … of` gives coroutines, each for the next result. `for await … of` gives the futures themselves, done; generator coroutines, which have no `for await`, call `anext`.
 *
 * ```ts
 * import { asCompleted, run, sleep } from 'tickless';
 *
 * run(function* () {
 *   const results = asCompleted([sleep(30, 'slow'), sleep(10, 'quick')]);
 *   const first = yield* results.anext();
 *   return first.done ? undefined : first.value.result();
 * }); // => 'quick'
 * ```
 */
export class AsCompletedIterator<T> implements IterableIterator<Coroutine<T>> {
  private readonly todo = new Map<Future<T>, FutureWatch>();
  private readonly finished = new ResultQueue<Future<T> | undefined>();
  private readonly bell: Bell | undefined;
  /** How many results have not been asked for. */
  private left: number;

  /** @internal Use `asCompleted`. */
  constructor(awaitables: Iterable<AwaitableLike<T>>, timeoutMs: number | undefined) {
    const loop = requireLoop('asCompleted()');
    const known = new Set<unknown>();
    for (const awaitable of awaitables) {
      if (typeof awaitable !== 'function' && known.has(awaitable)) continue;
      known.add(awaitable);
      const future = ensureFuture(awaitable, { loop });
      this.todo.set(future, new FutureWatch(future, this.completed, 'asCompleted'));
    }
    for (const [future, watch] of this.todo) future.addWaiter(watch);
    this.left = this.todo.size;
    if (this.left > 0 && timeoutMs !== undefined) this.bell = ringAfter(loop, timeoutMs, this.timeOut, 'asCompleted()');
  }

  /** For `for … of`. */
  [Symbol.iterator](): this {
    return this;
  }

  /** For `for await … of`. */
  [Symbol.asyncIterator](): AsyncIterator<Future<T>, undefined> {
    return { next: async () => this.anext() };
  }

  /** A coroutine for the next result, which throws what the awaitable threw, or TimeoutError. */
  next(): IteratorResult<Coroutine<T>, undefined> {
    if (this.left === 0) return { done: true, value: undefined };
    this.left--;
    return { done: false, value: new LibraryCoroutine(nextResult<T>, this) };
  }

  /** Waits for the next future that is done, as an async iterator does. @throws When awaited: TimeoutError. */
  anext(): Coroutine<IteratorResult<Future<T>, undefined>> {
    return new LibraryCoroutine(nextFuture<T>, this);
  }

  /** Whether there was a result left to ask for; now it is asked for. @internal */
  claim(): boolean {
    if (this.left === 0) return false;
    this.left--;
    return true;
  }

  /** @internal */
  *nextFinished(): GeneratorCoroutine<Future<T>> {
    const future = yield* this.finished.get();
    if (future === undefined) throw new TimeoutError('The timeout of asCompleted() passed before all results were in.');
    return future;
  }

  private readonly completed = (future: Future): void => {
    if (!this.todo.delete(future as Future<T>)) return;
    this.finished.putNowait(future as Future<T>);
    if (this.todo.size === 0) this.bell?.off();
  };

  private readonly timeOut = (): void => {
    for (const [future, watch] of this.todo) {
      future.removeWaiter(watch);
      this.finished.putNowait(undefined);
    }
    this.todo.clear();
  };
}

function* nextResult<T>(results: AsCompletedIterator<T>): GeneratorCoroutine<T> {
  return (yield* results.nextFinished()).result();
}

function* nextFuture<T>(results: AsCompletedIterator<T>): GeneratorCoroutine<IteratorResult<Future<T>, undefined>> {
  if (!results.claim()) return { done: true, value: undefined };
  return { done: false, value: yield* results.nextFinished() };
}

/** Settings of {@link asCompleted}. */
export interface AsCompletedOptions {
  /** After how many virtual milliseconds the results that are not in become TimeoutErrors; never by default. */
  readonly timeout?: number | undefined;
}

/**
 * Runs awaitables concurrently and gives their results in the order in which they come in. Source: asyncio's `as_completed`.
 *
 * @param awaitables Coroutines and functions become tasks now; the same object given twice counts once, a function each time.
 * @param options.timeout After how many virtual milliseconds the results that are not in become TimeoutErrors; never by default.
 * @throws TypeError for anything that is not a list of awaitables; TypeError or RangeError for a timeout that is no number; RuntimeError without an event loop.
 *
 * ```ts
 * import { asCompleted, runAsync, sleep } from 'tickless';
 *
 * const seen: string[] = [];
 * await runAsync(async () => {
 *   for await (const future of asCompleted([sleep(30, 'slow'), sleep(10, 'quick')])) seen.push(future.result());
 * });
 * seen; // => ['quick', 'slow']
 * ```
 */
export function asCompleted<T>(
  awaitables: Iterable<AwaitableLike<T>>,
  options: AsCompletedOptions = {},
): AsCompletedIterator<T> {
  checkList(awaitables, 'asCompleted()', 'awaitables');
  const { timeout } = options;
  const all = [...awaitables];
  for (const awaitable of all) checkAwaitable(awaitable, 'asCompleted()');
  if (timeout !== undefined) checkNumber(timeout, 'The timeout of asCompleted()');
  return new AsCompletedIterator(all, timeout);
}
