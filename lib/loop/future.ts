import { checkCallback } from '../core/checks';
import { describe, INSPECT } from '../core/describe';
import { CancelledError, InvalidStateError } from '../core/errors';
import type { Runnable } from '../core/runnable';
import { closedError, type AbstractEventLoop } from './abstract-event-loop';
import {
  brands,
  hasBrand,
  isProbe,
  Probed,
  waitOn,
  type Awaitable,
  type CoroutineIterator,
  type Suspension,
  type Waitable,
} from './awaitable';
import { Handle } from './handle';
import { awaitInline } from './await';

/** The states of a future; it leaves `PENDING` once, and never comes back. */
export type State = typeof PENDING | typeof CANCELLED | typeof RESULT | typeof EXCEPTION;
const PENDING = 0;
const CANCELLED = 1;
const RESULT = 2;
const EXCEPTION = 3;
const STATES = ['pending', 'cancelled', 'done', 'failed'] as const;

/**
 * A result that is not there yet.
 *
 * `yield* future` or `await future` waits for it; several may. Source of the semantics: asyncio's `Future`. Unlike a promise, a future can be cancelled, and its callbacks
 * run in turns of its loop, in the order in which they were added.
 *
 * ```ts
 * import { EventLoop } from 'tickless';
 *
 * const loop = new EventLoop();
 * const future = loop.createFuture<string>();
 * loop.callLater(1000, () => future.setResult('here'));
 * loop.runUntilComplete(future); // => 'here'
 * loop.time(); // => 1000
 * ```
 */
export class Future<T = unknown> implements Awaitable<T> {
  /** @internal */
  state: State = PENDING;
  /** The result or the exception, as the state says. */
  protected outcome: unknown = undefined;
  /** Who is queued when the future is done: nobody, one, or several in order. Most futures have one. */
  private waiters: Runnable | Runnable[] | undefined = undefined;
  /** Given to `cancel`, handed out with the CancelledError. @internal */
  cancelMessage: string | undefined = undefined;
  private unseen = false;
  /** See {@link WaitableFuture.handedOver}. @internal */
  handedOver = false;
  /** @internal */
  readonly loop: AbstractEventLoop;

  /** @internal Use `loop.createFuture()`. */
  constructor(loop: AbstractEventLoop) {
    this.loop = loop;
  }

  /** Whether there is a result or an exception, or the future was cancelled. */
  done(): boolean {
    return this.state !== PENDING;
  }

  /** Whether the future was cancelled. */
  cancelled(): boolean {
    return this.state === CANCELLED;
  }

  /** Whether this future holds an exception that nobody has looked at. (What CPython reports as "exception was never retrieved".) */
  get unretrieved(): boolean {
    return this.unseen;
  }

  /** The loop on which this future was made. */
  getLoop(): AbstractEventLoop {
    return this.loop;
  }

  /**
   * The result.
   *
   * @throws The exception that was set; CancelledError if the future was cancelled; InvalidStateError if it is not done.
   */
  result(): T {
    this.see();
    switch (this.state) {
      case RESULT:
        return this.outcome as T;
      case EXCEPTION:
        throw this.outcome;
      case CANCELLED:
        throw this.makeCancelledError();
      default:
        throw new InvalidStateError(
          'The result is not there yet: the future is pending. Await it, or ask done() first.',
        );
    }
  }

  /**
   * The exception that was set, or undefined if there is a result.
   *
   * @throws CancelledError if the future was cancelled; InvalidStateError if it is not done.
   */
  exception(): unknown {
    if (this.state === CANCELLED) throw this.makeCancelledError();
    if (this.state === PENDING) {
      throw new InvalidStateError('There is no exception yet: the future is pending. Await it, or ask done() first.');
    }
    this.see();
    return this.state === EXCEPTION ? this.outcome : undefined;
  }

  /**
   * Sets the result and has the callbacks called.
   *
   * @throws InvalidStateError if the future is done already.
   */
  setResult(value: T): void {
    this.checkPending('a result');
    this.finish(value);
  }

  /**
   * Sets an exception, to be thrown where the future is awaited.
   *
   * @throws InvalidStateError if the future is done already; TypeError if `exception` is not an error object.
   */
  setException(exception: Error): void {
    if (typeof exception !== 'object' || (exception as unknown) === null) {
      throw new TypeError(`setException needs an Error, but was given ${describe(exception)}.`);
    }
    this.checkPending('an exception');
    this.fail(exception);
  }

  /**
   * Cancels the future: whoever awaits it gets a CancelledError with this message.
   *
   * @returns False if it is done already.
   */
  cancel(msg?: string): boolean {
    this.see();
    if (this.state !== PENDING) return false;
    this.cancelMessage = msg;
    this.settle(CANCELLED, undefined);
    return true;
  }

  /**
   * Has `callback(future)` called in a turn of the loop once the future is done; in the next turn if it is done already.
   *
   * @throws TypeError if `callback` is not a function.
   */
  addDoneCallback(callback: (future: this) => unknown): void {
    checkCallback(callback, 'addDoneCallback');
    this.addWaiter(new DoneCallback(this, callback as (future: Future) => unknown));
  }

