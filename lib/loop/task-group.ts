import { checkCallback } from '../core/checks';
import { type CancelledError, isCancelledError, RuntimeError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { AwaitableLike, Body, GeneratorCoroutine } from './awaitable';
import { LibraryCoroutine, runBody, type Coroutine } from './coroutine';
import { DescribedFuture } from './described-future';
import { makeTask } from './create-task';
import { currentTask } from './current-task';
import { listUnfinished } from './describe-futures';
import type { Future } from './future';
import { FutureWatch } from './future-watch';
import type { Task, TaskOptions } from './task';

/**
 * Tasks that live and die together: the block ends when all of them have, and the first that fails cancels the others.
 *
 * Source of the semantics: asyncio's `TaskGroup`. What asyncio collects in an `ExceptionGroup` is an `AggregateError` here.
 *
 * ```ts
 * import { EventLoop, sleep, TaskGroup } from 'tickless';
 *
 * const loop = new EventLoop();
 * const results = loop.runUntilComplete(function* () {
 *   const group = new TaskGroup();
 *   const tasks = yield* group.with(function* (group) {
 *     return [group.createTask(sleep(1000, 1)), group.createTask(sleep(2000, 2))];
 *   });
 *   return tasks.map((task) => task.result());
 * });
 * results; // => [1, 2]
 * loop.time(); // => 2000
 * ```
 */
export class TaskGroup {
  /** Members that are not done, oldest first. */
  private readonly members = new Set<Task>();
  private readonly errors: unknown[] = [];
  private loop: AbstractEventLoop | undefined;
  private parent: Task | undefined;
  private exiting = false;
  private aborting = false;
  private cancelledParent = false;
  /** Done when the last member is; made when the block waits for that. */
  private completed: Future<undefined> | undefined;

  /**
   * Starts a task as a member of the group.
   *
   * @throws RuntimeError before the block, after its end, and while the group shuts down because of an error; else as the function `createTask`.
   */
  createTask<T>(coro: AwaitableLike<T>, options: TaskOptions = {}): Task<T> {
    if (this.loop === undefined)
      throw new RuntimeError('The task group has not been entered. Create its tasks inside group.with(…).');
    if (this.exiting && this.members.size === 0)
      throw new RuntimeError('The task group is finished. Create its tasks inside group.with(…).');
    if (this.aborting)
      throw new RuntimeError(
        'The task group is shutting down, because a member failed or the block was left by an error.',
      );
    const task = makeTask(this.loop, coro, options);
    if (task.done()) {
      this.memberDone(task);
    } else {
      this.members.add(task);
      task.addWaiter(new FutureWatch(task, this.memberDone, 'TaskGroup'));
    }
    return task;
  }

  /**
   * Runs `body` with this group, then waits for the members: Python's `async with`. Can be used once.
   *
   * @returns What the body returns. @throws TypeError if `body` is not a function. When awaited: AggregateError of what the members and the body threw; CancelledError if the task around it was cancelled.
   */
  with<T>(body: Body<TaskGroup, T>): Coroutine<T> {
    checkCallback(body, 'TaskGroup.with()');
    return new LibraryCoroutine(withGroup<T>, this, body);
  }

  /** @internal */
  enter(): void {
    if (this.loop !== undefined)
      throw new RuntimeError('A task group can be entered once. Make a new one for the next block.');
    const parent = currentTask();
    if (parent === undefined)
      throw new RuntimeError('A task group needs a task around it, and there is none here. Use it inside a coroutine.');
    this.loop = parent.loop;
    this.parent = parent;
  }

  /** The end of the block, which was left by `error` if `failed`. @internal */
  *exit(failed: boolean, error: unknown): GeneratorCoroutine<void> {
    this.exiting = true;
    let cancellation: CancelledError | undefined;
    if (failed && !this.aborting) this.abort();
    while (this.members.size > 0) {
      this.completed ??= new DescribedFuture<undefined>(this.loop!, this);
      try {
        yield* this.completed;
      } catch (interruption) {
        // A second request while the group shuts down anyway changes nothing.
        if (!isCancelledError(interruption)) throw interruption;
        if (!this.aborting) {
          cancellation = interruption;
          this.abort();
        }
      }
      this.completed = undefined;
    }
    if (this.cancelledParent) this.parent!.uncancel();
    if (cancellation !== undefined && this.errors.length === 0) throw cancellation;
    if (failed && !isCancelledError(error)) this.errors.push(error);
    if (this.errors.length > 0) this.throwErrors();
  }

  /** What the end of the block waits for. @internal */
  describe(): string {
    return `the tasks of a group, until ${listUnfinished([...this.members])}`;
  }

  /** @internal */
  blocker(): Task | undefined {
    return this.members.values().next().value;
  }

  private throwErrors(): never {
    // Somebody else wants the parent to end: the errors go first, and it meets its CancelledError at its next await.
    if (this.parent!.cancelling() > 0) {
      this.parent!.uncancel();
      this.parent!.cancel();
    }
    throw new AggregateError(this.errors, 'unhandled errors in a TaskGroup');
  }

  private abort(): void {
    this.aborting = true;
    for (const member of this.members) member.cancel();
  }

  private readonly memberDone = (member: Future): void => {
    this.members.delete(member as Task);
    if (this.members.size === 0 && this.completed?.done() === false) this.completed.finish(undefined);
    if (member.cancelled() || !member.failed()) return;
    const exception = member.exception();
    this.errors.push(exception);
    const parent = this.parent!;
    if (parent.done()) {
      const message = `${member.title()} of a task group failed after the task around the group had ended`;
      this.loop!.callExceptionHandler({ message, exception, future: member });
    } else if (!this.aborting) {
      this.abort();
      this.cancelledParent = true;
      parent.cancel();
    }
  };
}

function* withGroup<T>(group: TaskGroup, body: Body<TaskGroup, T>): GeneratorCoroutine<T> {
  group.enter();
  let value: T;
  try {
    value = yield* runBody(body, group);
  } catch (error) {
    yield* group.exit(true, error);
    throw error;
  }
  yield* group.exit(false, undefined);
  return value;
}
