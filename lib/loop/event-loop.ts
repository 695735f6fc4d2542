import { checkCallback, checkNumber } from '../core/checks';
import { describe, INSPECT } from '../core/describe';
import { Engine } from '../core/engine';
import { RuntimeError } from '../core/errors';
import { limitsFrom } from '../core/limits';
import { Trace } from '../core/trace';
import { AsyncDriver } from '../host/driver';
import { checkRealWork, type RealWorkOptions } from '../host/real-work-options';
import { native } from '../host/native';
import {
  closedError,
  type AbstractEventLoop,
  type ExceptionContext,
  type Scope,
  type TaskRegistry,
} from './abstract-event-loop';
import type { AwaitableLike } from './awaitable';
import { checkAwaitable, isNative } from './coroutine';
import { makeTask } from './create-task';
import { currentScope, enter, leave, noteAsyncRun, noteDebugMode } from './current';
import { Future } from './future';
import { Goal } from './goal';
import { Handle, TimerHandle } from './handle';
import { dropLeftovers } from './leftovers';
import { checkOptions, joinedEngine, type EventLoopOptions } from './loop-options';
import { deadlockError, describeRun, explainRunaway } from './reports';
import { PLACES } from './stack';
import type { Task, TaskFactory, TaskOptions } from './task';

/** What {@link EventLoop.setExceptionHandler} takes. */
export type ExceptionHandler = (loop: EventLoop, context: ExceptionContext) => unknown;

/**
 * Runs tasks and callbacks on virtual time, which jumps to the next deadline whenever nothing else is left to do.
 *
 * Source of the semantics: asyncio's `BaseEventLoop`, with equal deadlines in the order in which they were scheduled. Each verb that drives has two forms: without suffix it runs
 * everything synchronously and returns when it is done; with `Async` it lets native promises settle between any two callbacks and returns a promise.
 *
 * While fake timers are installed on the globals, a new loop joins their clock; it cannot have a strategy, a trace or limits of its own then.
 *
 * ```ts
 * import { EventLoop, sleep } from 'tickless';
 *
 * const loop = new EventLoop();
 * loop.runUntilComplete(function* () {
 *   yield* sleep(3000);
 *   return 'done';
 * }); // => 'done'
 * loop.time(); // => 3000
 * loop.close();
 * ```
 */
export class EventLoop implements AbstractEventLoop {
  /** @internal */
  readonly engine: Engine;
  /** @internal */
  readonly scope: Scope = { loop: this, task: undefined };
  /** @internal */
  readonly tasks: TaskRegistry = { first: undefined, last: undefined, made: 0 };
  /** @internal */
  readonly failures = new Set<object>();
  /** @internal */
  readonly unawaited = new Set<object>();
  /** @internal */
  placesLeft = PLACES;
  /** @internal */
  readonly named = new WeakSet();
  /** @internal */
  taskFactory: TaskFactory | undefined;
  /** @internal */
  driver: 'sync' | 'async' | undefined;
  /** In debug mode, a callback that takes this many real milliseconds or more is reported. */
  slowCallbackDuration = 100;
  private readonly realWork: Required<RealWorkOptions>;
  private debug = false;
  private stopping = false;
  /** What `runUntilComplete` waits for. */
  private goal: Future | undefined;
  private closed = false;
  private exceptionHandler: ExceptionHandler | undefined;

  /** @throws TypeError or RangeError for a limit that is not a whole number above 0; RangeError for an unknown `realWork`; RuntimeError for a
   * strategy, a trace or limits while fake timers are installed. */
  constructor(options: EventLoopOptions = {}) {
    checkOptions(options);
    const { debug = false, trace = false } = options;
    this.engine = joinedEngine(options) ?? new Engine(limitsFrom(options));
    this.realWork = checkRealWork(options);
    if (debug) this.setDebug(true);
    this.engine.strategy ??= options.strategy;
    if (trace) this.engine.trace ??= new Trace();
  }

  /** What ran so far, if the loop was made with `trace: true`. */
  get trace(): Trace | undefined {
    return this.engine.trace;
  }

  /** Virtual time in milliseconds; 0 when the loop was made, unless it joined a clock, which may have been advanced before. */
  time(): number {
    return this.engine.clock.now();
  }

  // ---- Running ------------------------------------------------------------------------------------------------

  /**
   * Runs the loop until `awaitable` is done.
   *
   * @param awaitable A coroutine or a generator function becomes a task. Async functions and promises need the Async twin.
   * @returns Its result. @throws Its exception; DeadlockError if it can never be done; RuntimeError if the loop was stopped before, is closed, or a loop is running here already;
   * TypeError for an async function, a promise, or something that is not awaitable.
   */
  runUntilComplete<T>(awaitable: AwaitableLike<T>): T {
    this.checkCanRun();
    checkAwaitable(awaitable, 'runUntilComplete()');
    if (isNative(awaitable))
      throw new TypeError(
        `This runs synchronously and cannot await ${describe(awaitable)}. Use the Async twin: runUntilCompleteAsync() or runAsync().`,
      );
    const goal = new Goal(this, awaitable);
    this.goal = goal.future;
    try {
      this.runForever();
    } catch (error) {
      goal.abandon();
      throw error;
    } finally {
      goal.unwatch();
    }
    return goal.result();
  }

