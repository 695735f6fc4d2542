import type { Engine } from '../core/engine';
import { RuntimeError } from '../core/errors';

/**
 * What an exception handler is told.
 *
 * `message` is always there; the rest where it applies. Source: the context of asyncio's `call_exception_handler`.
 */
export interface ExceptionContext {
  /** What happened, in one sentence. */
  readonly message: string;
  /** True for something that a loop leaves behind when it closes, or a run when it ends. */
  readonly leftover?: true;
  /** What was thrown. */
  readonly exception?: unknown;
  /** The future or task that is concerned. */
  readonly future?: object;
  /** The callback that is concerned. */
  readonly handle?: AbstractHandle;
}

/** A callback that was scheduled and can be given up. {@link Handle} is the implementation. */
export interface AbstractHandle {
  /** Gives the callback up. */
  cancel(): void;
  /** Whether `cancel` was called. */
  cancelled(): boolean;
}

/** Whose code is running: a loop's, and perhaps a task's. Typed as an object here, because tasks are built on this. */
export interface Scope {
  readonly loop: AbstractEventLoop;
  readonly task: object | undefined;
}

/** What futures, tasks and locks need of their loop. {@link EventLoop} is the implementation. */
export interface AbstractEventLoop {
  /** @internal */
  readonly engine: Engine;
  /** The scope of the loop's own callbacks: no task. @internal */
  readonly scope: Scope;
  /** Made by `setTaskFactory`; typed where tasks are known. @internal */
  readonly taskFactory: unknown;
  /** Who drives the loop now: `'sync'` cannot wait for native promises. @internal */
  readonly driver: 'sync' | 'async' | undefined;
  /** Unfinished tasks, oldest first; typed where tasks are known. @internal */
  readonly tasks: TaskRegistry;
  /** Futures with an exception that nobody has looked at. @internal */
  readonly failures: Set<object>;
  /** Coroutines of the user's that were made and not awaited. @internal */
  readonly unawaited: Set<object>;
  /** Tasks that an error has named: nobody needs to hear of them again when the loop closes. @internal */
  readonly named: WeakSet<object>;
  /** How many more places of creation are noted without debug mode. @internal */
  placesLeft: number;
  /** Virtual time in milliseconds. */
  time(): number;
  /** Calls `callback(...args)` in the next turn of the loop. */
  callSoon<A extends unknown[]>(callback: (...args: A) => unknown, ...args: A): AbstractHandle;
  /** Calls `callback(...args)` after `delayMs` virtual milliseconds. */
  callLater<A extends unknown[]>(delayMs: number, callback: (...args: A) => unknown, ...args: A): AbstractHandle;
  /** Calls `callback(...args)` at the virtual time `whenMs`. */
  callAt<A extends unknown[]>(whenMs: number, callback: (...args: A) => unknown, ...args: A): AbstractHandle;
  /** Lets the current batch of callbacks end, then returns from `run…`. */
  stop(): void;
  /** Whether `run…` is under way. */
  isRunning(): boolean;
  /** Whether `close()` was called. */
  isClosed(): boolean;
  /** Whether debug mode is on. */
  getDebug(): boolean;
  /** Hands an error that has no other place to go to the exception handler. */
  callExceptionHandler(context: ExceptionContext): void;
}

/** The unfinished tasks of a loop, as a doubly linked list through the tasks themselves: joining and leaving cost no allocation. */
export interface TaskRegistry {
  first: TaskLink | undefined;
  last: TaskLink | undefined;
  /** How many tasks were ever made: the number in a default name. */
  made: number;
}

/** A task's place in the {@link TaskRegistry}. */
export interface TaskLink {
  nextTask: TaskLink | undefined;
  previousTask: TaskLink | undefined;
}

/** For every use of a loop after its end. */
export function closedError(): RuntimeError {
  return new RuntimeError('This event loop is closed and cannot be used again. Make a new one: newEventLoop().');
}
