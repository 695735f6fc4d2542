import type { Runnable } from '../core/runnable';

/**
 * The innermost primitive that a generator task waits on is resumed with this to learn where it waits: it takes a stack trace, on which every
 * `yield*` of the task stands with its line, and yields again. The task stays suspended.
 */
const PROBE: unique symbol = Symbol.for('tickless/1/probe') as never;

/** Whether a probe is under way: a generator that passes nothing on to those it drives by hand must not make one of them go on. */
let probing = false;

/** Resumes a generator with the probe; undefined if the answer does not come from a primitive of this library. */
export function probe(coro: CoroutineIterator<unknown>): string | undefined {
  probing = true;
  try {
    const answer = coro.next(PROBE).value;
    return hasBrand(answer, PROBED) ? (answer as Probed).stack : undefined;
  } finally {
    probing = false;
  }
}

/** Whether what was sent into a primitive is a probe. */
export function isProbe(sent: unknown): boolean {
  return probing || sent === PROBE;
}

/** What a task can be suspended on. */
export interface Waitable {
  /** Asks for the wait to end with a CancelledError. False if that cannot be (any more). */
  cancel(msg?: string): boolean;
  /** What must end, or go on, before this wait can end, if it is known: in the end a task. */
  blocker?(): Waitable | undefined;
}

/** A future, as far as those who wait for it need to know it. */
export interface WaitableFuture extends Waitable {
  /** Has `waiter` queued once the future is done. */
  addWaiter(waiter: Runnable): void;
  removeWaiter(waiter: Runnable): void;
  /** Set by whoever yields this future to a task that is to wait for it: by `yield*`, and not by a `yield` without the star. */
  handedOver: boolean;
  /** What it is, for whoever reads that somebody waits for it. */
  describe(): string;
  /** Returns the result of a done future or throws its exception. */
  result(): unknown;
}

const NATIVE_WAIT = Symbol.for('tickless.NativeWait');
const PROBED = Symbol.for('tickless.Probed');

/** What stands in reports for a native promise. */
export const FOREIGN_PROMISE = { describe: () => 'a promise that tickless did not make; wrap it with real()' };

/** Waiting for a native promise: only the inside of an async function does, and only its own awaits can be cancelled. */
export class NativeWait implements Waitable {
  readonly [NATIVE_WAIT] = true;
  /** Ends the wait with an error, in the next turn, whatever becomes of the promise. Set while somebody waits. */
  abandon: ((error: Error) => void) | undefined;
  failed = false;
  /** What the promise resolved to, or was rejected with if `failed`; known once it is settled. */
  outcome: unknown = undefined;
  /** A promise of the host's: it takes a thenable's word once, and never on the spot. */
  private readonly promise: Promise<unknown>;

  constructor(promise: PromiseLike<unknown>) {
    this.promise = Promise.resolve(promise);
  }

  /** Has `act` called when the promise is settled. */
  whenSettled(act: () => void): void {
    this.promise.then(
      (value) => {
        this.outcome = value;
        act();
      },
      (error: unknown) => {
        this.failed = true;
        this.outcome = error;
        act();
      },
    );
  }

  result(): unknown {
    if (this.failed) throw this.outcome;
    return this.outcome;
  }

  cancel(): boolean {
    return false;
  }
}

/**
 * What a generator coroutine yields to its task: the future that it waits for, or nothing for one turn of the loop. User code never makes one; it comes out of `yield*`.
 */
export type Suspension = WaitableFuture | NativeWait | undefined;

/** A generator that a task can run: what calling a generator function whose awaits are all `yield*` gives. */
export type GeneratorCoroutine<T = unknown> = Generator<Suspension, T>;

/** What generators and this library's own coroutines have in common. */
export interface CoroutineIterator<T> extends Iterator<Suspension, T, unknown> {
  /** Goes on up to the next suspension. */
  next(sent?: unknown): IteratorResult<Suspension, T>;
  /** Throws an error in where it is suspended. */
  throw(error: unknown): IteratorResult<Suspension, T>;
  /** Ends it where it is suspended. */
  return(value: T): IteratorResult<Suspension, T>;
}

/** An object of this library that can be awaited: by `yield*` in generator coroutines, by `await` in async functions. */
export interface Awaitable<T> extends PromiseLike<T> {
  /** For `yield*`. */
  [Symbol.iterator](): Iterator<Suspension, T, unknown>;
}

/** Everything that can be given where something awaitable is asked for; a function is started by a task of its own. */
export type AwaitableLike<T> =
  Awaitable<T> | GeneratorCoroutine<T> | PromiseLike<T> | (() => Awaitable<T> | GeneratorCoroutine<T> | PromiseLike<T>);

/** The block of an `async with`: a generator function, an async function, or an ordinary function that waits for nothing. */
export type Body<A, T> = (value: A) => GeneratorCoroutine<T> | PromiseLike<T> | Awaitable<T> | T;

const FUTURE = Symbol.for('tickless.Future');
const COROUTINE = Symbol.for('tickless.Coroutine');

/** Properties by which futures and coroutines of this library are known, also those of another copy of it. */
export const brands = { future: FUTURE, coroutine: COROUTINE } as const;

/** Whether `value` carries a brand. The plain way is `brand in value`, which V8 looks up along the prototypes each time where objects of many kinds pass by: 35 ns. */
export function hasBrand(value: unknown, brand: symbol): value is object {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** The name that the language gives a value's kind: `'Generator'`, `'AsyncFunction'` …, across realms. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Whether a task waits for a native promise. */
export function isNativeWait(value: unknown): value is NativeWait {
  return hasBrand(value, NATIVE_WAIT);
}

/** The answer to a {@link PROBE}. */
export class Probed {
  readonly [PROBED] = true;
  readonly stack = new Error().stack;
}

/** What the innermost primitive yields: the future that the task is to wait for. */
export function waitOn<F extends WaitableFuture>(future: F): { done: false; value: F } {
  future.handedOver = true;
  return { done: false, value: future };
}