  /** The Async twin of {@link runUntilComplete}: also takes async functions and promises, and returns a promise of the result. */
  async runUntilCompleteAsync<T>(awaitable: AwaitableLike<T>): Promise<T> {
    this.checkCanRunAsync();
    checkAwaitable(awaitable, 'runUntilCompleteAsync()');
    const goal = new Goal(this, awaitable);
    this.goal = goal.future;
    try {
      await this.driveAsync();
    } catch (error) {
      goal.abandon();
      throw error;
    } finally {
      goal.unwatch();
    }
    return goal.result();
  }

  /**
   * Runs the loop until {@link stop} is called.
   *
   * @throws DeadlockError if nothing is left to run and nobody will call it; RuntimeError if the loop is closed, or a loop is running here already.
   */
  runForever(): void {
    this.checkCanRun();
    const { engine } = this;
    const outer = enter(this.scope);
    this.driver = 'sync';
    engine.beginRun();
    try {
      for (;;) {
        if (engine.step()) {
          if (this.stopping && engine.betweenBatches) break;
        } else if (this.stopping) {
          break;
        } else if (!engine.jump()) {
          throw deadlockError(this, 0, this.goal);
        }
      }
    } catch (error) {
      throw explainRunaway(this, error);
    } finally {
      engine.breakBatch();
      this.endRun();
      leave(outer);
    }
  }

  /** The Async twin of {@link runForever}: the promise is rejected with what that throws. */
  async runForeverAsync(): Promise<void> {
    this.checkCanRunAsync();
    await this.driveAsync();
  }

  /** Lets the callbacks that are ready now run, then returns from `run…`. Before a run: makes it one turn long. */
  stop(): void {
    this.stopping = true;
    this.engine.wakeUp();
  }

  /** Whether the loop is being run. */
  isRunning(): boolean {
    return this.driver !== undefined;
  }

  /** Whether {@link close} was called. */
  isClosed(): boolean {
    return this.closed;
  }

  /**
   * Drops whatever is still scheduled, and tells the exception handler of it: of tasks that are not done, exceptions that nobody looked at, timers, and coroutines made by `coroutine()`
   * that were never awaited. Suspended generators are dropped as they are: cancel their tasks first, as `run` does, if their
   * `finally` blocks matter. The loop cannot be used again; closing twice is harmless.
   *
   * @throws RuntimeError if the loop is running.
   */
  close(): void {
    if (this.isRunning())
      throw new RuntimeError('A running event loop cannot be closed. Call stop(), let the run return, then close.');
    if (this.closed) return;
    this.closed = true; // first, so that a handler that closes it, too, does no harm
    dropLeftovers(this);
  }

  /** The same as {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  // ---- Scheduling ---------------------------------------------------------------------------------------------

  /**
   * Calls `callback(...args)` in the next turn of the loop, after what is ready already.
   *
   * @throws TypeError if `callback` is not a function; RuntimeError if the loop is closed.
   */
  callSoon<A extends unknown[]>(callback: (...args: A) => unknown, ...args: A): Handle {
    checkCallback(callback, 'callSoon()');
    this.checkOpen();
    const handle = new Handle(this.scope, callback, args);
    this.engine.soon(handle);
    return handle;
  }

  /** The same as {@link callSoon}; asyncio's name for a call from outside the loop. Here either may be: a loop that waits for the real world wakes up. @throws As {@link callSoon}. */
  callSoonThreadsafe<A extends unknown[]>(callback: (...args: A) => unknown, ...args: A): Handle {
    return this.callSoon(callback, ...args);
  }

  /**
   * Calls `callback(...args)` after `delayMs` of virtual time.
   *
   * @param delayMs Virtual milliseconds; 0 or less is due in the next turn, after what is ready; `Infinity` is never.
   * @throws TypeError or RangeError if `delayMs` is not a number; else as {@link callSoon}.
   */
  callLater<A extends unknown[]>(delayMs: number, callback: (...args: A) => unknown, ...args: A): TimerHandle {
    checkNumber(delayMs, 'The delay of callLater()');
    return this.schedule(this.time() + delayMs, callback, args, 'callLater()');
  }

  /**
   * Calls `callback(...args)` at a point in virtual time.
   *
   * @param whenMs Virtual milliseconds on the clock of {@link time}; a time that has passed is due in the next turn.
   * @throws As {@link callLater}.
   */
  callAt<A extends unknown[]>(whenMs: number, callback: (...args: A) => unknown, ...args: A): TimerHandle {
    checkNumber(whenMs, 'The time of callAt()');
    return this.schedule(whenMs, callback, args, 'callAt()');
  }

