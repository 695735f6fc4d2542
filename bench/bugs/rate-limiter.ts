import assert from 'node:assert/strict';
import type { Program, World } from './program';

/**
 * Starts at most `cap` calls in each window of `windowMs`. A window opens with the first call that finds none open; while calls wait, the next window follows at once.
 *
 * Nothing ticks while nobody waits, so the end of the window is kept as a time. The bug: it is not moved when one window follows another, and whoever comes later
 * believes that the window is long over.
 */
class RateLimiter {
  private readonly waiting: (() => void)[] = [];
  private windowEnd = -Infinity;
  private left: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly cap: number,
    private readonly windowMs: number,
    private readonly movesEnd: boolean,
  ) {
    this.left = cap;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    await this.admission();
    return call();
  }

  private admission(): Promise<void> {
    if (this.timer === undefined && Date.now() >= this.windowEnd) this.openWindow(Date.now());
    if (this.timer === undefined && this.left > 0) {
      this.left--;
      return Promise.resolve();
    }
    this.timer ??= setTimeout(() => this.onWindowEnd(), this.windowEnd - Date.now());
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private openWindow(now: number): void {
    this.windowEnd = now + this.windowMs;
    this.left = this.cap;
  }

  private onWindowEnd(): void {
    this.timer = undefined;
    this.left = this.cap;
    if (this.movesEnd) this.windowEnd += this.windowMs;
    while (this.left > 0 && this.waiting.length > 0) {
      this.left--;
      this.waiting.shift()!();
    }
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.onWindowEnd(), this.windowMs);
  }
}

async function threeClients(world: World, movesEnd: boolean): Promise<void> {
  const limiter = new RateLimiter(1, 1_000, movesEnd);
  const think = world.boundary('client.think', () => undefined, { latency: [1, 2_500] });
  const starts: number[] = [];
  const serve = world.boundary('server.serve', () => undefined, { latency: [10, 300] });
  await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      world.spawn(name, async () => {
        await think();
        await limiter.run(() => {
          starts.push(Date.now());
          return serve();
        });
      }),
    ),
  );
  for (let i = 1; i < starts.length; i++)
    assert(starts[i]! - starts[i - 1]! >= 1_000, 'at most one call is admitted in a window');
}

export const rateLimiter: Program = {
  name: 'rate limiter, stale window',
  idea: 'p-queue history',
  others: '-',
  mark: 50,
  usesTime: true,
  buggy: (world) => threeClients(world, false),
  fixed: (world) => threeClients(world, true),
};
