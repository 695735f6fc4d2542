import {
  allTasks,
  CancelledError,
  createTask,
  currentTask,
  eagerTaskFactory,
  EventLoop,
  Future,
  getRunningLoop,
  run,
  runAsync,
  RuntimeError,
  sleep,
  Task,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';

/** Sleeps, and says how it was cancelled instead of passing the cancellation on. */
function* stubborn(delayMs: number): GeneratorCoroutine<string> {
  try {
    yield* sleep(delayMs);
    return 'slept';
  } catch (error) {
    return `caught ${String(error)}`;
  }
}

describe('Task', () => {
  it('is a future of the result of its coroutine', () => {
    run(function* () {
      const task = createTask(sleep(5, 'result'));
      expect(task).toBeInstanceOf(Task);
      expect(task).toBeInstanceOf(Future);
      expect(task.done()).toBe(false);
      expect(yield* task).toBe('result');
      expect([task.done(), task.result(), yield* task]).toEqual([true, 'result', 'result']);
    });
  });

  it('takes its first step in the next turn, not in createTask', () => {
    const seen: string[] = [];
    run(function* () {
      createTask(function* () {
        seen.push('task');
      });
      seen.push('created');
      yield;
      seen.push('after a turn');
    });
    expect(seen).toEqual(['created', 'task', 'after a turn']);
  });

  it('runs whether or not anybody awaits it, beside the one who made it', async () => {
    const outcome = await inBothKinds(
      function* () {
        const [a, b] = [createTask(sleep(10, 'a')), createTask(sleep(10, 'b'))];
        return [yield* a, yield* b];
      },
      async () => {
        const [a, b] = [createTask(sleep(10, 'a')), createTask(async () => sleep(10, 'b'))];
        return [await a, await b];
      },
    );
    expect(outcome).toEqual({ result: ['a', 'b'], time: 10 });
  });

  it('keeps the exception of its coroutine for whoever awaits it', async () => {
    const outcome = await inBothKinds(
      function* () {
        const task = createTask(function* () {
          throw new Error('no');
        });
        yield* sleep(5);
        return [String(task.exception()), yield* task as Task];
      },
      async () => {
        const task = createTask(async () => {
          throw new Error('no');
        });
        await sleep(5);
        return [String(task.exception()), await task];
      },
    );
    expect(outcome).toEqual({ error: 'Error: no', time: 5 });
  });

  it('keeps whatever was thrown, also what is no error', () => {
    const { error } = outcomeOf(function* () {
      throw 'a string'; // eslint-disable-line @typescript-eslint/only-throw-error -- what is tested
    });
    expect(error).toBe('a string');
  });

  it('cannot be given a result or an exception: they are its coroutine’s', () => {
    run(function* () {
      const task: Future = createTask(sleep(1));
      expect(() => task.setResult(1)).toThrow(RuntimeError);
      expect(() => task.setResult(1)).toThrow(
        'A task does not support setResult: its result is what its coroutine returns. Use loop.createFuture() for a result of your own.',
      );
      expect(() => task.setException(new Error())).toThrow(
        'A task does not support setException: its exception is what its coroutine throws. Use cancel(), or a future of your own.',
      );
      yield* task;
    });
  });

  it.each<[string, () => unknown, string]>([
    ['a number', () => 5, 'the number 5. Call a generator function, or pass an async function itself.'],
    ['a future', () => new EventLoop().createFuture(), 'an object of class Future. To wait for it use ensureFuture().'],
    ['a promise', () => Promise.resolve(), 'a Promise. To wait for it use ensureFuture().'],
  ])('needs a coroutine or a function: not %s', (what, make, words) => {
    expect(() => new EventLoop().createTask(make() as never)).toThrow(
      new TypeError(`A task needs a coroutine or a function, but was given ${words}`),
    );
  });

  it('cannot await itself', async () => {
    const message =
      "RuntimeError: Task 'Task-1' cannot await itself: it would wait for ever. Await the tasks it started instead.";
    expect(
      outcomeOf(function* () {
        yield* currentTask()!;
      }).error,
    ).toBe(message);
    const outcome = await outcomeOfAsync(async () => currentTask());
    expect(outcome.error).toContain('cannot await itself');
  });

  it('cannot await a future of another loop', () => {
    const foreign = new EventLoop().createFuture();
    expect(
      outcomeOf(function* () {
        yield* foreign;
      }).error,
    ).toBe("RuntimeError: Task 'Task-1' awaits a future of another event loop. Create both on the same loop.");
  });

  describe('has a name', () => {
    it('by number of creation, unless it is given one', () => {
      run(function* () {
        expect(currentTask()!.getName()).toBe('Task-1');
        expect(createTask(sleep(1)).getName()).toBe('Task-2');
        const named = createTask(sleep(1), { name: 'nap' });
        expect(named.getName()).toBe('nap');
        named.setName('siesta');
        expect(named.getName()).toBe('siesta');
        expect(createTask(sleep(1)).getName()).toBe('Task-4');
        yield* sleep(2);
      });
    });
  });

  it('knows its coroutine', () => {
    run(function* () {
      const nap = sleep(1);
      const generator = stubborn(1);
      const tasks = [createTask(nap), createTask(generator)];
      expect(tasks[0]!.getCoro()).toBe(nap);
      expect(tasks[1]!.getCoro()).toBe(generator);
      yield* sleep(2);
    });
  });

  describe('getStack', () => {
    function* inner(future: Future): GeneratorCoroutine<void> {
      yield* future;
    }

    function* outer(future: Future): GeneratorCoroutine<void> {
      yield* inner(future);
    }

    it('lists every "yield*" of a suspended generator task, innermost first', () => {
      run(function* () {
        const task = createTask(outer(getRunningLoop().createFuture()));
        expect(task.getStack()).toEqual([]);
        yield* sleep(1);
        const stack = task.getStack();
        expect(stack[0]).toMatch(/inner.*task\.spec\.ts:\d+/);
        expect(stack[1]).toMatch(/outer.*task\.spec\.ts:\d+/);
        // Asking does not disturb: the task goes on waiting.
        expect(task.getStack().slice(0, 2)).toEqual(stack.slice(0, 2));
        task.cancel();
        yield* sleep(1);
        expect([task.cancelled(), task.getStack()]).toEqual([true, []]);
      });
    });

    it('finds a sleeping task, too', () => {
      run(function* () {
        const task = createTask(stubborn(10));
        yield* sleep(1);
        expect(task.getStack()[0]).toMatch(/stubborn.*task\.spec\.ts/);
        expect(yield* task).toBe('slept');
      });
    });

    it('names, in debug mode, what an async function awaits, as long as it does', async () => {
      await runAsync(
        async () => {
          let resolve!: () => void;
          const plain = new Promise<void>((settle) => (resolve = settle));
          const future = getRunningLoop().createFuture();
          const task = createTask(async () => {
            await future;
            await sleep(2);
            await plain;
            void sleep(10).then();
          });
          await sleep(1);
          expect(task.getStack()).toEqual([]); // nobody notes where a future is awaited
          future.setResult(1);
          await sleep(1);
          expect(task.getStack()[0]).toMatch(/task\.spec\.ts/);
          await sleep(2);
          expect([task.getStack(), task.done()]).toEqual([[], false]);
          resolve();
          await sleep(1);
          expect([task.getStack(), task.done()]).toEqual([[], true]);
          await sleep(10);
        },
        { debug: true },
      );
    });

    it('knows where a task was created', () => {
      run(function* () {
        function factory(): Task {
          return createTask(sleep(1));
        }
        expect(factory().getCreationStack()[0]).toMatch(/factory.*task\.spec\.ts/);
        yield* sleep(2);
      });
    });
  });

  describe('cancel', () => {
    it('throws a CancelledError with the message where the task waits', async () => {
      const seen: string[] = [];
      const outcome = await inBothKinds(
        function* () {
          const task = createTask(stubborn(1000));
          yield* sleep(10);
          expect(task.cancel('no longer needed')).toBe(true);
          return [yield* task, task.cancelled(), task.cancelling()];
        },
        async () => {
          const task = createTask(async () => {
            try {
              return await sleep(1000, 'slept');
            } catch (error) {
              return `caught ${String(error)}`;
            }
          });
          await sleep(10);
          task.cancel('no longer needed');
          return [await task, task.cancelled(), task.cancelling()];
        },
      );
      expect(outcome).toEqual({ result: ['caught CancelledError: no longer needed', false, 1], time: 10 });
      expect(seen).toEqual([]);
    });

    it('ends the task, if the task lets it', async () => {
      const outcome = await inBothKinds(
        function* () {
          const task = createTask(sleep(1000));
          yield* sleep(10);
          task.cancel('enough');
          try {
            return yield* task;
          } catch (error) {
            return [String(error), task.done(), task.cancelled()];
          }
        },
        async () => {
          const task = createTask(async () => sleep(1000, 'slept'));
          await sleep(10);
          task.cancel('enough');
          try {
            return await task;
          } catch (error) {
            return [String(error), task.done(), task.cancelled()];
          }
        },
      );
      expect(outcome).toEqual({ result: ['CancelledError: enough', true, true], time: 10 });
    });

    it('does nothing to a task that is done, and says so', () => {
      run(function* () {
        const task = createTask(sleep(1, 'done'));
        yield* task;
        expect(task.cancel()).toBe(false);
        expect([task.cancelled(), task.result(), task.cancelling()]).toEqual([false, 'done', 0]);
      });
    });

    it('keeps a task that has not begun from running at all', () => {
      const seen: string[] = [];
      run(function* () {
        const task = createTask(function* () {
          seen.push('ran');
        });
        task.cancel();
        yield* sleep(0);
        yield* sleep(0);
        expect(task.cancelled()).toBe(true);
      });
      expect(seen).toEqual([]);
    });

    it('waits for "finally" blocks, which may wait themselves', async () => {
      const outcome = await inBothKinds(
        function* () {
          const task = createTask(function* () {
            try {
              yield* sleep(1000);
            } finally {
              yield* sleep(5);
            }
          });
          yield* sleep(10);
          task.cancel();
          yield* task;
        },
        async () => {
          const task = createTask(async () => {
            try {
              await sleep(1000);
            } finally {
              await sleep(5);
            }
          });
          await sleep(10);
          task.cancel();
          await task;
        },
      );
      expect(outcome).toEqual({ error: 'CancelledError', time: 15 });
    });

    it('is passed on to what the task awaits: a task that waits for a task that waits', () => {
      run(function* () {
        const innermost = createTask(sleep(1000));
        const middle = createTask(function* () {
          yield* innermost;
        });
        const outer = createTask(function* () {
          yield* middle;
        });
        yield* sleep(10);
        outer.cancel('all of you');
        yield* sleep(0);
        yield* sleep(0);
        yield* sleep(0);
        expect([innermost, middle, outer].map((task) => task.cancelled())).toEqual([true, true, true]);
        expect(() => outer.result()).toThrow(new CancelledError('all of you'));
      });
    });

    it('is delivered at the next wait of a task that cancels itself', async () => {
      const outcome = await inBothKinds(
        function* () {
          currentTask()!.cancel('myself');
          const still = 'running';
          try {
            return yield* sleep(5, 'slept');
          } catch (error) {
            return [still, String(error)];
          }
        },
        async () => {
          currentTask()!.cancel('myself');
          const still = 'running';
          try {
            return await sleep(5, 'slept');
          } catch (error) {
            return [still, String(error)];
          }
        },
      );
      expect(outcome).toEqual({ result: ['running', 'CancelledError: myself'], time: 0 });
    });

    it('makes a task cancelled that cancelled itself and then returned without a wait', () => {
      run(function* () {
        const task = createTask(function* () {
          currentTask()!.cancel('too late');
          return 'result';
        });
        yield* sleep(1);
        expect(task.cancelled()).toBe(true);
        expect(() => task.result()).toThrow(new CancelledError('too late'));
      });
    });

    it('does not hide an error that the task throws afterwards', () => {
      run(function* () {
        const task = createTask(function* () {
          try {
            yield* sleep(1000);
          } finally {
            throw new Error('from clean-up'); // eslint-disable-line no-unsafe-finally -- what is tested
          }
        });
        yield* sleep(1);
        task.cancel();
        yield* sleep(1);
        expect(task.cancelled()).toBe(false);
        expect(task.exception()).toEqual(new Error('from clean-up'));
      });
    });

    it('reaches a task that was woken but has not gone on yet', () => {
      run(function* () {
        const future = getRunningLoop().createFuture<string>();
        const task = createTask(function* () {
          return yield* future;
        });
        yield* sleep(1);
        future.setResult('value');
        task.cancel();
        yield* sleep(1);
        expect(task.cancelled()).toBe(true);
      });
    });

    it('reaches a task that waits for another which has ended just now', () => {
      run(function* () {
        const inner = createTask(sleep(5));
        const outer = createTask(function* () {
          yield* inner;
          return 'not cancelled';
        });
        inner.addDoneCallback(() => outer.cancel());
        yield* sleep(6);
        expect([inner.cancelled(), outer.cancelled()]).toEqual([false, true]);
      });
    });

    it('is over when the task that was asked by way of it declines', () => {
      run(function* () {
        const inner = createTask(stubborn(10));
        const outer = createTask(function* () {
          return [yield* inner, yield* sleep(1, 'rested')];
        });
        yield* sleep(1);
        expect(outer.cancel('please')).toBe(true);
        expect(yield* outer).toEqual(['caught CancelledError: please', 'rested']);
      });
    });

    it('leaves the awaits alone that outlive a task which was cancelled as it ended', async () => {
      await runAsync(async () => {
        const future = getRunningLoop().createFuture<string>();
        let left: Promise<string> | undefined;
        const task = createTask(async () => {
          left = future.then((value) => `got ${value}`);
          future.setResult('value');
          currentTask()!.cancel();
        });
        await sleep(1);
        expect(task.cancelled()).toBe(true);
        expect(await left).toBe('got value');
      });
    });

    it('frees the loop of the timer of a sleep', () => {
      expect(
        outcomeOf(function* () {
          const task = createTask(sleep(1_000_000));
          yield* sleep(1);
          task.cancel();
          yield* sleep(1);
          return getRunningLoop().createFuture();
        }).time,
      ).toBe(2);
    });
  });

  describe('uncancel', () => {
    it('takes back one request at a time and says how many are left, never less than none', () => {
      run(function* () {
        const task = createTask(stubborn(1000));
        yield* sleep(1);
        task.cancel();
        task.cancel();
        expect(task.cancelling()).toBe(2);
        expect([task.uncancel(), task.uncancel(), task.uncancel()]).toEqual([1, 0, 0]);
        yield* task;
      });
    });

    it('revokes a request that was not delivered, when the last one is taken back', () => {
      const outcome = outcomeOf(function* () {
        const task = currentTask()!;
        task.cancel();
        task.uncancel();
        return yield* sleep(5, 'slept');
      });
      expect(outcome).toEqual({ result: 'slept', time: 5 });
    });
  });

  describe('of an async function', () => {
    it('is the current task across every await, of whatever kind', async () => {
      const names: string[] = [];
      const note = (): void => void names.push(currentTask()!.getName());
      await runAsync(async () => {
        note();
        await sleep(1);
        note();
        await sleep(0);
        note();
        await Promise.resolve();
        note();
        await new Promise(setImmediate);
        note();
        await (async () => {
          await sleep(1);
          note();
        })();
        await createTask(async () => sleep(1));
        note();
      });
      expect(names).toEqual(Array(7).fill('Task-1'));
    });

    it('is still itself when a plain promise that another task resolved wakes it', async () => {
      const seen: string[] = [];
      await runAsync(async () => {
        let resolve = (): void => {};
        const plain = new Promise<void>((r) => (resolve = r));
        const waiter = createTask(
          async () => {
            await plain;
            seen.push(currentTask()!.getName());
            await sleep(5);
            seen.push(currentTask()!.getName());
          },
          { name: 'waiter' },
        );
        createTask(
          async () => {
            await sleep(10);
            resolve();
          },
          { name: 'resolver' },
        );
        await waiter;
      });
      expect(seen).toEqual(['waiter', 'waiter']);
    });

    it('is cancelled in all its awaits at once', async () => {
      const seen: unknown[] = [];
      const outcome = await outcomeOfAsync(async () => {
        const task = createTask(async () => {
          seen.push(await Promise.allSettled([sleep(1000), sleep(2000), Promise.resolve('plain')]));
          await sleep(3);
        });
        await sleep(10);
        task.cancel('all');
        await task;
      });
      const rejected = { status: 'rejected', reason: new CancelledError('all') };
      expect(seen).toEqual([[rejected, rejected, { status: 'fulfilled', value: 'plain' }]]);
      expect(outcome).toEqual({ result: undefined, time: 13 });
    });

    it('keeps a cancellation, while it waits for a plain promise, for its next await of the library', async () => {
      const seen: string[] = [];
      await runAsync(async () => {
        let resolve = (): void => {};
        const plain = new Promise<void>((r) => (resolve = r));
        const task = createTask(async () => {
          await plain;
          seen.push('went on');
          await sleep(0);
          seen.push('never');
        });
        await sleep(10);
        task.cancel('kept');
        await sleep(10);
        seen.push(`done: ${task.done()}`);
        resolve();
        await sleep(1);
        seen.push(String(task.cancelled()));
        expect(() => task.result()).toThrow(new CancelledError('kept'));
      });
      expect(seen).toEqual(['done: false', 'went on', 'true']);
    });

    it('takes no turn of the loop to return through its callers', async () => {
      const seen: string[] = [];
      await runAsync(async () => {
        const inner = async (): Promise<string> => 'value';
        const middle = async (): Promise<string> => inner();
        createTask(async () => {
          await sleep(5);
          seen.push(await middle());
        });
        createTask(async () => {
          await sleep(5);
          seen.push('the next task of the same instant');
        });
        await sleep(10);
      });
      expect(seen).toEqual(['value', 'the next task of the same instant']);
    });
  });
});

describe('a task that has not begun', () => {
  it('is reported as ready to run', () => {
    const loop = new EventLoop();
    const told: string[] = [];
    loop.setExceptionHandler((_, { message }) => told.push(message.split('\n')[0]!));
    loop.createTask(sleep(1));
    loop.close();
    expect(told).toEqual(["Task 'Task-1' was destroyed but it is pending: task 'Task-1' is ready to run"]);
  });
});

describe('currentTask', () => {
  it('is the task of the running code, and undefined in a callback and outside', () => {
    const loop = new EventLoop();
    const seen: unknown[] = [];
    loop.callSoon(() => seen.push(currentTask()));
    loop.runUntilComplete(function* () {
      const inner = createTask(function* () {
        seen.push(currentTask() === inner);
      });
      seen.push(currentTask()!.getName());
      yield* inner;
      seen.push(currentTask()!.getName());
    });
    expect(seen).toEqual([undefined, 'Task-1', true, 'Task-1']);
    expect(currentTask()).toBeUndefined();
  });

  it('is undefined for another loop than the running one', () => {
    run(function* () {
      expect(currentTask(getRunningLoop())).toBe(currentTask());
      expect(currentTask(new EventLoop())).toBeUndefined();
    });
  });

  it('is undefined in code that outlives its task', async () => {
    const seen: unknown[] = [];
    await runAsync(async () => {
      await createTask(async () => {
        void sleep(5).then(() => seen.push(currentTask()));
      });
      await sleep(10);
    });
    expect(seen).toEqual([undefined]);
  });
});

describe('allTasks', () => {
  it('has the tasks that are not done, oldest first', () => {
    run(function* () {
      const names = (): string[] => [...allTasks()].map((task) => task.getName());
      const tasks = [3, 1, 2].map((delay) => createTask(sleep(delay), { name: `sleeps ${delay}` }));
      expect(names()).toEqual(['Task-1', 'sleeps 3', 'sleeps 1', 'sleeps 2']);
      yield* tasks[1]!;
      expect(names()).toEqual(['Task-1', 'sleeps 3', 'sleeps 2']);
      yield* tasks[0]!;
      expect(names()).toEqual(['Task-1']);
    });
  });

  it('takes a loop', () => {
    const loop = new EventLoop();
    const task = loop.createTask(sleep(1));
    expect(allTasks(loop).has(task)).toBe(true);
    loop.runUntilComplete(task);
    expect(allTasks(loop).size).toBe(0);
  });
});

describe('eager tasks', () => {
  const eager = (): EventLoop => {
    const loop = new EventLoop();
    loop.setTaskFactory(eagerTaskFactory);
    return loop;
  };

  it('take their first step in createTask, and are the current task there', () => {
    const seen: unknown[] = [];
    eager().runUntilComplete(function* () {
      const outer = currentTask();
      const task = createTask(
        function* () {
          seen.push(currentTask()!.getName());
          yield* sleep(1);
          seen.push('end');
        },
        { name: 'eager' },
      );
      seen.push('created', currentTask() === outer);
      yield* task;
    });
    expect(seen).toEqual(['eager', 'created', true, 'end']);
  });

  it('are done at once if they need not wait', () => {
    eager().runUntilComplete(function* () {
      const [value, failed] = [
        createTask(function* () {
          return 5;
        }),
        createTask(function* () {
          throw new Error('no');
        }),
      ];
      expect([value.done(), value.result(), failed.done(), String(failed.exception())]).toEqual([
        true,
        5,
        true,
        'Error: no',
      ]);
      expect([...allTasks()].map((task) => task.getName())).toEqual(['Task-1']);
    });
  });

  it('are ordinary ones while the loop does not run', () => {
    const loop = eager();
    const seen: string[] = [];
    const task = loop.createTask(function* () {
      seen.push('ran');
    });
    expect(seen).toEqual([]);
    loop.runUntilComplete(task);
    expect(seen).toEqual(['ran']);
  });

  it('can be asked for one by one', () => {
    run(function* () {
      const one = createTask(sleep(0), { eagerStart: true });
      const other = createTask(
        function* () {
          return 1;
        },
        { eagerStart: true, name: 'one' },
      );
      expect([one.done(), other.done(), other.getName()]).toEqual([false, true, 'one']);
      yield* one;
    });
  });

  it('work for async functions', async () => {
    const seen: string[] = [];
    await eager().runUntilCompleteAsync(async () => {
      const task = createTask(async () => {
        seen.push('at once');
        await sleep(1);
        seen.push(currentTask()!.getName());
      });
      seen.push('created');
      await task;
    });
    expect(seen).toEqual(['at once', 'created', 'Task-2']);
  });
});

describe('setTaskFactory', () => {
  it('has tasks made by a function of one’s own', () => {
    const loop = new EventLoop();
    const made: unknown[] = [];
    loop.setTaskFactory((of, coro, options) => {
      made.push(options.name, of === loop);
      return new Task(of, coro, { ...options, name: `made ${made.length}` });
    });
    loop.runUntilComplete(function* () {
      yield* createTask(sleep(1), { name: 'wish' });
    });
    expect(made).toEqual([undefined, true, 'wish', true]);
  });

  it('is undone by undefined, and can be asked for', () => {
    const loop = new EventLoop();
    expect(loop.getTaskFactory()).toBeUndefined();
    loop.setTaskFactory(eagerTaskFactory);
    expect(loop.getTaskFactory()).toBe(eagerTaskFactory);
    loop.setTaskFactory(undefined);
    expect(loop.getTaskFactory()).toBeUndefined();
  });

  it('refuses what is not a function', () => {
    expect(() => new EventLoop().setTaskFactory({} as never)).toThrow(
      new TypeError('setTaskFactory() needs a function to call, but was given a plain object.'),
    );
  });
});
