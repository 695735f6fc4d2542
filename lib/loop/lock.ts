import { checkCallback } from '../core/checks';
import { named } from '../core/describe';
import { isCancelledError, RuntimeError } from '../core/errors';
import type { Body, GeneratorCoroutine } from './awaitable';
import { LibraryCoroutine, runBody, type Coroutine } from './coroutine';
import { requireLoop } from './current';
import { Line } from './line';
import { currentTask } from './current-task';
import type { Task } from './task';

/** Settings of a lock and its relatives. */
export interface PrimitiveOptions {
  /** How reports call it. */
  readonly name?: string;
}

/** What can be acquired and released. */
export interface Acquirable {
  acquire(): Coroutine<true>;
  release(): void;
}

/**
 * Mutual exclusion for tasks: at most one holds it, the others wait in line, first come first served.
 *
 * Source of the semantics: asyncio's `Lock`, whose hand-over is fair: whoever arrives between a release and the resumption of the next in line queues behind.
 *
 * ```ts
 * import { gather, Lock, run, sleep } from 'tickless';
 *
 * const lock = new Lock({ name: 'account' });
 * const seen: string[] = [];
 * function* worker(name: string) {
 *   yield* lock.with(function* () {
 *     seen.push(`${name} in`);
 *     yield* sleep(10);
 *     seen.push(`${name} out`);
 *   });
 * }
 * run(function* () {
 *   yield* gather(worker('a'), worker('b'));
 * });
 * seen; // => ['a in', 'a out', 'b in', 'b out']
 * ```
 */
export class Lock implements Acquirable {
  private readonly line = new Line();
  private held = false;
  private holder: Task | undefined;
  /** How reports call this lock. */
  readonly name: string | undefined;

  constructor(options: PrimitiveOptions = {}) {
    this.name = options.name;
  }

  /** Whether somebody holds the lock. */
  locked(): boolean {
    return this.held;
  }

  /** Waits until the lock is free, and takes it. Returns true, as in asyncio. */
  acquire(): Coroutine<true> {
    return new LibraryCoroutine(acquire, this, this.line);
  }

  /**
   * Gives the lock up; the first in line gets it when it resumes.
   *
   * @throws RuntimeError if nobody holds the lock.
   */
  release(): void {
    if (!this.held)
      throw new RuntimeError(
        `${this.describe()} cannot be released: nobody holds it. Release once for each acquire().`,
      );
    this.held = false;
    this.holder = undefined;
    this.wakeFirst();
  }

  /** Runs `body` while holding the lock: Python's `async with lock`. Returns what the body returns. @throws TypeError if `body` is not a function. */
  with<T>(body: Body<undefined, T>): Coroutine<T> {
    return whileHolding(this, body, 'Lock.with()');
  }

  /** The same as {@link release}: `yield* lock.acquire(); using _ = lock;` releases at the end of the block. */
  [Symbol.dispose](): void {
    this.release();
  }

  /** @internal */
  take(): void {
    this.held = true;
    this.holder = currentTask();
  }

  /** @internal */
  wakeFirst(): void {
    const first = this.line.head();
    if (first?.done() === false) first.finish(undefined);
  }

  /** @internal */
  describe(): string {
    const name = named('Lock', this.name);
    if (this.holder === undefined) return name;
    return `${name}, held by ${this.holder.describe()}${this.holder.done() ? ', which is done' : ''}`;
  }

  /** @internal */
  blocker(): Task | undefined {
    return this.holder;
  }
}

function* acquire(lock: Lock, line: Line): GeneratorCoroutine<true> {
  if (lock.locked() || line.hasLiving()) {
    try {
      yield* line.wait(requireLoop('Lock.acquire()'), lock);
    } catch (error) {
      // Cancelled after being called: the lock is free, and the next in line must not be forgotten.
      if (isCancelledError(error) && !lock.locked()) lock.wakeFirst();
      throw error;
    }
  }
  lock.take();
  return true;
}

/** Acquires, runs `body`, and releases, whatever happened. */
export function whileHolding<T>(what: Acquirable, body: Body<undefined, T>, where: string): Coroutine<T> {
  checkCallback(body, where);
  return new LibraryCoroutine(function* holding(): GeneratorCoroutine<T> {
    yield* what.acquire();
    try {
      return yield* runBody(body, undefined);
    } finally {
      what.release();
    }
  });
}
