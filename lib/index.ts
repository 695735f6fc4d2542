/// <reference lib="esnext.disposable" preserve="true" />
/**
 * tickless: a deterministic virtual-time scheduler for tests.
 *
 * The map of this module:
 *
 * - *event loop*: asyncio on virtual time. Start with {@link run} and {@link runAsync}, or an {@link EventLoop}; write coroutines with {@link sleep},
 *   {@link gather}, {@link wait}, {@link timeout}, {@link TaskGroup}; let them meet at a {@link Lock}, {@link Event}, {@link Condition}, {@link Semaphore}, {@link Barrier} or {@link Queue}.
 * - *fake timers*: existing code on virtual time. {@link inVirtualTime} runs a whole test, and time advances by itself; {@link install} replaces `setTimeout`, `Date` and the like; {@link createClock} makes a clock that replaces nothing.
 * - *exploration*: one test under many schedules. {@link explore} runs it, and makes what fails small and repeatable; its body is given a {@link Sim}.
 * - *engine*: {@link Strategy}, {@link Trace} and {@link Random}, by which schedules are chosen, recorded and repeated.
 *
 * @packageDocumentation
 */

// The event loop
export { EventLoop, type ExceptionHandler } from './loop/event-loop';
export type { EventLoopOptions } from './loop/loop-options';
export { getEventLoop, getRunningLoop, newEventLoop, setEventLoop } from './loop/loops';
export { run, runAsync, Runner } from './loop/runner';
export type { AbstractEventLoop, AbstractHandle, ExceptionContext } from './loop/abstract-event-loop';
export { Handle, TimerHandle } from './loop/handle';

// Coroutines and tasks
export type {
  Awaitable,
  AwaitableLike,
  Body,
  CoroutineIterator,
  GeneratorCoroutine,
  Suspension,
} from './loop/awaitable';
export { Coroutine, coroutine, iscoroutine, iscoroutinefunction } from './loop/coroutine';
export { Future, isfuture } from './loop/future';
export { Task, type TaskFactory, type TaskOptions } from './loop/task';
export { createTask, eagerTaskFactory } from './loop/create-task';
export { allTasks, currentTask } from './loop/current-task';
export { ensureFuture, wrapFuture } from './loop/ensure-future';

// Waiting
export { sleep, timer } from './loop/sleep';
export { gather, type Gathered, type GatheredOrErrors, type GatherOptions } from './loop/gather';
export { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, wait, type WaitOptions, type WaitResult } from './loop/wait';
export { asCompleted, AsCompletedIterator, type AsCompletedOptions } from './loop/as-completed';
export { waitFor } from './loop/wait-for';
export { shield } from './loop/shield';
export { Timeout, timeout, timeoutAt } from './loop/timeout';
export { TaskGroup } from './loop/task-group';

// Locks and queues
export { Lock, type PrimitiveOptions } from './loop/lock';
export { Event } from './loop/event';
export { Condition } from './loop/condition';
export { BoundedSemaphore, Semaphore } from './loop/semaphore';
export { Barrier } from './loop/barrier';
export { LifoQueue, PriorityQueue, type PriorityQueueOptions, Queue } from './loop/queue';

// Fake timers; the rest of their types is in tickless/fake-timers
export {
  type Clock,
  type Config,
  createClock,
  type FakeMethod,
  type FakeTimers,
  install,
  timers,
  type Timers,
  withGlobal,
} from './fake-timers/any-order';
export { inVirtualTime, type VirtualTimeOptions } from './fake-timers/in-virtual-time';
export type { Pending, VirtualClock } from './fake-timers/virtual-clock';

// Exploration
export { explore, ExplorationError, type ExplorationReport } from './explore/explore';
export type { ExploreOptions, Reorder, RunOptions, StrategyName } from './explore/options';
export type { Body as ExploreBody, Sim } from './explore/sim';
export type { BoundaryOptions, Fault } from './explore/boundary';
export type { Candidate, Decision, DecisionId, DecisionKind } from './explore/decision';
export type { RunEvent, RunRecord } from './explore/record';
export type { FailureReport, ReportEvent } from './explore/report';
export { NondeterminismError } from './explore/verify';
export { ReplayError } from './explore/token';

// Errors
export {
  BrokenBarrierError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
  LeftoversError,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  RealWorkError,
  RunawayError,
  RuntimeError,
  TimeoutError,
} from './core/errors';

// The outside world
export { real } from './host/real';
export type { RealWorkOptions } from './host/real-work-options';
export type { Limits } from './core/limits';

// The engine
export { Random } from './core/random';
export type { Strategy } from './core/strategy';
export { Trace, type TraceEvent } from './core/trace';