  /** Takes back every registration of `callback` that is not queued yet; returns how many there were. */
  removeDoneCallback(callback: (future: this) => unknown): number {
    const isOther = (waiter: Runnable | undefined): boolean =>
      !(waiter instanceof DoneCallback && waiter.target === callback);
    if (Array.isArray(this.waiters)) {
      const kept = this.waiters.filter(isOther);
      const removed = this.waiters.length - kept.length;
      this.waiters = kept;
      return removed;
    }
    if (isOther(this.waiters)) return 0;
    this.waiters = undefined;
    return 1;
  }

  /** `await future`. */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return awaitInline(this, this.loop, onFulfilled, onRejected);
  }

  /** `yield* future`. */
  [Symbol.iterator](): CoroutineIterator<T> {
    return new FutureIterator(this);
  }

  /** What JSON and test runners print: its state in one line, and nothing of the loop behind it. */
  toJSON(): string {
    return `${this.title()} (${STATES[this.state]})`;
  }

  /** The same as {@link toJSON}, for Node's console. @internal */
  [INSPECT](): string {
    return this.toJSON();
  }

  /** What it is called where that begins a message. @internal */
  title(): string {
    return 'Future';
  }

  /** @internal */
  get [brands.future](): true {
    return true;
  }

  /** @internal */
  addWaiter(waiter: Runnable): void {
    if (this.state !== PENDING) this.queue(waiter);
    else if (this.waiters === undefined) this.waiters = waiter;
    else if (Array.isArray(this.waiters)) this.waiters.push(waiter);
    else this.waiters = [this.waiters, waiter];
  }

  /** @internal */
  removeWaiter(waiter: Runnable): void {
    if (this.waiters === waiter) this.waiters = undefined;
    else if (Array.isArray(this.waiters)) this.waiters = this.waiters.filter((other) => other !== waiter);
  }

  /** The error for whoever asks for the result of a cancelled future: a new one each time. @internal */
  makeCancelledError(): CancelledError {
    return new CancelledError(this.cancelMessage);
  }

  /** Ends with a result. @internal */
  finish(value: T): void {
    this.settle(RESULT, value);
  }

  /** Holds any thrown value, unlike the public `setException`. @internal */
  fail(error: unknown): void {
    this.unseen = true;
    this.loop.failures.add(this);
    this.settle(EXCEPTION, error);
  }

  /** Whether there is an exception; unlike `exception()`, this does not count as looking at it. @internal */
  failed(): boolean {
    return this.state === EXCEPTION;
  }

  /** What it is, in a report of who waits for what. @internal */
  describe(): string {
    return 'a future that nobody has resolved';
  }

  /** What must end, or go on, before this future can be done, if that is known. @internal */
  blocker(): Waitable | undefined {
    return undefined;
  }

  /** Somebody has seen to this future's exception. @internal */
  markRetrieved(): void {
    this.see();
  }

  /** The result or the exception, without counting as looking at it. @internal */
  peekOutcome(): unknown {
    return this.outcome;
  }

  private see(): void {
    if (!this.unseen) return;
    this.unseen = false;
    this.loop.failures.delete(this);
  }

  /** The one place where a future stops being pending. @internal */
  protected settle(state: State, outcome: unknown): void {
    this.state = state;
    this.outcome = outcome;
    const { waiters } = this;
    if (waiters === undefined) return;
    this.waiters = undefined;
    if (!Array.isArray(waiters)) this.queue(waiters);
    else for (const waiter of waiters) this.queue(waiter);
  }

  private queue(waiter: Runnable): void {
    if (this.loop.isClosed()) throw closedError();
    this.loop.engine.soon(waiter);
  }

  private checkPending(what: string): void {
    if (this.state === PENDING) return;
    const state =
      this.state === CANCELLED
        ? 'cancelled'
        : this.state === RESULT
          ? 'done, with a result'
          : 'done, with an exception';
    throw new InvalidStateError(`The future cannot be given ${what}: it is ${state} already. Ask done() first.`);
  }
}

/**
 * Whether `value` is a Future or a Task, of this copy of the module or another. Source: asyncio's `isfuture`.
 *
 * ```ts
 * import { EventLoop, isfuture, sleep } from 'tickless';
 *
 * isfuture(new EventLoop().createFuture()); // => true
 * isfuture(sleep(1)); // => false
 * isfuture(Promise.resolve()); // => false
 * ```
 */
export function isfuture(value: unknown): value is Future {
  return hasBrand(value, brands.future);
}

/** A user's callback on a future. */
class DoneCallback extends Handle {
  constructor(
    future: Future,
    readonly target: (future: Future) => unknown,
  ) {
    super(future.loop.scope, target, [future]);
  }
}

/** `yield* future`, suspended at most once. The obvious version is a generator; this is the same in half the memory. */
class FutureIterator<T> implements CoroutineIterator<T> {
  private suspended = false;

  constructor(private readonly future: Future<T>) {}

  next(sent?: unknown): IteratorResult<Suspension, T> {
    if (isProbe(sent)) return { done: false, value: new Probed() as never };
    if (this.future.done()) return { done: true, value: this.future.result() };
    // Not resumed by a task: a test runner that compares, or a spread. It is given an end, and no error.
    if (this.suspended) return { done: true, value: undefined as T };
    this.suspended = true;
    return waitOn(this.future);
  }

  throw(error: unknown): IteratorResult<Suspension, T> {
    throw error;
  }

  return(value: T): IteratorResult<Suspension, T> {
    return { done: true, value };
  }
}
