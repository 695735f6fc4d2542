import { describe, named } from '../core/describe';
import { type CancelledError, isCancelledError, RuntimeError } from '../core/errors';
import type { Runnable } from '../core/runnable';
import { captureContext, runInContext, type AsyncContext } from '../host/async-context';
import type { AbstractEventLoop, Scope } from './abstract-event-loop';
import {
  brands,
  hasBrand,
  isNativeWait,
  probe,
  type NativeWait,
  tagOf,
  type CoroutineIterator,
  type Suspension,
  type WaitableFuture,
} from './awaitable';
import { enter, leave } from './current';

/** A task, as far as the steppers that work for it need to know it. */
export interface StepperOwner {
  getName(): string;
  done(): boolean;
  /** A request to cancel that could not be handed to anything the task waits for: the next step is to throw it. */
  mustCancel: boolean;
  cancelMessage: string | undefined;
  makeCancelledError(): CancelledError;
  /** The last of the awaits in progress, which has the one before it, and so on; see {@link AwaitStepper}. */
  lastAwait: Stepper | undefined;
}

/**
 * Runs one generator: sends results in, and sees to it that it goes on when what it yields is done.
 *
 * A generator task has exactly one. An async function's task has one too, which waits for the function's promise, and one more for each `await` in progress inside it.
 *
 * While not finished, a stepper is in one of three states:
 *   - waiting: `waiter` is a pending future with this stepper among its callbacks, or a native promise;
 *   - queued: it stands in the ready list; `waiter` is done or undefined;
 *   - running: inside {@link step}.
 */
export abstract class Stepper implements Runnable {
  /** What the generator is suspended on. */
  waiter: WaitableFuture | NativeWait | undefined;
  /** An error to throw in at the next step, for a generator that yielded something it must not. Few steppers ever have one, and the others have not even the field. */
  private complaint: Error | undefined;
  protected context: AsyncContext;

  constructor(
    readonly scope: Scope,
    readonly coro: CoroutineIterator<unknown>,
  ) {
    this.context = captureContext();
  }

  /** The generator returned. */
  protected abstract returned(value: unknown): void;
  /** The generator threw. */
  protected abstract threw(error: unknown): void;
  abstract label(): string;

  protected get owner(): StepperOwner | undefined {
    return this.scope.task as StepperOwner | undefined;
  }

  /** How messages begin that are about it. */
  private get who(): string {
    return this.owner === undefined ? 'An await' : named('Task', this.owner.getName());
  }

  isCancelled(): boolean {
    return false;
  }

  /** A step of the task: the generator gets the result of what it waited for, if anything, or the cancellation that its task owes it. */
  run(): void {
    const { waiter, owner } = this;
    let outcome: unknown = this.complaint;
    let failed = outcome !== undefined;
    if (failed) this.complaint = undefined;
    if (waiter !== undefined) {
      try {
        outcome = waiter.result();
      } catch (thrown) {
        outcome = thrown;
        failed = true;
      }
    }
    if (owner?.mustCancel === true) {
      if (!failed || !isCancelledError(outcome)) outcome = owner.makeCancelledError();
      failed = true;
      owner.mustCancel = false;
    }
    this.goOn(failed, outcome);
  }

  /**
   * Goes on with the generator, up to its next suspension: sends `outcome` in, or throws it in if `failed`.
   *
   * By itself this is for what is no step of the task, but a part of one: the beginning of an `await`, and the end of an async function, whose caller
   * goes on at once. A cancellation that is owed is not delivered there: as in asyncio, a task that cancels itself continues until it really waits.
   */
  protected goOn(failed: boolean, outcome: unknown): void {
    this.waiter = undefined;
    const outer = enter(this.scope);
    let result: IteratorResult<Suspension, unknown>;
    try {
      result = this.resume(failed, outcome);
    } catch (thrown) {
      leave(outer);
      this.threw(thrown);
      return;
    }
    leave(outer);
    if (result.done === true) {
      this.returned(result.value);
      return;
    }
    try {
      this.suspend(result.value);
    } catch (hostile) {
      this.complain(hostile as Error); // a thenable or a proxy that throws when it is looked at: the task's affair, not the loop's
    }
  }

