import fc from 'fast-check';
import {
  createTask,
  EventLoop,
  gather,
  getRunningLoop,
  run,
  sleep,
  wait,
  type AwaitableLike,
  type Future,
  type GeneratorCoroutine,
  type Task,
} from 'tickless';
import { check } from '../support/properties';

/** What the loop's exception handler is told, from now on. */
function listenTo(loop: EventLoop): string[] {
  const told: string[] = [];
  loop.setExceptionHandler((_, { message }) => told.push(message));
  return told;
}

describe('tasks that wait for each other in a circle', () => {
  it.each<[string, (other: () => Task) => () => GeneratorCoroutine<void> | Promise<void>]>([
    ['by way of gathers', (other) => function* () { yield* gather(other(), other()); }],
    ['by way of gathers that wait for something else as well', (other) => function* () {
      yield* gather(other(), sleep(5), { returnExceptions: true });
    }],
    ['in async functions', (other) => async () => { await other(); }],
  ])('%s, can be cancelled', async (_name, waitingFor) => {
    const loop = new EventLoop();
    const told = listenTo(loop);
    const tasks: Task[] = [0, 1, 2].map((i) => loop.createTask(waitingFor(() => tasks[(i + 1) % 3]!)));
    await loop.runUntilCompleteAsync(sleep(1));
    expect(tasks[0]!.cancel()).toBe(true);
    await loop.runUntilCompleteAsync(sleep(10));
    expect(tasks.map((task) => task.cancelled())).toEqual([true, true, true]);
    loop.close();
    expect(told).toEqual([]);
  }); // prettier-ignore

  it('can be cancelled, and are, at the end of a run', () => {
    const cancelled: string[] = [];
    const told: string[] = [];
    expect(() => run(function* () {
      getRunningLoop().setExceptionHandler((__, { message }) => told.push(message));
      const tasks: Task[] = [];
      for (let i = 0; i < 3; i++) {
        tasks.push(createTask(function* () {
          try {
            yield* sleep(1);
            yield* tasks[(i + 1) % 3]!;
          } finally {
            cancelled.push(String(i));
          }
        }));
      }
      yield* tasks[0]!;
    })).toThrow('These wait for each other'); // prettier-ignore
    expect(cancelled.sort()).toEqual(['0', '1', '2']);
    expect(told).toEqual([]);
  });

  it('end with the message, at once where they wait for one another, and otherwise when the others have', () => {
    run(function* () {
      const ends: string[] = [];
      const tasks: Task[] = [0, 1, 2].map((i) =>
        createTask(function* () {
          try {
            yield* sleep(1);
            yield* gather(tasks[(i + 1) % 3]!);
          } catch (error) {
            ends.push(`${i}: ${String(error)}`);
            throw error;
          }
        }),
      );
      yield* sleep(2);
      tasks[0]!.cancel('enough');
      yield* wait(tasks);
      expect(ends).toEqual(['2: CancelledError: enough', '1: CancelledError: enough', '0: CancelledError: enough']);
    });
  });
});

describe('tasks that all wait for all others', () => {
  it.each<[string, (others: () => Task[]) => () => GeneratorCoroutine | Promise<unknown>]>([
    ['by gathers', (others) => function* () { yield* gather(...others()); }],
    ['by gathers of gathers', (others) => function* () {
      yield* gather(gather(...others()), gather(...others()), { returnExceptions: true });
    }],
    ['by Promise.all', (others) => async () => Promise.all(others())],
  ])('%s, are asked once each, not once for each way to them', async (_name, waitingFor) => {
    const loop = new EventLoop();
    const told = listenTo(loop);
    const tasks: Task[] = [];
    for (let i = 0; i < 16; i++) tasks.push(loop.createTask(waitingFor(() => tasks.filter((_, j) => j !== i))));
    await loop.runUntilCompleteAsync(sleep(1));
    tasks[0]!.cancel();
    expect(tasks.map((task) => task.cancelling())).toEqual(tasks.map(() => 1));
    await loop.runUntilCompleteAsync(sleep(1));
    expect(tasks.every((task) => task.cancelled())).toBe(true);
    loop.close();
    expect(told).toEqual([]);
  }); // prettier-ignore
});

