interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The iteration of `timers/promises.setInterval`. Turns that nobody waits for are counted, and handed out at once later; those who wait are served in order.
 */
export class IntervalTurns implements AsyncIterator<unknown> {
  private readonly waiting: Waiter[] = [];
  private backlog = 0;
  private over = false;
  /** Why it is over, if nobody has been told yet. */
  private failure: { readonly reason: Error } | undefined;
  /** Called when nobody waits any more. */
  private served: (() => void) | undefined;

  /** @param stop Clears the interval and takes away its abort listener. */
  constructor(
    private readonly value: unknown,
    private readonly promise: PromiseConstructor,
    private readonly stop: () => void,
  ) {}

  /** The interval has fired. */
  turn(): void {
    const first = this.waiting.shift();
    if (first === undefined) this.backlog++;
    else first.resolve();
    if (this.waiting.length === 0) this.served?.();
  }

  /** The signal was aborted: those who wait are told, or else whoever asks next. */
  fail(reason: Error): void {
    this.over = true;
    this.stop();
    if (this.waiting.length === 0) this.failure = { reason };
    for (const { reject } of this.waiting.splice(0)) reject(reason);
    this.served?.();
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.failure !== undefined) {
      const { reason } = this.failure;
      this.failure = undefined;
      throw reason;
    }
    if (this.over) return { done: true, value: undefined };
    if (this.backlog > 0) this.backlog--;
    else await new this.promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    return { done: false, value: this.value };
  }

  /** Waits for those who wait, and then ends the interval. */
  async return(): Promise<IteratorResult<unknown>> {
    if (this.waiting.length > 0) await new this.promise<void>((resolve) => (this.served = resolve));
    if (!this.over) {
      this.over = true;
      this.stop();
    }
    return { done: true, value: undefined };
  }
}