  /** Resumes the generator, in the async context in which it was started. */
  protected resume(failed: boolean, argument: unknown): IteratorResult<Suspension, unknown> {
    const { coro } = this;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- bound to the coroutine by runInContext
    return runInContext(this.context, failed ? coro.throw : coro.next, coro, [argument]);
  }

  private suspend(on: Suspension): void {
    if (on === undefined) {
      this.scope.loop.engine.soon(this);
    } else if (on === (this.scope.task as unknown)) {
      this.complain(
        new RuntimeError(
          `${this.who} cannot await itself: it would wait for ever. Await the tasks it started instead.`,
        ),
      );
    } else if ((on as WaitableFuture | null)?.handedOver === true) {
      this.waitForFuture(on as WaitableFuture);
    } else if (isNativeWait(on)) {
      this.waitForPromise(on);
    } else {
      this.complain(badYield(on, this.who));
    }
  }

  private waitForFuture(future: WaitableFuture & { loop?: AbstractEventLoop }): void {
    if (future.loop !== this.scope.loop) {
      this.complain(
        new RuntimeError(`${this.who} awaits a future of another event loop. Create both on the same loop.`),
      );
      return;
    }
    future.handedOver = false;
    future.addWaiter(this);
    this.waiter = future;
    const { owner } = this;
    if (owner?.mustCancel === true && future.cancel(owner.cancelMessage)) owner.mustCancel = false;
  }

  private waitForPromise(wait: NativeWait): void {
    if (this.scope.loop.driver === 'sync') {
      wait.whenSettled(() => undefined); // a rejection has nobody else to go to
      this.complain(
        new TypeError(
          `${this.who} waits for a native promise, which cannot settle while the loop runs synchronously. ` +
            'Run the loop with the Async twin: runUntilCompleteAsync, runForeverAsync or runAsync.',
        ),
      );
      return;
    }
    this.waiter = wait;
    wait.abandon = (error) => {
      this.complain(error);
    };
    wait.whenSettled(() => {
      const { loop } = this.scope;
      if (this.waiter !== wait || loop.isClosed()) return;
      // No turn of the loop in between: in asyncio, too, a coroutine that returns goes on in its caller at once. But nothing goes on while the loop does not run.
      if (loop.isRunning()) {
        this.goOn(wait.failed, wait.outcome);
      } else {
        wait.abandon = undefined; // it must not be queued twice
        loop.engine.soon(this);
      }
    });
  }

  /** Has it go on with an error in the next turn, although the future that it waits for is not done. */
  interrupt(error: Error): void {
    (this.waiter as WaitableFuture).removeWaiter(this);
    this.complain(error);
  }

  private complain(error: Error): void {
    this.waiter = undefined;
    this.complaint = error;
    this.scope.loop.engine.soon(this);
  }

  /** Where the generator is suspended, as a stack trace of every `yield*`; undefined if what it waits for cannot tell. */
  whereSuspended(): string | undefined {
    if (this.waiter === undefined || isNativeWait(this.waiter)) return undefined;
    return probe(this.coro);
  }
}

function badYield(value: unknown, who: string): Error {
  const isFuture = hasBrand(value, brands.future);
  const isCoroutine = hasBrand(value, brands.coroutine);
  if (isFuture || isCoroutine || tagOf(value) === 'Generator') {
    const what = isCoroutine
      ? (value as unknown as { describeSelf(): string }).describeSelf().replace('T', 't')
      : describe(value);
    const remedy = isFuture ? '"yield* future" to await a future or a task' : '"yield* work()" to await a coroutine';
    return new RuntimeError(`${who} yielded ${what} without the star. Write ${remedy}.`);
  }
  return new RuntimeError(
    `${who} yielded ${describe(value)}, which is not awaitable. Use "yield*" with a future, a task or a coroutine.`,
  );
}
