import {
  CancelledError,
  createTask,
  currentTask,
  EventLoop,
  run,
  RuntimeError,
  sleep,
  TaskGroup,
  type GeneratorCoroutine,
  type Task,
} from 'tickless';
import { inBothKinds, outcomeOf } from '../support/outcomes';

function* fail(delayMs: number): GeneratorCoroutine<never> {
  yield* sleep(delayMs);
  throw new Error(`failed at ${delayMs}`);
}

/** Runs a program that must fail, and returns what the AggregateError holds. */
function errorsOf(main: () => GeneratorCoroutine): string[] {
  try {
    new EventLoop().runUntilComplete(main);
  } catch (error) {
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as Error).message).toBe('unhandled errors in a TaskGroup');
    return (error as AggregateError).errors.map(String);
  }
  throw new Error('The program was to fail.');
}

describe('TaskGroup', () => {
  it('waits for its members, and gives the value of its block', async () => {
    const outcome = await inBothKinds(
      function* () {
        const tasks = yield* new TaskGroup().with((group) => [
          group.createTask(sleep(1000, 1)),
          group.createTask(sleep(2000, 2), { name: 'second' }),
        ]);
        return tasks.map((task) => [task.getName(), task.result()]);
      },
      async () => {
        const tasks = await new TaskGroup().with(async (group) => [
          group.createTask(async () => sleep(1000, 1)),
          group.createTask(sleep(2000, 2), { name: 'second' }),
        ]);
        return tasks.map((task) => [task.getName(), task.result()]);
      },
    );
    expect(outcome).toEqual({
      result: [
        ['Task-2', 1],
        ['second', 2],
      ],
      time: 2000,
    });
  });

  it('waits for members that members start', () => {
    const outcome = outcomeOf(function* () {
      yield* new TaskGroup().with((group) => {
        group.createTask(function* () {
          yield* sleep(10);
          group.createTask(sleep(20));
        });
      });
    });
    expect(outcome).toEqual({ result: undefined, time: 30 });
  });

  it('cancels everybody when one fails, its own block too, and throws an AggregateError', async () => {
    const seen: string[] = [];
    const outcome = await inBothKinds(
      function* () {
        yield* new TaskGroup().with(function* (group) {
          group.createTask(fail(10));
          group.createTask(sleep(1000)).addDoneCallback((task) => seen.push(`member cancelled: ${task.cancelled()}`));
          yield* sleep(1000);
          seen.push('never');
        });
      },
      async () => {
        await new TaskGroup().with(async (group) => {
          group.createTask(async () => {
            await sleep(10);
            throw new Error('failed at 10');
          });
          group.createTask(async () => sleep(1000)).addDoneCallback((task) => seen.push(`member cancelled: ${task.cancelled()}`)); // prettier-ignore
          await sleep(1000);
          seen.push('never');
        });
      },
    );
    expect(outcome).toEqual({ error: 'AggregateError: unhandled errors in a TaskGroup', time: 10 });
    expect(seen).toEqual(Array(3).fill('member cancelled: true'));
  });

  it('collects all errors: of members in the order in which they failed, then of the block', () => {
    const errors = errorsOf(function* () {
      yield* new TaskGroup().with(function* (group) {
        group.createTask(fail(10));
        group.createTask(function* () {
          try {
            yield* sleep(1000);
          } finally {
            throw new Error('from clean-up'); // eslint-disable-line no-unsafe-finally -- what is tested
          }
        });
        try {
          yield* sleep(1000);
        } catch {
          throw new Error('from the block');
        }
      });
    });
    expect(errors).toEqual(['Error: failed at 10', 'Error: from clean-up', 'Error: from the block']);
  });

  it('cancels its members when the block throws', () => {
    let member: Task | undefined;
    const errors = errorsOf(function* () {
      yield* new TaskGroup().with(function* (group) {
        member = group.createTask(sleep(1000));
        yield* sleep(10);
        throw new Error('from the block');
      });
    });
    expect([errors, member!.cancelled()]).toEqual([['Error: from the block'], true]);
  });

  it('passes a cancellation from outside on to its members, waits for them, and is cancelled', () => {
    run(function* () {
      let member: Task | undefined;
      const task = createTask(function* () {
        yield* new TaskGroup().with((group) => {
          member = group.createTask(function* () {
            try {
              yield* sleep(1000);
            } finally {
              yield* sleep(5);
            }
          });
        });
      });
      yield* sleep(10);
      task.cancel('from outside');
      yield* sleep(1);
      expect(task.done()).toBe(false);
      // It shuts down already: another request changes nothing.
      task.cancel('again');
      yield* sleep(10);
      expect([member!.cancelled(), task.cancelled()]).toEqual([true, true]);
      expect(() => task.result()).toThrow(CancelledError);
    });
  });

  it('lets a cancellation from outside have its way after it threw the errors', () => {
    run(function* () {
      const seen: string[] = [];
      const task = createTask(function* () {
        try {
          yield* new TaskGroup().with((group) => {
            group.createTask(function* () {
              try {
                yield* sleep(1000);
              } finally {
                throw new Error('from clean-up'); // eslint-disable-line no-unsafe-finally -- what is tested
              }
            });
          });
        } catch (error) {
          seen.push(String(error));
          yield* sleep(5);
        }
      });
      yield* sleep(10);
      task.cancel();
      yield* sleep(10);
      expect([seen, task.cancelled()]).toEqual([['AggregateError: unhandled errors in a TaskGroup'], true]);
    });
  });

  it('cancels its members once, whoever asks for it again', () => {
    run(function* () {
      const seen: string[] = [];
      const task = createTask(function* () {
        yield* new TaskGroup().with((group) => {
          group.createTask(function* () {
            try {
              yield* sleep(1000);
            } finally {
              yield* sleep(5);
              seen.push('cleaned up');
            }
          });
        });
      });
      yield* sleep(10);
      task.cancel();
      yield* sleep(1);
      task.cancel();
      yield* sleep(10);
      expect([seen, task.cancelled()]).toEqual([['cleaned up'], true]);
    });
  });

  it('passes on what is thrown at its end and is no cancellation', () => {
    const { error } = outcomeOf(function* () {
      const block = new TaskGroup().with((group) => void group.createTask(sleep(1000)));
      block.next();
      block.throw(new Error('own'));
    });
    expect(error).toBe('Error: own');
  });

  it('does not mind members that are cancelled one by one', () => {
    const outcome = outcomeOf(function* () {
      return yield* new TaskGroup().with(function* (group) {
        const member = group.createTask(sleep(1000));
        yield* sleep(10);
        member.cancel();
        return 'fine';
      });
    });
    expect(outcome).toEqual({ result: 'fine', time: 10 });
  });

  it('leaves no request to cancel behind in the task around it', () => {
    run(function* () {
      try {
        yield* new TaskGroup().with((group) => void group.createTask(fail(1)));
      } catch (error) {
        expect(error).toBeInstanceOf(AggregateError);
      }
      expect(currentTask()!.cancelling()).toBe(0);
      yield* sleep(1);
    });
    expect.assertions(2);
  });

  it('leaves none behind either if several members fail', () => {
    run(function* () {
      try {
        yield* new TaskGroup().with(function* (group) {
          for (let i = 0; i < 3; i++) group.createTask(fail(1));
          yield* sleep(10);
        });
      } catch (error) {
        expect((error as AggregateError).errors).toHaveLength(3);
      }
      expect(currentTask()!.cancelling()).toBe(0);
      yield* sleep(1);
    });
    expect.assertions(2);
  });

  it('goes on once, when its last member is done', () => {
    const loop = new EventLoop({ trace: true });
    loop.runUntilComplete(
      loop.createTask(
        new TaskGroup().with((group) => {
          for (let i = 1; i <= 3; i++) group.createTask(sleep(i), { name: `member ${i}` });
        }),
        { name: 'parent' },
      ),
    );
    const labels = loop.trace!.events.map(({ label }) => label).filter((label) => !label.startsWith('sleep'));
    expect(labels).toEqual([
      'parent',
      ...['member 1', 'member 2', 'member 3'],
      ...['member 1', 'TaskGroup', 'member 2', 'TaskGroup', 'member 3', 'TaskGroup'],
      'parent',
      'runUntilComplete',
    ]);
  });

  it('shuts down at once when a member fails at once, by eager start', () => {
    const errors = errorsOf(function* () {
      yield* new TaskGroup().with((group) => {
        group.createTask(
          function* () {
            throw new Error('at once');
          },
          { eagerStart: true },
        );
        expect(() => group.createTask(sleep(1))).toThrow('The task group is shutting down');
      });
    });
    expect(errors).toEqual(['Error: at once']);
  });

  it('takes members that are done at once, by eager start', () => {
    const outcome = outcomeOf(function* () {
      return yield* new TaskGroup().with((group) =>
        group
          .createTask(
            function* () {
              return 'at once';
            },
            { eagerStart: true },
          )
          .result(),
      );
    });
    expect(outcome).toEqual({ result: 'at once', time: 0 });
  });

  describe('refuses', () => {
    it.each<[string, () => GeneratorCoroutine, string]>([
      [
        'members before its block',
        function* () {
          new TaskGroup().createTask(sleep(1));
        },
        'The task group has not been entered. Create its tasks inside group.with(…).',
      ],
      [
        'members after its block',
        function* () {
          const group = new TaskGroup();
          yield* group.with(() => {});
          group.createTask(sleep(1));
        },
        'The task group is finished. Create its tasks inside group.with(…).',
      ],
      [
        'members while it shuts down',
        function* () {
          const group = new TaskGroup();
          let refused: unknown;
          try {
            yield* group.with(function* () {
              group.createTask(function* () {
                try {
                  yield* sleep(1000);
                } finally {
                  try {
                    group.createTask(sleep(1));
                  } catch (error) {
                    refused = error;
                  }
                }
              });
              yield* fail(1);
            });
          } catch {
            throw refused;
          }
        },
        'The task group is shutting down, because a member failed or the block was left by an error.',
      ],
      [
        'to be entered twice',
        function* () {
          const group = new TaskGroup();
          yield* group.with(() => {});
          yield* group.with(() => {});
        },
        'A task group can be entered once. Make a new one for the next block.',
      ],
    ])('%s', (what, main, message) => {
      expect(outcomeOf(main).error).toBe(`RuntimeError: ${message}`);
    });

    it('to be used outside of a task', async () => {
      const loop = new EventLoop();
      const error = new Promise((resolve) => {
        loop.callSoon(() => void new TaskGroup().with(() => 1).then(undefined, resolve));
      });
      await loop.runUntilCompleteAsync(sleep(1));
      expect(String(await error)).toBe(
        'RuntimeError: A task group needs a task around it, and there is none here. Use it inside a coroutine.',
      );
    });

    it('a block that is no function', () => {
      expect(() => new TaskGroup().with(5 as never)).toThrow(
        new TypeError('TaskGroup.with() needs a function to call, but was given the number 5.'),
      );
      expect(new RuntimeError()).toBeInstanceOf(Error);
    });
  });

  it('tells the exception handler of a failure that comes when the task around it has ended', async () => {
    const loop = new EventLoop();
    const told: string[] = [];
    loop.setExceptionHandler((_, { message, exception }) => told.push(`${message}: ${String(exception)}`));
    await loop.runUntilCompleteAsync(async () => {
      const ended = createTask(async () => {
        void new TaskGroup().with(async (group) => {
          group.createTask(fail(5), { name: 'late' });
          await sleep(10);
        }).then(() => undefined, () => undefined); // prettier-ignore
        return Promise.resolve();
      });
      await ended;
      await sleep(20);
    });
    expect(told).toEqual([
      "Task 'late' of a task group failed after the task around the group had ended: Error: failed at 5",
    ]);
  });
});
