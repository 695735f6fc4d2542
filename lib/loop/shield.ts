import type { AwaitableLike } from './awaitable';
import { Future, FutureWatch } from './future';
import { ensureFuture } from './task';

/**
 * Protects something awaitable from cancellation: cancelling the returned future leaves the inner task running.
 *
 * Source: asyncio's `shield`.
 *
 * @param awaitable Coroutines and functions become tasks now. Keep the task if you need to see its end.
 * @returns A future with the same outcome; the inner one itself if that is done already.
 * @throws TypeError for an argument that is not awaitable.
 *
 * ```ts
 * import { createTask, run, shield, sleep } from 'tickless';
 *
 * run(function* () {
 *   const save = createTask(sleep(1000, 'saved'));
 *   shield(save).cancel();
 *   yield* save; // => 'saved'
 * });
 * ```
 */
export function shield<T>(awaitable: AwaitableLike<T>): Future<T> {
  const inner = ensureFuture(awaitable);
  if (inner.done()) return inner;
  const outer = new Future<T>(inner.loop);
  const innerWatch = new FutureWatch(inner, function innerDone() {
    if (outer.cancelled()) {
      inner.markRetrieved();
    } else if (inner.cancelled()) {
      outer.cancel();
    } else if (inner.failed()) {
      outer.fail(inner.exception());
    } else {
      outer.finish(inner.result());
    }
  });
  inner.addWaiter(innerWatch);
  outer.addWaiter(
    new FutureWatch(outer, function outerDone() {
      if (!inner.done()) inner.removeWaiter(innerWatch);
    }),
  );
  return outer;
}
