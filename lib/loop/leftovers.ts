import type { Runnable } from '../core/runnable';
import type { AbstractEventLoop, Scope } from './abstract-event-loop';
import type { Coroutine } from './coroutine';
import type { Future } from './future';
import { TimerHandle } from './handle';
import { placeOf } from './stack';
import { allTasks } from './current-task';
import type { Task } from './task';

/** How many leftovers of one kind are reported one by one; the rest is counted. */
const LISTED = 20;

/** Drops what a loop that closes leaves behind, and tells the exception handler of it. */
export function dropLeftovers(loop: AbstractEventLoop): void {
  reportLeftovers(loop);
  loop.failures.clear();
  loop.unawaited.clear();
  loop.engine.discard((entry) => belongsTo(entry, loop));
}

/**
 * Tells the exception handler what a loop that closes leaves behind: tasks that are not done, exceptions that nobody looked at, timers that have not fired, and coroutines that were never
 * awaited. Each is most often a mistake of the program under test, and asyncio reports what it can when it collects the garbage.
 */
function reportLeftovers(loop: AbstractEventLoop): void {
  reportAll(
    loop,
    [...allTasks(loop)].filter((task) => !loop.named.has(task)),
    (task) => ({
      message: `${task.title()} was destroyed but it is pending: ${task.describeWait()}${madeAt(task.getCreationStack())}`,
      future: task,
    }),
  );
  reportAll(loop, [...loop.failures] as Future[], (future) => ({
    message: `${future.title()} exception was never retrieved`,
    exception: future.peekOutcome(),
    future,
  }));
  reportAll(loop, timersOf(loop), (timer) => ({
    message: `Timer ${timer.label()} was left, due at ${timer.when()} ms${madeAt(placeOf(timer))}`,
    handle: timer,
  }));
  reportAll(loop, [...loop.unawaited] as Coroutine<unknown>[], (coro) => ({
    message: `${coro.describeSelf()} was never awaited${madeAt(coro.getCreationStack())}`,
  }));
}

/** Tells the exception handler of tasks that a run did not wait for. */
export function reportCancelledAtEnd(loop: AbstractEventLoop, tasks: readonly Task[]): void {
  const news = tasks.filter((task) => !loop.named.has(task));
  reportAll(loop, news, (task) => ({
    message: `${task.title()} was still running at the end of run() and is cancelled${madeAt(task.getCreationStack())}`,
    future: task,
  }));
}

function reportAll<L>(loop: AbstractEventLoop, all: L[], context: (one: L) => { message: string }): void {
  for (const one of all.slice(0, LISTED)) loop.callExceptionHandler({ ...context(one), leftover: true });
  const more = all.length - LISTED;
  if (more > 0) loop.callExceptionHandler({ message: `… and ${more} more like this`, leftover: true });
}

function timersOf(loop: AbstractEventLoop): TimerHandle[] {
  const timers = loop.engine.timers.entries().map(({ timer }) => timer);
  return timers.filter((timer): timer is TimerHandle => timer instanceof TimerHandle && timer.scope.loop === loop);
}

function madeAt(stack: readonly string[]): string {
  return stack.length === 0 ? '' : `\n    created ${stack[0]!}`;
}

function belongsTo(entry: Runnable, loop: AbstractEventLoop): boolean {
  const owned = entry as { loop?: AbstractEventLoop; scope?: Scope };
  return (owned.loop ?? owned.scope?.loop) === loop;
}
