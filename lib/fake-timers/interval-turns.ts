interface Waiter {
  /** @param over Whether there will be no more turns. */
  readonly resolve: (over: boolean) => void;
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

  /** @param stop Clears the interval and takes away its abort listener. Twice is harmless. */
  constructor(
    private readonly value: unknown,
    private readonly promise: PromiseConstructor,
    private readonly stop: () => void,
  ) {}

  /** The interval has fired. */
  turn(): void {
    const first = this.waiting.shift();
    if (first === undefined) this.backlog++;
    else first.resolve(false);
    if (this.waiting.length === 0) this.served?.();
  }

  /** The signal was aborted: as with a generator that throws, one is told, who waits first or asks next, and for all others it is over. */
  fail(reason: Error): void {
    this.over = true;
    this.stop();
    const [first, ...others] = this.waiting.splice(0);
    if (first === undefined) this.failure = { reason };
    else first.reject(reason);
    for (const { resolve } of others) resolve(true);
    this.served?.();
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.failure !== undefined) {
      const { reason } = this.failure;
      this.failure = undefined;
      throw reason;
    }
    if (this.backlog > 0 && !this.over) {
      this.backlog--;
      return { done: false, value: this.value };
    }
    const over = this.over || (await this.nextTurn());
    return over ? { done: true, value: undefined } : { done: false, value: this.value };
  }

  /** @returns Whether it was over instead. */
  private nextTurn(): Promise<boolean> {
    return new this.promise((resolve, reject) => void this.waiting.push({ resolve, reject }));
  }

  /** Waits for those who wait, and then ends the interval. */
  async return(): Promise<IteratorResult<unknown>> {
    if (this.waiting.length > 0) await new this.promise<void>((resolve) => (this.served = resolve));
    this.over = true;
    this.stop();
    return { done: true, value: undefined };
  }
}
