import {
  coroutine,
  Coroutine,
  createTask,
  Event,
  EventLoop,
  gather,
  iscoroutine,
  iscoroutinefunction,
  isfuture,
  Lock,
  Queue,
  run,
  runAsync,
  sleep,
  wait,
  waitFor,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';

function* plain(): GeneratorCoroutine<string> {
  yield* sleep(10);
  return 'plain';
}

const wrapped = coroutine(function* double(n: number): GeneratorCoroutine<number> {
  yield* sleep(10);
  return 2 * n;
});

const wrappedAsync = coroutine(async function doubleAsync(n: number) {
  await sleep(10);
  return 2 * n;
});

describe('a coroutine object', () => {
  it('runs nothing until it is awaited, whoever made it', () => {
    const seen: string[] = [];
    const note = coroutine(function* () {
      seen.push('generator');
    });
    const noteAsync = coroutine(async () => {
      seen.push('async function');
    });
    const queue = new Queue();
    note();
    noteAsync();
    queue.put('item');
    expect([seen, queue.qsize()]).toEqual([[], 0]);
  });

  it('is awaited inside the same task: no turn of the loop, no other task', async () => {
    const outcome = await inBothKinds(
      function* () {
        const loop = new EventLoop();
        return [yield* wrapped(4), yield* plain(), loop.isRunning()];
      },
      async () => [await wrapped(4), await createTask(plain), false],
    );
    expect(outcome).toEqual({ result: [8, 'plain', false], time: 20 });
  });

  it('runs up to its first wait without a turn of the loop', () => {
    const seen: string[] = [];
    run(function* () {
      createTask(function* () {
        seen.push('another task');
      });
      yield* (function* () {
        seen.push('inline');
        yield* sleep(0);
      })();
    });
    expect(seen).toEqual(['inline', 'another task']);
  });

  it('passes its error to whoever awaits it', async () => {
    const failing = coroutine(function* (): GeneratorCoroutine {
      yield* sleep(1);
      throw new Error('inner');
    });
    const outcome = await inBothKinds(
      function* () {
        try {
          return yield* failing();
        } catch (error) {
          return (error as Error).message;
        }
      },
      async () => {
        try {
          return await failing();
        } catch (error) {
          return (error as Error).message;
        }
      },
    );
    expect(outcome).toEqual({ result: 'inner', time: 1 });
  });

  it('can be cancelled before it has begun', () => {
    run(function* () {
      const tasks = [new Queue().get(), new Event().wait(), sleep(5), wrapped(1)].map((made) =>
        createTask<unknown>(made),
      );
      for (const task of tasks) task.cancel();
      yield* sleep(1);
      expect(tasks.map((task) => task.cancelled())).toEqual([true, true, true, true]);
    });
  });

  it('closed before its end, runs the "finally" blocks inside', () => {
    run(function* () {
      const lock = new Lock();
      const holding = lock.with(() => sleep(10));
      holding.next();
      expect(lock.locked()).toBe(true);
      holding.return(undefined);
      expect(lock.locked()).toBe(false);
    });
  });

  describe('used twice', () => {
    it.each<[string, () => Coroutine<unknown>, string]>([
      ['made by coroutine()', () => wrapped(1), 'The coroutine double()'],
      ['made by coroutine() of an async function', () => wrappedAsync(1), 'The coroutine doubleAsync()'],
      ['of sleep', () => sleep(10), 'The coroutine sleep(10)'],
      ['of wait', () => wait([]), 'The coroutine waiting()'],
      ['of a queue', () => new Queue().get(), 'This coroutine'],
    ])('is an error that says so: one %s', async (what, make, name) => {
      const message = `RuntimeError: ${name} was awaited already, and a coroutine object runs once. Call the function again for a new one.`;
      const once = make();
      const outcome = await outcomeOfAsync(function* () {
        createTask(once).cancel();
        yield* once;
      });
      expect(outcome.error).toBe(message);
      expect((await outcomeOfAsync(async () => once)).error).toBe(message);
    });

    it('is an error for a plain generator, too, as far as JavaScript shows it: when two tasks are to run it', () => {
      const outcome = outcomeOf(function* () {
        const generator = plain();
        createTask(generator);
        createTask(generator);
      });
      expect(outcome.error).toBe(
        'RuntimeError: This generator is run by a task already, and a coroutine object runs once. Call the generator function again for a new one.',
      );
    });
  });
});

describe('coroutine()', () => {
  it('makes a function with the same name and parameters, whose calls are coroutine objects', () => {
    expect(wrapped.name).toBe('double');
    // Like the name of any function, one that may be defined anew.
    expect(Object.getOwnPropertyDescriptor(wrapped, 'name')).toEqual({
      ...Object.getOwnPropertyDescriptor(plain, 'name'),
      value: 'double',
    });
    expect(wrapped(1)).toBeInstanceOf(Coroutine);
    expect(outcomeOf(wrapped(21))).toEqual({ result: 42, time: 10 });
  });

  it('makes an async function as lazy as Python has them', async () => {
    expect(await outcomeOfAsync(wrappedAsync(21))).toEqual({ result: 42, time: 10 });
    expect(await outcomeOfAsync(async () => (await wrappedAsync(1)) + (await wrappedAsync(2)))).toEqual({
      result: 6,
      time: 20,
    });
  });

  it('makes objects that an async function can await, unlike plain generators', async () => {
    expect(await runAsync(async () => wrapped(2))).toBe(4);
  });

  it('refuses what is not a function', () => {
    expect(() => coroutine(5 as never)).toThrow(
      new TypeError('coroutine() needs a function to call, but was given the number 5.'),
    );
  });

  it('refuses a function that turns out to return nothing awaitable', () => {
    expect(outcomeOf(coroutine((() => 5) as never)()).error).toBe(
      'TypeError: anonymous must return something awaitable (make it a generator function or an async function), but returned the number 5.',
    );
  });
});

describe('a function given where something awaitable is asked for', () => {
  it.each<[string, () => GeneratorCoroutine<number> | Coroutine<number> | Promise<number>]>([
    [
      'a generator function',
      function* () {
        return yield* sleep(10, 5);
      },
    ],
    ['an async function', async () => sleep(10, 5)],
    ['a function that returns a coroutine', () => sleep(10, 5)],
    ['a function that returns a task', () => createTask(sleep(10, 5)) as never],
    ['a function that returns a promise', () => Promise.resolve(sleep(10, 5))],
  ])('is called by a task of its own: %s', async (what, work) => {
    expect(await outcomeOfAsync(work)).toEqual({ result: 5, time: 10 });
    expect(await outcomeOfAsync(async () => gather(work, work))).toEqual({ result: [5, 5], time: 10 });
    expect(await outcomeOfAsync(async () => waitFor(work, 20))).toEqual({ result: 5, time: 10 });
  });

  it('must return something awaitable', () => {
    function five(): never {
      return 5 as never;
    }
    expect(outcomeOf(five).error).toBe(
      'TypeError: the function five must return something awaitable (make it a generator function or an async function), but returned the number 5.',
    );
  });
});

describe('what a coroutine yields', () => {
  it('may be nothing: one turn of the loop for the others', () => {
    const seen: string[] = [];
    function* worker(name: string): GeneratorCoroutine {
      for (let i = 0; i < 2; i++) {
        seen.push(name);
        yield;
      }
      return undefined;
    }
    expect(outcomeOf(() => gather(worker('a'), worker('b')))).toEqual({ result: [undefined, undefined], time: 0 });
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });

  it.each<[string, () => unknown, string]>([
    ['a number', () => 5, 'the number 5, which is not awaitable. Use "yield*" with a future, a task or a coroutine.'],
    ['a native promise', () => Promise.resolve(), 'a Promise, which is not awaitable.'],
    ['null', () => null, 'null, which is not awaitable.'],
    ['a generator', plain, 'a Generator without the star. Write "yield* work()" to await a coroutine.'],
    ['a coroutine object', () => wrapped(1), 'without the star. Write "yield* work()" to await a coroutine.'],
  ])('must not be %s: the error is thrown there, naming the value', (what, make, message) => {
    const { error } = outcomeOf(function* (): GeneratorCoroutine {
      yield make() as never;
      return undefined;
    });
    expect(error).toContain("RuntimeError: Task 'Task-1' yielded ");
    expect(error).toContain(message);
  });

  it('can be corrected by the coroutine: the error is an ordinary one', () => {
    const outcome = outcomeOf(function* (): GeneratorCoroutine<string> {
      try {
        yield 5 as never;
      } catch {
        return yield* sleep(1, 'went on');
      }
      return 'was not told';
    });
    expect(outcome).toEqual({ result: 'went on', time: 1 });
  });
});

describe('iscoroutine', () => {
  it.each<[string, unknown, boolean]>([
    ['a generator', plain(), true],
    ['what a function made by coroutine() returns', wrapped(1), true],
    ['what the library returns', sleep(1), true],
    ['a generator function', plain, false],
    ['a future', new EventLoop().createFuture(), false],
    ['a promise', Promise.resolve(), false],
    ['a function that poses as a generator', Object.assign(() => {}, { [Symbol.toStringTag]: 'Generator' }), false],
    ['null', null, false],
    ['nothing', undefined, false],
  ])('of %s', (what, value, expected) => {
    expect(iscoroutine(value)).toBe(expected);
  });
});

describe('iscoroutinefunction', () => {
  it.each<[string, unknown, boolean]>([
    ['a generator function', plain, true],
    ['an async function', async () => {}, true],
    ['a function made by coroutine()', wrapped, true],
    ['an ordinary function', () => plain(), false],
    ['a generator', plain(), false],
    ['an object that poses as an async function', { [Symbol.toStringTag]: 'AsyncFunction' }, false],
    ['nothing', undefined, false],
  ])('of %s', (what, value, expected) => {
    expect(iscoroutinefunction(value)).toBe(expected);
  });
});

describe('isfuture', () => {
  it('is true of futures and tasks, and of nothing else', () => {
    const loop = new EventLoop();
    expect([isfuture(loop.createFuture()), isfuture(loop.createTask(sleep(1)))]).toEqual([true, true]);
    for (const other of [sleep(1), Promise.resolve(), { done() {} }, undefined]) expect(isfuture(other)).toBe(false);
  });
});

describe('await of an awaitable of the library', () => {
  it('follows the rules of then: values, errors, chains', async () => {
    const outcome = await outcomeOfAsync(async () => {
      const loop = new EventLoop();
      const failed = loop.createFuture<never>();
      failed.setException(new Error('no'));
      return [
        await sleep(1, 1).then((n) => n + 1),
        await createTask(sleep(1, 'task')).then((name) => name.toUpperCase()),
        await sleep(1, 'kept').then(),
        await sleep(1).then(
          () => 'fulfilled',
          () => 'rejected',
        ),
        await Promise.resolve(sleep(1, 'adopted')),
        await Promise.all([sleep(5, 'a'), sleep(5, 'b')]),
        await Promise.race([sleep(5, 'slow'), sleep(2, 'quick')]),
      ];
    });
    expect(outcome.result).toEqual([2, 'TASK', 'kept', 'fulfilled', 'adopted', ['a', 'b'], 'quick']);
    expect(outcome.time).toBe(12);
  });

  it('rejects for what throws', async () => {
    const outcome = await outcomeOfAsync(async () => {
      const task = createTask(async () => {
        throw new Error('no');
      });
      return task.then(
        () => 'fulfilled',
        (error: unknown) => String(error),
      );
    });
    expect(outcome.result).toBe('Error: no');
  });

  it('says what to do where there is no loop', async () => {
    await expect(Promise.resolve(sleep(1))).rejects.toThrow(
      'Nothing can be awaited here: no event loop is running or set. Await inside runAsync() or loop.runUntilCompleteAsync().',
    );
  });
});
