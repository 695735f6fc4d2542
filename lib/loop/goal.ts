import { RuntimeError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { AwaitableLike } from './awaitable';
import { ensureFuture } from './ensure-future';
import { isfuture, type Future } from './future';
import { FutureWatch } from './future-watch';

/** What `runUntilComplete` waits for: a future whose end stops the loop. */
export class Goal<T> {
  readonly future: Future<T>;
  private readonly isNew: boolean;
  private readonly watch: FutureWatch;

  constructor(loop: AbstractEventLoop, awaitable: AwaitableLike<T>) {
    this.isNew = !isfuture(awaitable);
    this.future = ensureFuture(awaitable, { loop });
    this.watch = new FutureWatch(
      this.future,
      () => {
        loop.stop();
      },
      'runUntilComplete',
    );
    this.future.addWaiter(this.watch);
  }

  unwatch(): void {
    this.future.removeWaiter(this.watch);
  }

  /** The run itself failed: nobody else can have seen what became of a task that was made for it. */
  abandon(): void {
    this.future.loop.named.add(this.future);
    if (this.isNew) this.future.markRetrieved();
  }

  result(): T {
    if (!this.future.done()) {
      throw new RuntimeError(
        'The event loop was stopped before the future was done. Await what it needs, or call stop() later.',
      );
    }
    return this.future.result();
  }
}