describe('cancelling a task', () => {
  /** What a task waits for: a task, by its number, several things at once, or something else. */
  type Wait = number | { readonly all: Wait[]; readonly returnExceptions: boolean } | 'sleep';

  const waits = fc.letrec<{ wait: Wait }>((tie) => ({
    wait: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.nat(5),
      fc.constant('sleep' as const),
      fc.record({
        all: fc.array(tie('wait'), { minLength: 1, maxLength: 3, size: 'max' }),
        returnExceptions: fc.boolean(),
      }),
    ),
  })).wait;

  function tasksIn(wait: Wait): number[] {
    if (wait === 'sleep') return [];
    return typeof wait === 'number' ? [wait] : wait.all.flatMap(tasksIn);
  }

  /** All ways along `plan` that begin at a task, each by its last step; undefined if there is a circle, and so no end of them. */
  function waysFrom(start: number, plan: Wait[], path: number[] = []): number[] | undefined {
    if (path.includes(start)) return undefined;
    const further = tasksIn(plan[start]!).map((next) => waysFrom(next, plan, [...path, start]));
    return further.includes(undefined) ? undefined : [start, ...further.flatMap((ways) => ways!)];
  }

  function reachable(plan: Wait[]): Set<number> {
    const reached = new Set([0]);
    for (const i of reached) for (const next of tasksIn(plan[i]!)) reached.add(next);
    return reached;
  }

  it('ends all that it waits for, asked once for each way to them if that has an end (property)', () => {
    check(
      fc.property(fc.array(waits, { minLength: 6, maxLength: 6 }), (plan) => {
        const loop = new EventLoop();
        const told = listenTo(loop);
        const perform = (wait: Wait): AwaitableLike<unknown> => {
          if (wait === 'sleep') return sleep(100);
          if (typeof wait === 'number') return tasks[wait]!;
          return gather(...wait.all.map(perform), { returnExceptions: wait.returnExceptions });
        };
        // A task that waits for itself alone is an error, and no subject here.
        const alone = plan.map((wait, i) => (wait === i ? 'sleep' : wait));
        const tasks: Task[] = alone.map((wait) =>
          loop.createTask(function* () {
            yield* sleep(1);
            yield* perform(wait) as Task;
          }),
        );
        loop.runUntilComplete(sleep(2));

        tasks[0]!.cancel();
        const ways = waysFrom(0, alone);
        if (ways !== undefined) {
          const asked = tasks.map((_, i) => ways.filter((last) => last === i).length);
          expect(tasks.map((task) => task.cancelling())).toEqual(asked);
        }
        loop.runUntilComplete(sleep(10));
        for (const i of reachable(alone)) expect(tasks[i]!.cancelled()).toBe(true);

        for (const task of tasks) task.cancel();
        loop.runUntilComplete(sleep(200));
        loop.close();
        expect(told).toEqual([]);
      }),
      1000,
    );
  });
});

