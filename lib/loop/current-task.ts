import type { AbstractEventLoop } from './abstract-event-loop';
import { currentScope, requireLoop } from './current';
import type { Task } from './task';

/**
 * The task whose code is running, or undefined outside of tasks. Source: asyncio's `current_task`.
 *
 * @param loop Whose task to look for; the running loop by default.
 *
 * ```ts
 * import { currentTask, run } from 'tickless';
 *
 * run(function* () {
 *   return currentTask()!.getName();
 * }); // => 'Task-1'
 * ```
 */
export function currentTask(loop?: AbstractEventLoop): Task | undefined {
  const scope = currentScope();
  if (scope === undefined || (loop !== undefined && loop !== scope.loop)) return undefined;
  const task = scope.task as Task | undefined;
  return task?.done() === true ? undefined : task;
}

/**
 * The unfinished tasks of a loop, in order of creation. Source: asyncio's `all_tasks`.
 *
 * @param loop Whose; the running one, or the one set, by default.
 *
 * ```ts
 * import { allTasks, createTask, run, sleep } from 'tickless';
 *
 * run(function* () {
 *   createTask(sleep(1), { name: 'nap' });
 *   return [...allTasks()].map((task) => task.getName());
 * }); // => ['Task-1', 'nap']
 * ```
 */
export function allTasks(loop: AbstractEventLoop = requireLoop('allTasks()')): Set<Task> {
  const all = new Set<Task>();
  for (let link = loop.tasks.first; link !== undefined; link = link.nextTask) all.add(link as Task);
  return all;
}
