import { checkCallback, isThenable } from '../core/checks';
import { RuntimeError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import {
  brands,
  hasBrand,
  NativeWait,
  tagOf,
  type Awaitable,
  type AwaitableLike,
  type Body,
  type CoroutineIterator,
  type GeneratorCoroutine,
  type Suspension,
} from './awaitable';
import { describe, INSPECT } from '../core/describe';
import { findLoop, isDebugging } from './current';
import { notePlace, notePlaceFor, placeOf } from './stack';
import { awaitInline } from './await';

/**
 * A coroutine object: work that has been described and not begun.
 *
 * It runs when it is awaited (`yield* x`, `await x`), inside the task that awaits, or when it is given to something that makes a task of it. It can be used
 * once. All of the library's own coroutines (`sleep`, `queue.get()` …) are such objects, and so is what a function made by {@link coroutine} returns.
 *
 * ```ts
 * import { iscoroutine, run, sleep } from 'tickless';
 *
 * const nap = sleep(1000, 'rested');
 * iscoroutine(nap); // => true
 * run(nap); // => 'rested'
 * ```
 */
export abstract class Coroutine<T> implements Awaitable<T>, CoroutineIterator<T> {
  private begun = false;

  /** @internal */
  constructor() {
    if (isDebugging()) notePlace(this);
  }

  /** `yield* coroutine`. */
  [Symbol.iterator](): this {
    if (this.begun) {
      throw new RuntimeError(
        `${this.describeSelf()} was awaited already, and a coroutine object runs once. Call the function again for a new one.`,
      );
    }
    this.begun = true;
    return this;
  }

  /** `await coroutine`. */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return awaitInline(this, undefined, onFulfilled, onRejected);
  }

  /** For the loop, which resumes the coroutine. */
  abstract next(sent?: unknown): IteratorResult<Suspension, T>;

  /** For the loop, which resumes the coroutine. */
  abstract throw(error: unknown): IteratorResult<Suspension, T>;

  /** For the loop, which resumes the coroutine. */
  abstract return(value: T): IteratorResult<Suspension, T>;

  /** What JSON and test runners print: one line. */
  toJSON(): string {
    return this.describeSelf();
  }

  /** The same as {@link toJSON}, for Node's console. @internal */
  [INSPECT](): string {
    return this.toJSON();
  }

  /** @internal */
  get [brands.coroutine](): true {
    return true;
  }

  /** @internal */
  describeSelf(): string {
    return 'This coroutine';
  }

  /** Where it was made, innermost frame first; empty if that was not noted. In an async function, that is the line that awaits it. @internal */
  getCreationStack(): string[] {
    return placeOf(this);
  }
}

/** A coroutine that a generator runs, which is made when it is first resumed. */
abstract class GeneratedCoroutine<T> extends Coroutine<T> {
  private generator: CoroutineIterator<T> | undefined = undefined;

  protected abstract body(): CoroutineIterator<T>;

  override next(sent?: unknown): IteratorResult<Suspension, T> {
    if (this.generator !== undefined) return this.generator.next(sent);
    this.generator = this.body();
    return this.generator.next();
  }

  override throw(error: unknown): IteratorResult<Suspension, T> {
    if (this.generator !== undefined) return this.generator.throw(error);
    throw error;
  }

  override return(value: T): IteratorResult<Suspension, T> {
    return this.generator === undefined ? { done: true, value } : this.generator.return(value);
  }
}

/** A coroutine of the library, written as a generator function over some arguments. */
export class LibraryCoroutine<A extends unknown[], T> extends GeneratedCoroutine<T> {
  private readonly args: A;

  constructor(
    private readonly work: (...args: A) => GeneratorCoroutine<T>,
    ...args: A
  ) {
    super();
    this.args = args;
  }

  protected body(): CoroutineIterator<T> {
    return this.work(...this.args);
  }

  override describeSelf(): string {
    return `The coroutine ${this.work.name}()`;
  }
}

/** A coroutine of the user's: a call of a generator function or an async function that has not been made yet. Its loop knows of it until it is awaited. */
class UserCoroutine<T> extends GeneratedCoroutine<T> {
  private readonly home: AbstractEventLoop | undefined;

  constructor(
    private readonly call: () => GeneratorCoroutine<T> | PromiseLike<T> | Awaitable<T>,
    private readonly name: string,
  ) {
    super();
    this.home = findLoop();
    this.home?.unawaited.add(this);
    if (this.home !== undefined) notePlaceFor(this.home, this);
  }

  override [Symbol.iterator](): this {
    this.home?.unawaited.delete(this);
    return super[Symbol.iterator]();
  }

  protected body(): CoroutineIterator<T> {
    return callInline(this.call, this.name);
  }

  override describeSelf(): string {
    return `The coroutine ${this.name}()`;
  }
}

