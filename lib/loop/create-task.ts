import { describe } from '../core/describe';
import { closedError, type AbstractEventLoop } from './abstract-event-loop';
import type { AwaitableLike } from './awaitable';
import { requireLoop } from './current';
import { isfuture } from './future';
import { Task, type TaskFactory, type TaskOptions } from './task';

/** Makes a task on `loop`, by its task factory if it has one. */
export function makeTask<T>(loop: AbstractEventLoop, coro: AwaitableLike<T>, options: TaskOptions = {}): Task<T> {
  if (loop.isClosed()) throw closedError();
  const factory = loop.taskFactory as TaskFactory | undefined;
  if (factory === undefined) return new Task(loop, coro, options);
  const made = factory(loop, coro, options) as Task<T>;
  if (isfuture(made)) return made;
  throw new TypeError(`The task factory must return a task, but returned ${describe(made)}.`);
}

/**
 * Starts a coroutine as a task of the running loop; its first step is in the loop's next turn. Source: asyncio's `create_task`.
 *
 * @param coro A coroutine object, or a function that returns something awaitable: that is how async functions become tasks.
 * @param options.name What {@link Task.getName} says. @param options.eagerStart Whether to run the first step now, if the loop is running.
 * @throws TypeError if it is neither; RuntimeError without an event loop, on a closed one, or if the coroutine was used before.
 *
 * ```ts
 * import { createTask, runAsync, sleep } from 'tickless';
 *
 * await runAsync(async () => {
 *   const task = createTask(async () => {
 *     await sleep(1000);
 *     return 'done';
 *   });
 *   await task; // => 'done'
 * });
 * ```
 */
export function createTask<T>(coro: AwaitableLike<T>, options: TaskOptions = {}): Task<T> {
  return makeTask(requireLoop('createTask()'), coro, options);
}

/**
 * A task factory that runs the first step of a task at once, when the loop is running: a coroutine that never suspends costs no turn of the loop. Source: asyncio's `eager_task_factory`.
 *
 * ```ts
 * import { createTask, eagerTaskFactory, EventLoop } from 'tickless';
 *
 * const loop = new EventLoop();
 * loop.setTaskFactory(eagerTaskFactory);
 * loop.runUntilComplete(function* () {
 *   return createTask(function* () { return 1; }).done();
 * }); // => true
 * ```
 */
export function eagerTaskFactory(loop: AbstractEventLoop, coro: AwaitableLike<unknown>, options: TaskOptions): Task {
  return new Task(loop, coro, { ...options, eagerStart: true });
}
