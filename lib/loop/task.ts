import { isThenable } from '../core/checks';
import { describe, named } from '../core/describe';
import { CancelledError, isCancelledError, RuntimeError } from '../core/errors';
import { captureContext, runInContext, type AsyncContext } from '../host/async-context';
import { native } from '../host/native';
import type { AbstractEventLoop, Scope, TaskLink } from './abstract-event-loop';
import { awaitsOf } from './await';
import {
  brands,
  FOREIGN_PROMISE,
  hasBrand,
  type AwaitableLike,
  type Waitable,
  type CoroutineIterator,
  isNativeWait,
} from './awaitable';
import { callInline, Coroutine, iscoroutine } from './coroutine';
import { runAs } from './current';
import { Future, isfuture } from './future';
import { reportIfSlow } from './handle';
import { passCancelOn, type CancelRequest, type PassesCancelOn } from './pass-cancel-on';
import { Stepper } from './stepper';
import { frames, notePlaceFor, placeOf, withDeepTraces } from './stack';

/** Settings of a new task. */
export interface TaskOptions {
  /** How reports call the task; `'Task-1'`, `'Task-2'` … by default. */
  readonly name?: string;
  /** Whether to run the first step at once, when the loop is running. */
  readonly eagerStart?: boolean;
}

/** What `setTaskFactory` takes: makes the task for a coroutine. */
export type TaskFactory = (loop: AbstractEventLoop, coro: AwaitableLike<unknown>, options: TaskOptions) => Task;

/**
 * A coroutine that runs on its own: a future of its result, with a name, that can be cancelled.
 *
 * Made by `createTask`, `TaskGroup.createTask`, `gather` and the like. Source of the semantics: asyncio's `Task`.
 *
 * ```ts
 * import { createTask, run, sleep } from 'tickless';
 *
 * run(function* () {
 *   const task = createTask(sleep(1000, 'slept'), { name: 'nap' });
 *   task.getName(); // => 'nap'
 *   task.done(); // => false
 *   yield* task; // => 'slept'
 * });
 * ```
 */
export class Task<T = unknown> extends Future<T> implements PassesCancelOn {
  /** @internal */
  mustCancel = false;
  /** @internal */
  lastAwait: Stepper | undefined = undefined;
  /** @internal */
  nextTask: TaskLink | undefined = undefined;
  /** @internal */
  previousTask: TaskLink | undefined = undefined;
  private readonly stepper: TaskStepper;
  private cancelRequests = 0;
  /** The very error with which the coroutine ended when cancelled; handed to the first who asks. */
  private cancelledError: CancelledError | undefined = undefined;
  private name: string | undefined = undefined;
  private readonly number: number;

  /** @internal Use `createTask`. */
  constructor(loop: AbstractEventLoop, coro: AwaitableLike<T>, options: TaskOptions = {}) {
    super(loop);
    checkCoroutine(coro);
    if (options.name !== undefined) this.setName(options.name);
    this.number = ++loop.tasks.made;
    notePlaceFor(loop, this);
    this.stepper = new TaskStepper({ loop, task: this }, toIterator(coro), this);
    this.register();
    if (options.eagerStart === true && loop.isRunning()) this.stepper.run();
    else loop.engine.soon(this.stepper);
  }

  /** The name given at creation or by `setName`, or `'Task-n'`. */
  getName(): string {
    return this.name ?? `Task-${this.number}`;
  }

  /** Changes how reports call the task. What is no string is made one, as in asyncio. */
  setName(name: string): void {
    this.name = String(name); // eslint-disable-line @typescript-eslint/no-unnecessary-type-conversion -- a symbol would break reports
  }

  /** The coroutine that this task runs. */
  getCoro(): CoroutineIterator<unknown> {
    return this.stepper.coro;
  }

