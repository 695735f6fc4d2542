import { isThenable } from '../core/checks';
import { describe } from '../core/describe';
import type { AbstractEventLoop } from './abstract-event-loop';
import { FOREIGN_PROMISE, type AwaitableLike } from './awaitable';
import { checkAwaitable, isAwaitable, iscoroutine } from './coroutine';
import { requireLoop } from './current';
import { DescribedFuture } from './described-future';
import { makeTask } from './create-task';
import { isfuture, type Future } from './future';

/**
 * A future or task for anything awaitable: futures as they are, coroutines and functions as new tasks, native promises wrapped. Source: asyncio's `ensure_future`.
 *
 * @param options.loop The loop for a new task; the running one, or the one set, by default.
 * @throws TypeError if `awaitable` is nothing of the kind; RangeError for a future of another loop than the one given; RuntimeError without an event loop, or as `createTask`.
 *
 * ```ts
 * import { ensureFuture, newEventLoop, setEventLoop, sleep } from 'tickless';
 *
 * const loop = newEventLoop();
 * setEventLoop(loop);
 * const task = ensureFuture(sleep(3000, 'rested'));
 * ensureFuture(task) === task; // => true
 * loop.runUntilComplete(task); // => 'rested'
 * ```
 */
export function ensureFuture<T>(
  awaitable: AwaitableLike<T>,
  options: { readonly loop?: AbstractEventLoop } = {},
): Future<T> {
  checkAwaitable(awaitable, 'ensureFuture()');
  if (isfuture(awaitable)) {
    if (options.loop !== undefined && awaitable.loop !== options.loop) {
      throw new RangeError(
        'The future belongs to a different event loop than the one that it is wanted on. Use one loop for both.',
      );
    }
    return awaitable as Future<T>;
  }
  const loop = options.loop ?? requireLoop('ensureFuture()');
  if (typeof awaitable === 'function' || iscoroutine(awaitable)) return makeTask(loop, awaitable as AwaitableLike<T>);
  return wrapFuture(awaitable as PromiseLike<T>, { loop });
}

/**
 * A future that settles as a native promise does. Needs an Async twin to drive the loop: promises do not settle while it runs synchronously. Source: asyncio's `wrap_future`.
 *
 * @param options.loop The future's loop; the running one, or the one set, by default.
 * @throws TypeError if `promise` is not a promise; RuntimeError without an event loop.
 *
 * ```ts
 * import { runAsync, wrapFuture } from 'tickless';
 *
 * await runAsync(function* () {
 *   return yield* wrapFuture(Promise.resolve(5));
 * }); // => 5
 * ```
 */
export function wrapFuture<T>(promise: PromiseLike<T>, options: { readonly loop?: AbstractEventLoop } = {}): Future<T> {
  if (isAwaitable(promise) || !isThenable(promise)) {
    throw new TypeError(
      `wrapFuture() needs a native promise, but was given ${describe(promise)}. For coroutines and futures use ensureFuture().`,
    );
  }
  const future = new DescribedFuture<T>(options.loop ?? requireLoop('wrapFuture()'), FOREIGN_PROMISE);
  // By way of a promise of the host's, which takes a thenable's word once and never on the spot.
  Promise.resolve(promise).then(
    (value) => {
      if (!future.done() && !future.loop.isClosed()) future.setResult(value);
    },
    (error: unknown) => {
      if (!future.done() && !future.loop.isClosed()) future.fail(error);
    },
  );
  return future;
}