describe('a cancel that a user has put in the place of the library’s', () => {
  type Cancel = (msg?: string) => boolean;
  const byTask = (task: Task): Task => task;
  const byGather = (task: Task): Future<[unknown]> => gather(task);

  /** What happens when a task is cancelled that waits for another, whose `cancel` is what `override` makes of the library's. */
  function eventsOf(waitFor: (task: Task) => Future, override: (original: Cancel) => Cancel): string[] {
    const events: string[] = [];
    const start = (name: string, work: () => AwaitableLike<unknown>): Task =>
      createTask(function* () {
        try {
          yield* work() as Future;
          events.push(`${name} goes on`);
        } catch (error) {
          events.push(`${name}: ${String(error)}`);
          throw error;
        }
      });
    run(function* () {
      const inner = start('inner', () => sleep(10));
      const cancel = override(inner.cancel.bind(inner));
      inner.cancel = (msg) => {
        events.push(`asked: ${msg}`);
        return cancel(msg);
      };
      const outer = start('outer', () => waitFor(inner));
      yield* sleep(1);
      expect(outer.cancel('m')).toBe(true);
      yield* wait([inner, outer]);
      events.push(`requests: ${inner.cancelling()}, ${outer.cancelling()}`);
    });
    return events;
  }

  // As CPython 3.13 has it, event by event.
  it.each<[string, (task: Task) => Future, (original: Cancel) => Cancel, string[]]>([
    ['a task, and may go on with it', byTask, (original) => original,
      ['inner: CancelledError: m', 'outer: CancelledError: m', 'requests: 1, 1']],
    ['a gather, and may go on with it', byGather, (original) => original,
      ['inner: CancelledError: m', 'outer: CancelledError: m', 'requests: 1, 1']],
    ['a task, and may decline', byTask, () => () => false,
      ['inner goes on', 'outer: CancelledError: m', 'requests: 0, 1']],
    ['a gather, and may decline', byGather, () => () => false,
      ['inner goes on', 'outer: CancelledError: m', 'requests: 0, 1']],
    ['a task, and may swallow it', byTask, () => () => true,
      ['inner goes on', 'outer goes on', 'requests: 0, 1']],
    ['a gather, and may swallow it', byGather, () => () => true,
      ['inner goes on', 'outer: CancelledError', 'requests: 0, 1']],
  ])('is called by %s', (_name, waitFor, override, events) => {
    expect(eventsOf(waitFor, override)).toEqual(['asked: m', ...events]);
  }); // prettier-ignore

  it('is called on a gather, too', () => {
    run(function* () {
      const asked: unknown[] = [];
      const all = gather(sleep(10, 'slept'));
      all.cancel = (msg) => {
        asked.push(msg);
        return true;
      };
      const outer = createTask(function* () {
        return yield* all;
      });
      yield* sleep(1);
      outer.cancel('m');
      expect(yield* outer).toEqual(['slept']);
      expect(asked).toEqual(['m']);
    });
  });

  it('is called once in a circle, which ends all the same', () => {
    run(function* () {
      const asked: number[] = [];
      const tasks: Task[] = [0, 1, 2].map((i) =>
        createTask(function* () {
          yield* sleep(1);
          yield* tasks[(i + 1) % 3]!;
        }),
      );
      tasks.forEach((task, i) => {
        const original = task.cancel.bind(task);
        task.cancel = (msg) => {
          asked.push(i);
          return original(msg);
        };
      });
      yield* sleep(2);
      expect(tasks[0]!.cancel()).toBe(true);
      yield* wait(tasks);
      expect(asked).toEqual([0, 1, 2]);
      expect(tasks.map((task) => task.cancelled())).toEqual([true, true, true]);
    });
  });

  it('may ask somebody who waits for its task', () => {
    run(function* () {
      const inner = createTask(sleep(10));
      const outer = createTask(function* () {
        yield* inner;
      });
      const answers: boolean[] = [];
      inner.cancel = () => {
        answers.push(outer.cancel());
        return false;
      };
      yield* sleep(1);
      answers.push(outer.cancel());
      yield* wait([inner, outer]);
      expect(answers).toEqual([true, true]);
      expect(outer.cancelled()).toBe(true);
    });
  });

  it('that throws, throws out of the request, and leaves the next one alone', () => {
    run(function* () {
      const inner = createTask(sleep(10));
      const outer = createTask(function* () {
        yield* inner;
      });
      const original = inner.cancel.bind(inner);
      inner.cancel = () => {
        throw new Error('not now');
      };
      yield* sleep(1);
      expect(() => outer.cancel()).toThrow('not now');
      inner.cancel = original;
      outer.cancel();
      yield* wait([outer]);
      expect(outer.cancelled()).toBe(true);
      expect(inner.cancelled()).toBe(true);
    });
  });
});
