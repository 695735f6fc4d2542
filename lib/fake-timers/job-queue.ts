import type { AsyncContext } from '../host/async-context';

/** A callback of the fake `process.nextTick` or `queueMicrotask`. */
export interface Job {
  /** What was given for a callback. That it is one is checked when it runs, as in the compatible library. */
  readonly func: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  readonly context: AsyncContext;
  /** Where it was queued, if the loop limit was near. */
  readonly error: Error | null;
}

/**
 * Fake jobs, first in, first out. Both kinds share one queue; promise reactions are the host's own affair.
 *
 * A job leaves the queue before it runs, so one that throws, or drives the clock itself, is not run again.
 */
export class JobQueue {
  private jobs: Job[] = [];
  /** The jobs before it have run. */
  private next = 0;
  /** Whether anything was ever queued, which is visible to users. */
  used = false;

  get length(): number {
    return this.jobs.length - this.next;
  }

  push(job: Job): void {
    this.used = true;
    this.jobs.push(job);
  }

  shift(): Job {
    const job = this.jobs[this.next++]!;
    if (this.next === this.jobs.length) this.clear();
    return job;
  }

  clear(): void {
    this.jobs = [];
    this.next = 0;
  }

  /** What has not run yet. */
  pending(): readonly Job[] {
    return this.jobs.slice(this.next);
  }
}