  /**
   * Where the task is suspended: one line per frame, innermost first; empty for a task that is done or has not started.
   *
   * A generator task is asked when the answer is wanted. JavaScript does not show where an async function waits, so for one this is the place at which the coroutine that it awaits was made,
   * and only in debug mode.
   */
  getStack(): string[] {
    if (this.done()) return [];
    const awaited = this.lastAwait?.coro;
    if (awaited !== undefined) return awaited instanceof Coroutine ? awaited.getCreationStack() : [];
    return frames(withDeepTraces(() => this.stepper.whereSuspended()));
  }

  /** Where the task was created, innermost frame first; empty if that was not noted (see debug mode). */
  getCreationStack(): string[] {
    return placeOf(this);
  }

  /** One line for a report: the name, and what is waited for. @internal */
  describeWait(): string {
    const waits = this.steppers().flatMap(({ waiter }) => waiter ?? []);
    // An async function waits for its own promise, too, which says less than the awaits inside.
    const telling = waits.flatMap((waiter) => (isNativeWait(waiter) ? [] : waiter.describe()));
    const what =
      telling.length > 0
        ? `waits for ${telling.join(' and for ')}`
        : waits.length > 0
          ? `waits for ${FOREIGN_PROMISE.describe()}`
          : 'is ready to run';
    return `${this.describe()} ${what}`;
  }

  /** Whether it waits, and for nothing but promises that this library did not make, which nobody can cancel. @internal */
  isStuckOnPromises(): boolean {
    return this.steppers().every(({ waiter }) => isNativeWait(waiter));
  }

  /** The task that must go on before this one can, if it is known. @internal */
  waitsFor(): Task | undefined {
    for (const { waiter } of this.steppers()) {
      const other = blockingTask(waiter);
      if (other !== undefined) return other;
    }
    return undefined;
  }

  private steppers(): Stepper[] {
    return [this.stepper, ...awaitsOf(this)];
  }

  /**
   * Asks for the task to end: a CancelledError with this message is thrown where it waits. The task may clean up, or decline.
   *
   * @returns False if it is done already.
   */
  override cancel(msg?: string): boolean {
    return passCancelOn(this, msg);
  }

  /** @internal */
  get cancelIsOurs(): boolean {
    return this.cancel === Task.prototype.cancel;
  }

  /** Cancels what this task waits for, or else has its next step cancelled. @internal */
  *requestCancel(msg: string | undefined): CancelRequest {
    this.markRetrieved();
    if (this.done()) return 'declined';
    this.cancelRequests++;
    let accepted = false;
    // All awaits of an async function at once: which of them its author thinks of as "the" one cannot be seen from here.
    for (const stepper of this.steppers()) {
      if (stepper.waiter === undefined) continue;
      const answer = yield stepper.waiter;
      if (answer === 'declined') continue;
      if (answer === 'in a circle') stepper.interrupt(new CancelledError(msg)); // nobody else will ever wake it
      accepted = true;
    }
    if (!accepted) {
      this.mustCancel = true;
      this.cancelMessage = msg;
    }
    return 'accepted';
  }

  /** How many requests to cancel there were, less those taken back by `uncancel`. */
  cancelling(): number {
    return this.cancelRequests;
  }

  /** Takes one request to cancel back; returns how many are left. At 0, a request that was not delivered yet is revoked. */
  uncancel(): number {
    if (this.cancelRequests > 0 && --this.cancelRequests === 0) this.mustCancel = false;
    return this.cancelRequests;
  }

  /** @throws RuntimeError always: a task's result is what its coroutine returns. */
  override setResult(): never {
    throw new RuntimeError(
      'A task does not support setResult: its result is what its coroutine returns. Use loop.createFuture() for a result of your own.',
    );
  }

  /** @throws RuntimeError always: a task's exception is what its coroutine throws. */
  override setException(): never {
    throw new RuntimeError(
      'A task does not support setException: its exception is what its coroutine throws. Use cancel(), or a future of your own.',
    );
  }

  /** @internal */
  override title(): string {
    return named('Task', this.getName());
  }

