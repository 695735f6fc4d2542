import { isThenable } from '../core/checks';
import { RuntimeError } from '../core/errors';
import { runInContext } from '../host/async-context';
import type { AbstractEventLoop, Scope } from './abstract-event-loop';
import type { CoroutineIterator, Suspension } from './awaitable';
import { currentScope, enter, findLoop, leave } from './current';
import { Stepper, type StepperOwner } from './stepper';

/** What is given to `then`. */
type Reaction = ((outcome: unknown) => unknown) | null | undefined;

/**
 * Works for one `await` of an async function: hands the outcome to the native promise machinery.
 *
 * The obvious version resolves a promise and returns `promise.then(onFulfilled, onRejected)`. In a turn of the loop, with nobody else on the stack, the reaction
 * may as well be called at once: that saves a promise and a microtask for every await.
 */
class AwaitStepper extends Stepper {
  private starting = true;
  // The awaits of a task in a list through themselves, because an async function may await thousands at once: leaving costs no search, and joining no allocation.
  previousAwait: AwaitStepper | undefined = undefined;
  private nextAwait: AwaitStepper | undefined = undefined;

  constructor(
    scope: Scope,
    coro: CoroutineIterator<unknown>,
    private readonly onFulfilled: Reaction,
    private readonly onRejected: Reaction,
    private readonly resolve: (value: unknown) => void,
  ) {
    super(scope, coro);
    this.register();
  }

  /** Runs up to the first suspension, now: an await starts what it awaits without a turn of the loop. */
  start(): void {
    this.goOn(false, undefined);
    this.starting = false;
  }

  // It is begun, and goes on after a native promise, in the very context that it has captured; so only a turn of the loop has to enter that, and once will do.

  override run(): void {
    runInContext(this.context, super.run, this, []); // eslint-disable-line @typescript-eslint/unbound-method -- bound by runInContext
  }

  protected override resume(failed: boolean, argument: unknown): IteratorResult<Suspension, unknown> {
    return failed ? this.coro.throw(argument) : this.coro.next(argument);
  }

  label(): string {
    return 'await';
  }

  protected returned(value: unknown): void {
    this.unregister();
    if (this.starting || mayBeThenable(value))
      this.resolve(Promise.resolve(value).then(this.onFulfilled, this.onRejected));
    else if (typeof this.onFulfilled !== 'function') this.resolve(value);
    else this.react(this.onFulfilled, value);
  }

  protected threw(error: unknown): void {
    this.unregister();
    if (this.starting || typeof this.onRejected !== 'function')
      this.resolve(Promise.reject(error).then(null, this.onRejected));
    else this.react(this.onRejected, error);
  }

  private register(): void {
    const { owner } = this;
    if (owner === undefined) return;
    const before = owner.lastAwait as AwaitStepper | undefined;
    if (before !== undefined) before.nextAwait = this;
    this.previousAwait = before;
    owner.lastAwait = this;
  }

  private unregister(): void {
    const { owner, previousAwait, nextAwait } = this;
    if (owner === undefined) return;
    if (previousAwait !== undefined) previousAwait.nextAwait = nextAwait;
    if (nextAwait !== undefined) nextAwait.previousAwait = previousAwait;
    else owner.lastAwait = previousAwait;
    this.previousAwait = this.nextAwait = undefined;
  }

  private react(reaction: (outcome: unknown) => unknown, outcome: unknown): void {
    const outer = enter(this.scope);
    try {
      this.resolve(reaction(outcome));
    } catch (error) {
      this.resolve(Promise.reject(error));
    } finally {
      leave(outer);
    }
  }
}

/** True, too, for what cannot be asked without an error: that is the host's to throw where the value is awaited. */
function mayBeThenable(value: unknown): boolean {
  try {
    return isThenable(value);
  } catch {
    return true;
  }
}

/** The awaits of a task that are in progress, oldest first. */
export function awaitsOf(owner: StepperOwner): Stepper[] {
  const awaits: AwaitStepper[] = [];
  let each = owner.lastAwait as AwaitStepper | undefined;
  for (; each !== undefined; each = each.previousAwait) awaits.push(each);
  return awaits.reverse();
}

/** `await x` in an async function: runs the coroutine inside the task that awaits, as `yield* x` does in a generator. */
export function awaitInline<T, A, B>( // eslint-disable-line @typescript-eslint/no-unnecessary-type-parameters -- ties the promise to its callbacks
  awaited: { [Symbol.iterator](): CoroutineIterator<unknown> },
  home: AbstractEventLoop | undefined,
  onFulfilled: ((value: T) => A | PromiseLike<A>) | null | undefined,
  onRejected: ((error: unknown) => B | PromiseLike<B>) | null | undefined,
): Promise<A | B> {
  return new Promise((resolve) => {
    let stepper: AwaitStepper;
    try {
      stepper = new AwaitStepper(
        awaitingScope(home),
        awaited[Symbol.iterator](),
        onFulfilled as Reaction,
        onRejected,
        resolve as (value: unknown) => void,
      );
    } catch (error) {
      resolve(Promise.reject(error).then(null, onRejected));
      return;
    }
    stepper.start();
  });
}

/** Whose await this is: the running task's, or nobody's on some loop. */
function awaitingScope(home: AbstractEventLoop | undefined): Scope {
  const scope = currentScope();
  if (scope !== undefined) return (scope.task as StepperOwner | undefined)?.done() === true ? scope.loop.scope : scope;
  const loop = home ?? findLoop();
  if (loop === undefined) {
    throw new RuntimeError(
      'Nothing can be awaited here: no event loop is running or set. Await inside runAsync() or loop.runUntilCompleteAsync().',
    );
  }
  return loop.scope;
}
