import type { AbstractEventLoop } from './abstract-event-loop';
import type { Waitable } from './awaitable';
import { Future } from './future';

/** What somebody waits for; asked only for the report of a deadlock. */
export interface WaitedFor {
  describe(): string;
  /** What must end, or go on, before the wait can end, if it is known. */
  blocker?(): Waitable | undefined;
}

/** A future of the library's own, which says what it stands for. */
export class DescribedFuture<T> extends Future<T> {
  constructor(
    loop: AbstractEventLoop,
    private readonly what: WaitedFor,
  ) {
    super(loop);
  }

  override describe(): string {
    return this.what.describe();
  }

  override blocker(): Waitable | undefined {
    return this.what.blocker?.();
  }
}