  /** @internal */
  override describe(): string {
    return named('task', this.getName());
  }

  /** The coroutine returned. @internal */
  returned(value: unknown): void {
    this.unregister();
    if (this.mustCancel) {
      this.mustCancel = false;
      super.cancel(this.cancelMessage);
    } else {
      this.finish(value as T);
    }
  }

  /** The coroutine threw. @internal */
  threw(error: unknown): void {
    this.unregister();
    if (isCancelledError(error)) {
      this.cancelledError = error;
      super.cancel();
    } else {
      this.fail(error);
    }
  }

  /** @internal */
  override makeCancelledError(): CancelledError {
    const { cancelledError } = this;
    this.cancelledError = undefined;
    return cancelledError ?? super.makeCancelledError();
  }

  private register(): void {
    const { tasks } = this.loop;
    this.previousTask = tasks.last;
    if (tasks.last === undefined) tasks.first = this;
    else tasks.last.nextTask = this;
    tasks.last = this;
  }

  private unregister(): void {
    const { tasks } = this.loop;
    if (this.previousTask === undefined) tasks.first = this.nextTask;
    else this.previousTask.nextTask = this.nextTask;
    if (this.nextTask === undefined) tasks.last = this.previousTask;
    else this.nextTask.previousTask = this.previousTask;
    this.nextTask = this.previousTask = undefined;
  }
}

/** Works for a task: its outcome is the task's. */
class TaskStepper extends Stepper {
  /** Whether the async context says whose code this is; until an async driver runs, nobody asks it. */
  private adopted = false;

  constructor(
    scope: Scope,
    coro: CoroutineIterator<unknown>,
    private readonly task: Task,
  ) {
    super(scope, coro);
  }

  override run(): void {
    const { loop } = this.scope;
    if (!this.adopted && loop.driver === 'async') this.adopt();
    if (!loop.getDebug()) {
      super.run();
      return;
    }
    const began = native.now();
    super.run();
    reportIfSlow(loop, `A step of ${this.task.describe()}`, native.now() - began);
  }

  label(): string {
    return this.task.getName();
  }

  protected returned(value: unknown): void {
    this.task.returned(value);
  }

  protected threw(error: unknown): void {
    this.task.threw(error);
  }

  private adopt(): void {
    this.adopted = true;
    this.context = runInContext(this.context, runAs<AsyncContext>, undefined, [this.scope, captureContext]);
  }
}

/** The task that must go on before a wait can end, found by way of what waits for it in turn; undefined if that is not known. */
function blockingTask(wait: Waitable | undefined): Task | undefined {
  let link = wait;
  while (link !== undefined && !(link instanceof Task)) link = link.blocker?.();
  return link;
}

/** Generators that tasks run. They cannot be asked whether they have begun, and may be frozen, so they are not marked. */
const taken = new WeakSet();

/** The iterator that runs `coro`, which must not be run twice. */
function toIterator(coro: AwaitableLike<unknown>): CoroutineIterator<unknown> {
  if (typeof coro === 'function') return callInline(coro, describe(coro));
  if (hasBrand(coro, brands.coroutine))
    return (coro as unknown as Iterable<unknown>)[Symbol.iterator]() as CoroutineIterator<unknown>;
  if (taken.has(coro)) {
    throw new RuntimeError(
      'This generator is run by a task already, and a coroutine object runs once. Call the generator function again for a new one.',
    );
  }
  taken.add(coro);
  return coro;
}

/** Only coroutines and functions become tasks; what is a future already does not. */
function checkCoroutine(coro: unknown): void {
  if (typeof coro === 'function' || iscoroutine(coro)) return;
  const advice =
    isfuture(coro) || isThenable(coro)
      ? 'To wait for it use ensureFuture().'
      : 'Call a generator function, or pass an async function itself.';
  throw new TypeError(`A task needs a coroutine or a function, but was given ${describe(coro)}. ${advice}`);
}
