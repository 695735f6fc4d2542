import { checkNumber } from '../core/checks';
import { isCancelledError, TimeoutError } from '../core/errors';
import type { AwaitableLike, GeneratorCoroutine } from './awaitable';
import { checkAwaitable, LibraryCoroutine, type Coroutine } from './coroutine';
import { DescribedFuture } from './described-future';
import type { Future } from './future';
import { FutureWatch } from './future-watch';
import { ensureFuture } from './ensure-future';
import { timeout } from './timeout';

/**
 * Waits for something, but not longer than `timeoutMs`: then it is cancelled, and TimeoutError is thrown. Source: asyncio's `wait_for`.
 *
 * @param awaitable A coroutine runs inline, in the task that waits. Cancelling the wait cancels it too; `shield` it to avoid that.
 * @param timeoutMs Virtual milliseconds; undefined for no limit. 0 or less gives no time at all: only what is done already has a result.
 * @throws TypeError at the call if `awaitable` is not awaitable or `timeoutMs` not a number; TimeoutError when awaited.
 *
 * ```ts
 * import { run, sleep, waitFor } from 'tickless';
 *
 * run(waitFor(sleep(500, 'in time'), 1000)); // => 'in time'
 * run(waitFor(sleep(2000, 'too late'), 1000)); // throws TimeoutError
 * ```
 */
export function waitFor<T>(awaitable: AwaitableLike<T>, timeoutMs: number | undefined): Coroutine<T> {
  checkAwaitable(awaitable, 'waitFor()');
  if (timeoutMs !== undefined) checkNumber(timeoutMs, 'The timeout of waitFor()');
  return new LibraryCoroutine(waitingFor<T>, awaitable, timeoutMs);
}

function* waitingFor<T>(awaitable: AwaitableLike<T>, timeoutMs: number | undefined): GeneratorCoroutine<T> {
  if (timeoutMs !== undefined && timeoutMs <= 0) return yield* withoutWaiting(ensureFuture(awaitable));
  return yield* timeout(timeoutMs).with(() => {
    const made = typeof awaitable === 'function' ? awaitable() : awaitable;
    checkAwaitable(made, 'The function given to waitFor() must return something awaitable: it');
    return made;
  });
}

function* withoutWaiting<T>(future: Future<T>): GeneratorCoroutine<T> {
  if (future.done()) return future.result();
  yield* cancelAndWait(future);
  try {
    return future.result();
  } catch (error) {
    throw isCancelledError(error) ? new TimeoutError('There was no time to wait at all.', { cause: error }) : error;
  }
}

/** Cancels `future` and waits for its end, whatever that is. */
function* cancelAndWait(future: Future): GeneratorCoroutine<void> {
  const ended = new DescribedFuture<undefined>(future.loop, {
    describe: () => `the end of ${future.describe()}, which is cancelled`,
    blocker: () => future,
  });
  const release = (): void => {
    if (!ended.done()) ended.finish(undefined);
  };
  const watch = new FutureWatch(future, release, 'waitFor');
  future.addWaiter(watch);
  try {
    future.cancel();
    yield* ended;
  } finally {
    future.removeWaiter(watch);
  }
}
