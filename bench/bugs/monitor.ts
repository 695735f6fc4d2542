/** A lock for asynchronous code: first come, first served, and not reentrant. */
export class Mutex {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  /** @param ask What it takes to come: nothing, unless threads compete or the lock is kept elsewhere. */
  constructor(private readonly ask?: () => Promise<void>) {}

  async lock(): Promise<void> {
    if (this.ask !== undefined) await this.ask();
    if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.held = true;
  }

  unlock(): void {
    const next = this.waiting.shift();
    // The lock is handed over: nobody can take it in between.
    if (next === undefined) this.held = false;
    else next();
  }

  async hold<T>(act: () => Promise<T>): Promise<T> {
    await this.lock();
    try {
      return await act();
    } finally {
      this.unlock();
    }
  }
}

/** A monitor as Java has it: one lock, and one set of waiters that does not say what they wait for. */
export class Monitor extends Mutex {
  private readonly sleepers: (() => void)[] = [];

  /** Gives the lock up until somebody notifies. The caller holds it before and after. */
  async wait(): Promise<void> {
    const notified = new Promise<void>((resolve) => this.sleepers.push(resolve));
    this.unlock();
    await notified;
    await this.lock();
  }

  notify(): void {
    this.sleepers.shift()?.();
  }

  notifyAll(): void {
    for (const wake of this.sleepers.splice(0)) wake();
  }
}
