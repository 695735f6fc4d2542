import { quote } from '../core/describe';
import { DeadlockError, type RunawayError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { Future } from './future';
import { allTasks } from './current-task';
import type { Task } from './task';

/** How many waiting tasks a report lists; the rest is counted. */
const LISTED = 20;

/** The error for a loop that cannot go on: who waits for what, and where. */
export function deadlockError(loop: AbstractEventLoop, realTimers: number, goal?: Future): DeadlockError {
  return new DeadlockError(
    [
      `Nothing is ready and nothing is scheduled at ${loop.time()} ms, so the loop cannot go on.`,
      ...waiting(loop, goal),
      ...circle(loop),
      ...aboutRealTimers(realTimers),
    ].join('\n'),
  );
}

/** A run that somebody left without awaiting it, for who ends it. */
export function describeRun(loop: AbstractEventLoop): string {
  return ['The run of an event loop goes on.', ...waiting(loop)].join('\n  ');
}

/** Adds to an error about a run without end what that run was for. */
export function explainRunaway(loop: AbstractEventLoop, error: unknown): unknown {
  if (isRunawayError(error)) error.message = [error.message, ...waiting(loop)].join('\n');
  return error;
}

/** Of this copy of the module or of another, whose engine this loop may have joined. */
function isRunawayError(error: unknown): error is RunawayError {
  return error instanceof Error && error.name === 'RunawayError';
}

function waiting(loop: AbstractEventLoop, goal?: Future): string[] {
  const tasks = [...allTasks(loop)];
  for (const task of tasks) loop.named.add(task);
  if (tasks.length === 0) {
    return [
      goal === undefined
        ? 'No task is left; only a call of stop() could end this run.'
        : `No task is left, and what the run is for is ${goal.describe()}.`,
    ];
  }
  const lines = tasks.slice(0, LISTED).flatMap((task) => [`  ${task.describeWait()}`, ...places(task)]);
  const more = tasks.length > LISTED ? [`  … and ${tasks.length - LISTED} more`] : [];
  return ['Waiting:', ...lines, ...more];
}

/** Where a task waits and where it was created, as far as that is known. */
function places(task: Task): string[] {
  const [waits] = task.getStack();
  const [created] = task.getCreationStack();
  return [
    ...(waits === undefined ? [] : [`      waits ${waits}`]),
    ...(created === undefined ? [] : [`      created ${created}`]),
  ];
}

/** The tasks that wait for each other in a circle, if there are any: the deadlock proper. */
function circle(loop: AbstractEventLoop): string[] {
  const seen = new Set<Task>();
  for (const start of allTasks(loop)) {
    const path: Task[] = [];
    let task: Task | undefined = start;
    while (task !== undefined && !seen.has(task)) {
      seen.add(task);
      path.push(task);
      task = task.waitsFor();
    }
    const begin = path.indexOf(task!);
    if (begin >= 0) {
      const names = [...path.slice(begin), path[begin]!].map((one) => quote(one.getName()));
      return [`These wait for each other: ${names.join(' -> ')}.`];
    }
  }
  return [];
}

/** A timer of the host is invisible to virtual time; the one who forgot to replace it should hear of it. */
function aboutRealTimers(count: number): string[] {
  if (count <= 0) return [];
  const [timers, are] = count === 1 ? ['1 real timer', 'is'] : [`${count} real timers`, 'are'];
  return [
    `${timers} of the host ${are} pending, and virtual time does not wait for the clock on the wall. ` +
      'Use sleep() or callLater() instead, or say real(promise) where real time is meant.',
  ];
}
