import { DeadlockError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import { allTasks } from './task';

/** The error for a loop that cannot go on, with a line for each task that waits. */
export function deadlockError(loop: AbstractEventLoop): DeadlockError {
  const lines = [...allTasks(loop)].map((task) => `  ${task.describeWait()}`);
  const waiting =
    lines.length === 0
      ? 'No task is left; only a call of stop() could end this run.'
      : `Waiting for ever:\n${lines.join('\n')}`;
  return new DeadlockError(
    `Nothing is ready and nothing is scheduled at ${loop.time()} ms, so the loop cannot go on.\n${waiting}`,
  );
}
