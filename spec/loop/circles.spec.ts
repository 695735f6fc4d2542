import {
  createTask,
  gather,
  getRunningLoop,
  shield,
  sleep,
  TaskGroup,
  wait,
  waitFor,
  type Future,
  type GeneratorCoroutine,
  type Task,
} from 'tickless';
import { outcomeOf } from '../support/outcomes';

/** Waits for a task, behind a shield, however often it is cancelled. */
function* stubborn(target: () => Task): GeneratorCoroutine<never> {
  for (;;) {
    try {
      yield* shield(target());
    } catch {
      // waits again
    }
  }
}

function done(): Future {
  const future = getRunningLoop().createFuture();
  future.setResult(undefined);
  return future;
}

describe('the tasks of a deadlock that wait for each other', () => {
  it.each<[string, (other: Task) => GeneratorCoroutine, string]>([
    ['directly', (other) => stubborn(() => other), "'b' -> 'a' -> 'b'"],
    [
      'wait',
      function* (other) {
        yield* wait([done(), other]);
      },
      "'b' -> 'a' -> 'b'",
    ],
    [
      'gather',
      function* (other) {
        yield* gather(done(), other);
      },
      "'b' -> 'a' -> 'b'",
    ],
    [
      'waitFor without time',
      function* (other) {
        yield* waitFor(other, 0);
      },
      "'b' -> 'a' -> 'b'",
    ],
    [
      'a task group',
      function* (other) {
        yield* new TaskGroup().with((group) => {
          group.createTask(sleep(1));
          group.createTask(() => stubborn(() => other), { name: 'member' });
        });
      },
      "'b' -> 'a' -> 'member' -> 'b'",
    ],
  ])('are named, also by way of %s', (what, waitForOther, circle) => {
    const { error } = outcomeOf(function* () {
      const b: Task = createTask(
        stubborn(() => a),
        { name: 'b' },
      );
      const a = createTask(() => waitForOther(b), { name: 'a' });
      yield* getRunningLoop().createFuture();
    });
    expect(error).toContain(`\nThese wait for each other: ${circle}.`);
  });
});