  /** A new future of this loop. */
  createFuture<T>(): Future<T> {
    return new Future<T>(this);
  }

  /** Starts a coroutine as a task of this loop; see the function `createTask`. @throws As that, and RuntimeError if the loop is closed. */
  createTask<T>(coro: AwaitableLike<T>, options: TaskOptions = {}): Task<T> {
    return makeTask(this, coro, options);
  }

  /** Sets who makes tasks: undefined for the default, or for example `eagerTaskFactory`. @throws TypeError if it is neither undefined nor a function. */
  setTaskFactory(factory: TaskFactory | undefined): void {
    if (factory !== undefined) checkCallback(factory, 'setTaskFactory()');
    this.taskFactory = factory;
  }

  /** What was set by {@link setTaskFactory}. */
  getTaskFactory(): TaskFactory | undefined {
    return this.taskFactory;
  }

  // ---- Errors and debugging -----------------------------------------------------------------------------------

  /** Sets who is told about errors that have no other place to go; undefined for {@link defaultExceptionHandler}. @throws TypeError if it is neither undefined nor a function. */
  setExceptionHandler(handler: ExceptionHandler | undefined): void {
    if (handler !== undefined) checkCallback(handler, 'setExceptionHandler()');
    this.exceptionHandler = handler;
  }

  /** What was set by {@link setExceptionHandler}. */
  getExceptionHandler(): ExceptionHandler | undefined {
    return this.exceptionHandler;
  }

  /** Prints the message, and the exception if there is one, to the console. */
  defaultExceptionHandler(context: ExceptionContext): void {
    try {
      if ('exception' in context) native.console.error(`tickless: ${context.message}\n`, context.exception);
      else native.console.error(`tickless: ${context.message}`);
    } catch {
      // A console that throws, or an exception that cannot be printed, is no reason to stop the loop.
    }
  }

  /** Hands an error that has no other place to go to the exception handler. */
  callExceptionHandler(context: ExceptionContext): void {
    if (this.exceptionHandler === undefined) {
      this.defaultExceptionHandler(context);
      return;
    }
    try {
      this.exceptionHandler(this, context);
    } catch (exception) {
      this.defaultExceptionHandler({ message: 'The exception handler threw', exception });
    }
  }

  /** Whether debug mode is on. */
  getDebug(): boolean {
    return this.debug;
  }

  /** Turns debug mode on or off: every task and every coroutine notes where it was made (a few µs each), and slow callbacks are reported. */
  setDebug(on: boolean): void {
    this.debug = on;
    if (on) noteDebugMode();
  }

  /** What JSON and test runners print: one line. */
  toJSON(): string {
    return `EventLoop at ${this.time()} ms (${this.closed ? 'closed' : this.isRunning() ? 'running' : 'not running'})`;
  }

  /** The same as {@link toJSON}, for Node's console. @internal */
  [INSPECT](): string {
    return this.toJSON();
  }

  // ---- Inside -------------------------------------------------------------------------------------------------

  private schedule<A extends unknown[]>(
    whenMs: number,
    callback: (...args: A) => unknown,
    args: A,
    what: string,
  ): TimerHandle {
    checkCallback(callback, what);
    this.checkOpen();
    const handle = new TimerHandle(this.scope, whenMs, callback, args);
    this.engine.at(whenMs, handle);
    return handle;
  }

  private async driveAsync(): Promise<void> {
    this.driver = 'async';
    const endNote = noteAsyncRun(this);
    this.engine.beginRun();
    let outer: Scope | undefined;
    const leaveTurn = (): void => {
      leave(outer);
    };
    try {
      const hooks = {
        enter: () => {
          outer = enter(this.scope);
          return leaveTurn;
        },
        isStopping: () => this.stopping,
        deadlock: (realTimers: number) => deadlockError(this, realTimers, this.goal),
        describe: () => describeRun(this),
      };
      await new AsyncDriver(this.engine, hooks, this.realWork).run();
    } catch (error) {
      throw explainRunaway(this, error);
    } finally {
      endNote();
      this.endRun();
    }
  }

  private endRun(): void {
    this.goal = undefined;
    this.stopping = false;
    this.driver = undefined;
  }

  private checkOpen(): void {
    if (this.closed) throw closedError();
  }

  private checkCanRunAsync(): void {
    this.checkOpen();
    if (this.isRunning())
      throw new RuntimeError(
        'This event loop is already running. Await inside it, or make another loop with newEventLoop().',
      );
  }

  private checkCanRun(): void {
    this.checkCanRunAsync();
    if (this.engine.asyncOnly) {
      throw new RuntimeError(
        'A loop cannot run synchronously while fake timers in host order are installed: native promises would not settle. ' +
          'Await its Async twin instead: runUntilCompleteAsync(), runForeverAsync() or runAsync().',
      );
    }
    if (currentScope() !== undefined) {
      throw new RuntimeError(
        'A loop cannot run synchronously while another loop is running here. Await its Async twin instead, or use "yield*".',
      );
    }
  }
}
