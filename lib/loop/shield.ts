import type { AwaitableLike } from './awaitable';
import { DescribedFuture } from './described-future';
import { describeNested } from './describe-futures';
import type { Future } from './future';
import { FutureWatch } from './future-watch';
import { ensureFuture } from './ensure-future';

/**
 * Protects something awaitable from cancellation: cancelling the returned future leaves the inner task running.
 *
 * Source: asyncio's `shield`.
 *
 * @param awaitable Coroutines and functions become tasks now. Keep the task if you need to see its end.
 * @returns A future with the same outcome; the inner one itself if that is done already.
 * @throws TypeError for an argument that is not awaitable; RuntimeError without an event loop.
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
  const outer = new DescribedFuture<T>(inner.loop, {
    describe: () => `shield of ${describeNested([inner]).join()}`,
    blocker: () => inner,
  });
  const copyOutcome = (): void => {
    if (outer.done()) {
      inner.markRetrieved();
    } else if (inner.cancelled()) {
      outer.cancel();
    } else if (inner.failed()) {
      outer.fail(inner.exception());
    } else {
      outer.finish(inner.result());
    }
  };
  const innerWatch = new FutureWatch(inner, copyOutcome, 'shield');
  const unwatch = (): void => {
    inner.removeWaiter(innerWatch);
  };
  inner.addWaiter(innerWatch);
  outer.addWaiter(new FutureWatch(outer, unwatch, 'shield'));
  return outer;
}