/** Calls `call` and goes on with whatever kind of awaitable it returns, as part of the same task. */
export function* callInline<T>(
  call: () => GeneratorCoroutine<T> | PromiseLike<T> | Awaitable<T>,
  name: string,
): GeneratorCoroutine<T> {
  const made = call();
  if (isGenerator(made) || isAwaitable(made)) return yield* made as Awaitable<T>;
  if (isThenable(made)) return (yield new NativeWait(made)) as T;
  throw new TypeError(
    `${name} must return something awaitable (make it a generator function or an async function), but returned ${describe(made)}.`,
  );
}

/**
 * Runs the block of an `async with` as part of the running task.
 *
 * @param onWait Told of the wait if the block is an async function.
 */
export function* runBody<A, T>(body: Body<A, T>, value: A, onWait?: (wait: NativeWait) => void): GeneratorCoroutine<T> {
  const made = body(value);
  if (isGenerator(made) || isAwaitable(made)) return yield* made as Awaitable<T>;
  if (!isThenable(made)) return made;
  const wait = new NativeWait(made);
  onWait?.(wait);
  return (yield wait) as T;
}

/**
 * Makes a coroutine function of a generator function or an async function: calling it runs nothing and gives a {@link Coroutine}.
 *
 * Plain generator functions work everywhere without it. What it adds: the objects can be `await`ed in async functions too, using one twice is always an error, and async functions become as lazy as Python's.
 *
 * @param fn A generator function whose awaits are `yield*`, or an async function.
 * @returns A function with the same parameters. @throws TypeError if `fn` is not a function.
 *
 * ```ts
 * import { coroutine, gather, run, sleep } from 'tickless';
 *
 * const double = coroutine(function* (n: number) {
 *   yield* sleep(100);
 *   return 2 * n;
 * });
 * run(() => gather(double(1), double(2))); // => [2, 4]
 * ```
 */
export function coroutine<A extends unknown[], T>(
  fn: (...args: A) => GeneratorCoroutine<T> | PromiseLike<T>,
): (...args: A) => Coroutine<T> {
  checkCallback(fn, 'coroutine()');
  const name = fn.name === '' ? 'anonymous' : fn.name;
  const make = (...args: A): Coroutine<T> => new UserCoroutine(() => fn(...args), name);
  Object.defineProperty(make, 'name', { value: fn.name, configurable: true });
  madeByCoroutine.add(make);
  return make;
}

const madeByCoroutine = new WeakSet();

/**
 * Whether `value` is a coroutine object: a generator, or what a coroutine function of this library returned. Source: asyncio's `iscoroutine`.
 *
 * ```ts
 * import { iscoroutine, sleep } from 'tickless';
 *
 * function* work() { yield* sleep(1); }
 * iscoroutine(work()); // => true
 * iscoroutine(work); // => false
 * ```
 */
export function iscoroutine(value: unknown): value is Coroutine<unknown> | GeneratorCoroutine {
  return isGenerator(value) || hasBrand(value, brands.coroutine);
}

/**
 * Whether calling `value` gives something to await: true for generator functions, async functions and functions made by {@link coroutine}. Source: asyncio's `iscoroutinefunction`.
 *
 * An async function that a compiler has turned into an ordinary one cannot be told from it.
 *
 * ```ts
 * import { iscoroutinefunction, sleep } from 'tickless';
 *
 * iscoroutinefunction(function* () { yield* sleep(1); }); // => true
 * iscoroutinefunction(async () => {}); // => true
 * iscoroutinefunction(() => 1); // => false
 * ```
 */
export function iscoroutinefunction(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  return madeByCoroutine.has(value) || ['GeneratorFunction', 'AsyncFunction'].includes(tagOf(value));
}

function isGenerator(value: unknown): value is GeneratorCoroutine {
  return typeof value === 'object' && tagOf(value) === 'Generator';
}

/** Whether `value` is an awaitable object of this library, or of another copy of it. */
export function isAwaitable(value: unknown): value is Awaitable<unknown> {
  return hasBrand(value, brands.future) || hasBrand(value, brands.coroutine);
}

/** Checks that `value` can be awaited or started; the message says what could be given instead. */
export function checkAwaitable(value: unknown, what: string): asserts value is AwaitableLike<unknown> {
  if (typeof value === 'function' || isGenerator(value) || isAwaitable(value) || isThenable(value)) return;
  throw new TypeError(
    `${what} needs something awaitable (a coroutine, a future, a task, a promise, or a function that returns one), but was given ${describe(value)}.`,
  );
}

/** Whether only an Async twin can run `value`: an async function, or a promise that this library did not make. */
export function isNative(value: unknown): boolean {
  return tagOf(value) === 'AsyncFunction' || (isThenable(value) && !isAwaitable(value));
}
