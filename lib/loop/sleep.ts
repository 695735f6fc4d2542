import { checkCallback, checkNumber } from '../core/checks';
import type { Timer } from '../core/runnable';
import type { AbstractEventLoop } from './abstract-event-loop';
import { isProbe, Probed, waitOn, type Suspension } from './awaitable';
import { Coroutine } from './coroutine';
import { requireLoop } from './current';
import { makeTask } from './create-task';
import { Future } from './future';
import type { Task } from './task';

/**
 * Waits for `delayMs` of virtual time.
 *
 * `sleep(0)` (or less) gives the other tasks one turn of the loop. Source: asyncio's `sleep`.
 *
 * @param delayMs Virtual milliseconds; `Infinity` means for ever. A second argument is what the coroutine returns.
 * @throws TypeError or RangeError if `delayMs` is not a number, or NaN.
 *
 * ```ts
 * import { EventLoop, sleep } from 'tickless';
 *
 * const loop = new EventLoop();
 * loop.runUntilComplete(sleep(3 * 3_600_000, 'three hours later')); // => 'three hours later'
 * loop.time(); // => 10800000
 * ```
 */
export function sleep(delayMs: number): Coroutine<undefined>;
export function sleep<T>(delayMs: number, result: T): Coroutine<T>;
export function sleep(delayMs: number, result?: unknown): Coroutine<unknown> {
  checkNumber(delayMs, 'The delay of sleep()');
  return new Sleep(delayMs, result);
}

/**
 * The obvious version is a generator that makes a future, has `callLater` set it, awaits it and cancels the timer at the end. This is the same as a
 * state machine: programs under test mostly sleep, and so they sleep with two objects instead of six.
 */
class Sleep<T> extends Coroutine<T> {
  private alarm: Alarm | undefined = undefined;
  private yielded = false;

  constructor(
    private readonly delayMs: number,
    private readonly value: T,
  ) {
    super();
  }

  override next(sent?: unknown): IteratorResult<Suspension, T> {
    if (isProbe(sent)) return { done: false, value: new Probed() as never };
    if (this.yielded) return { done: true, value: this.value };
    this.yielded = true;
    if (this.delayMs <= 0) return { done: false, value: undefined };
    this.alarm = new Alarm(requireLoop('sleep()'), this.delayMs);
    return waitOn(this.alarm);
  }

  override throw(error: unknown): IteratorResult<Suspension, T> {
    this.alarm?.off();
    throw error;
  }

  override return(value: T): IteratorResult<Suspension, T> {
    this.alarm?.off();
    return { done: true, value };
  }

  override describeSelf(): string {
    return `The coroutine sleep(${this.delayMs})`;
  }
}

/** A future that a timer sets; the timer is the same object. */
class Alarm extends Future<undefined> implements Timer {
  seq = -1;

  constructor(
    loop: AbstractEventLoop,
    private readonly delayMs: number,
  ) {
    super(loop);
    loop.engine.at(loop.time() + delayMs, this);
  }

  run(): void {
    this.finish(undefined);
    this.loop.engine.ranUnnoticed = true;
  }

  isCancelled(): boolean {
    return this.done();
  }

  off(): void {
    this.loop.engine.timers.remove(this);
  }

  override describe(): string {
    return this.label();
  }

  label(): string {
    return `sleep(${this.delayMs})`;
  }
}

/**
 * Calls `callback` after `delayMs` of virtual time: a task that sleeps, with a done callback. Cancel the task to call it off.
 *
 * @param delayMs Virtual milliseconds.
 * @returns The task. @throws TypeError or RangeError for a delay that is no number, TypeError if `callback` is not a function, RuntimeError without an event loop.
 *
 * ```ts
 * import { EventLoop, setEventLoop, timer } from 'tickless';
 *
 * const loop = new EventLoop();
 * setEventLoop(loop);
 * let rang = 0;
 * loop.runUntilComplete(timer(3000, () => { rang = loop.time(); }));
 * rang; // => 3000
 * ```
 */
export function timer(delayMs: number, callback: () => unknown): Task<undefined> {
  checkCallback(callback, 'timer()');
  const task = makeTask(requireLoop('timer()'), sleep(delayMs));
  task.addDoneCallback(() => {
    if (!task.cancelled()) callback();
  });
  return task;
}
