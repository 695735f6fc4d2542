import type { Runnable } from '../core/runnable';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { Future } from './future';

/** A library function on a future, to be queued when the future is done: no async context, no exception handler. */
export class FutureWatch implements Runnable {
  /** @param name Stands in traces; not the function's own, which a bundler may change. */
  constructor(
    private readonly future: Future,
    private readonly callback: (future: Future) => void,
    private readonly name: string,
  ) {}

  run(): void {
    this.callback(this.future);
  }

  isCancelled(): boolean {
    return false;
  }

  label(): string {
    return this.name;
  }

  get loop(): AbstractEventLoop {
    return this.future.loop;
  }
}
