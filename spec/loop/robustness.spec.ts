import { inspect } from 'node:util';
import {
  allTasks,
  asCompleted,
  CancelledError,
  createTask,
  DeadlockError,
  Event,
  EventLoop,
  gather,
  getEventLoop,
  getRunningLoop,
  install,
  Lock,
  PriorityQueue,
  Queue,
  run,
  runAsync,
  RuntimeError,
  setEventLoop,
  shield,
  sleep,
  waitFor,
  wrapFuture,
  wait,
  type Future,
  type GeneratorCoroutine,
  type Task,
} from '../../lib/index';
import { runCode } from '../support/built-library';

describe('a run that has failed', () => {
  it('runs nothing any more, and leaves later runs their own rejections', () => {
    const { stdout } = runCode(`
      import { EventLoop, sleep } from 'tickless';
      const boom = async () => { Promise.reject(new Error('boom')); await sleep(1000); };
      for (const n of [1, 2]) {
        const loop = new EventLoop();
        let ran = 0;
        for (let i = 0; i < 5; i++) loop.callLater(10 + i, () => ran++);
        await loop.runUntilCompleteAsync(boom).catch((error) => console.log(n, error.message));
        await new Promise((resolve) => setTimeout(resolve, 20));
        console.log(ran, loop.time());
      }`);
    expect(stdout).toBe('1 boom\n0 0\n2 boom\n0 0\n');
  });
});

describe('hostile values', () => {
  it.each([
    ['a thenable whose then throws', () => ({ then: () => { throw new Error('hostile'); } })], // prettier-ignore
    ['a proxy that throws', () => new Proxy({}, { get: () => { throw new Error('hostile'); } })], // prettier-ignore
  ])('%s is the task’s affair: its lock is released, and the loop goes on', async (_, make) => {
    const lock = new Lock();
    const caught = await runAsync(async () => {
      try {
        await lock.with(make);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect([caught, lock.locked()]).toEqual(['hostile', false]);
  });

  it('a yield of a future without the star is an error, as in asyncio', () => {
    function* main(): Generator<never, void> {
      yield new EventLoop().createFuture() as never;
    }
    expect(() => run(main as never)).toThrow('without the star. Write "yield* future"');
  });

  it('an exception that cannot be printed does not stop the loop', () => {
    const print = jest.spyOn(console, 'error').mockImplementation(() => {
      throw new Error('a console that throws');
    });
    const loop = new EventLoop();
    loop.callSoon(() => {
      throw new Error('in a callback');
    });
    expect(loop.runUntilComplete(sleep(1, 'fine'))).toBe('fine');
    print.mockRestore();
  });

  it('a task factory that returns rubbish is named', () => {
    const loop = new EventLoop();
    loop.setTaskFactory((() => 5) as never);
    expect(() => loop.createTask(sleep(1))).toThrow(
      new TypeError('The task factory must return a task, but returned the number 5.'),
    );
  });

  it('a comparison that throws leaves a PriorityQueue as it was', () => {
    const queue = new PriorityQueue<unknown[]>();
    const items = [[1, {}], [2, 'x'], [3, 'y']]; // prettier-ignore
    for (const item of items) queue.putNowait(item);
    expect(() => queue.putNowait([1, {}])).toThrow(TypeError);
    expect([queue.getNowait(), queue.getNowait(), queue.getNowait(), queue.qsize()]).toEqual([...items, 0]);
  });

  it('bad input to asCompleted leaves no task behind', () => {
    const loop = new EventLoop();
    setEventLoop(loop);
    expect(() => asCompleted([sleep(5), 5 as never])).toThrow(TypeError);
    expect(() => asCompleted([sleep(5)], { timeout: NaN })).toThrow(RangeError);
    expect(allTasks(loop).size).toBe(0);
    setEventLoop(undefined);
  });
});

describe('a thenable that breaks the rules', () => {
  it('is heard once, however often it calls back', async () => {
    const eager = {
      then: (resolve: (n: number) => void, reject: (error: Error) => void) => {
        resolve(1);
        resolve(2);
        reject(new Error('3'));
      },
    };
    const lock = new Lock();
    const seen = await runAsync(function* () {
      return [yield* lock.with(() => eager as never), yield* wrapFuture(eager as never), yield* sleep(1, 'alive')];
    });
    expect(seen).toEqual([1, 1, 'alive']);
  });

  it('that calls back on the spot piles nothing up on the stack', async () => {
    const instant = { then: (resolve: () => void) => resolve() };
    const lock = new Lock();
    const rounds = await runAsync(function* () {
      let n = 0;
      for (; n < 20_000; n++) yield* lock.with(() => instant as never);
      return n;
    });
    expect(rounds).toBe(20_000);
  });
});

describe('what a run leaves behind', () => {
  it('goes on only while the loop runs, also when it waits for a native promise', async () => {
    const loop = new EventLoop();
    const seen: string[] = [];
    let resolve!: (value: string) => void;
    const promise = new Promise<string>((settle) => (resolve = settle));
    const lock = new Lock();
    const task = loop.createTask(function* () {
      seen.push(yield* lock.with(() => promise));
    });
    await loop.runUntilCompleteAsync(sleep(1));
    resolve('settled');
    await new Promise(setImmediate);
    expect([seen, task.done()]).toEqual([[], false]);
    loop.runUntilComplete(task);
    expect(seen).toEqual(['settled']);
  });

  it('can be cancelled between two runs', async () => {
    const loop = new EventLoop();
    let resolve!: () => void;
    const promise = new Promise<void>((settle) => (resolve = settle));
    const task = loop.createTask(async () => promise);
    await loop.runUntilCompleteAsync(sleep(1));
    resolve();
    await new Promise(setImmediate);
    task.cancel();
    expect(() => loop.runUntilComplete(task)).toThrow(CancelledError);
  });
});

describe('a name', () => {
  it('may be anything, and stays in its line', () => {
    const loop = new EventLoop({ trace: true });
    const tasks = [Symbol('s') as never, 'two\nlines \u0085', ''].map((name) => loop.createTask(sleep(1), { name }));
    expect(tasks.map((task) => task.getName())).toEqual(['Symbol(s)', 'two\nlines \u0085', '']);
    const future = loop.createFuture();
    const message = messageOf(() => loop.runUntilComplete(function* () {
      loop.createTask(function* () { yield* future; }, { name: 'a\nb' });
      yield* new Lock({ name: '\t' }).with(() => future);
    })); // prettier-ignore
    expect(message).toContain("task 'a\\u000ab' waits for");
  });
});

describe('printing', () => {
  it('shows one line of what knows a loop, in JSON, in Jest and on the console', () => {
    const loop = new EventLoop();
    const task = loop.createTask(sleep(5), { name: 'nap' });
    const tick = (): void => undefined;
    const done = loop.createFuture<number>();
    done.setResult(1);
    const things = [
      [loop, 'EventLoop at 0 ms (not running)'],
      [task, "Task 'nap' (pending)"],
      [done, 'Future (done)'],
      [sleep(5), 'The coroutine sleep(5)'],
      [loop.callSoon(tick), 'Handle of tick'],
      [loop.callLater(5, tick), 'Timer of tick, due at 5 ms'],
    ] as const;
    for (const [thing, line] of things) {
      expect(JSON.stringify(thing)).toBe(JSON.stringify(line));
      expect(inspect(thing)).toBe(line);
      expect(() => expect([thing]).toBe(0)).toThrow(line);
    }
    loop.setExceptionHandler(() => undefined);
    loop.close();
    expect(JSON.stringify(loop)).toBe('"EventLoop at 0 ms (closed)"');
  });
});

describe('a generator', () => {
  it('may be frozen, and still runs once', () => {
    function* five() {
      yield* sleep(1);
      return 5;
    }
    const frozen = Object.freeze(five());
    const loop = new EventLoop();
    expect(loop.runUntilComplete(frozen)).toBe(5);
    expect(() => loop.createTask(frozen)).toThrow('a coroutine object runs once');
  });

  it('that is driven by hand is left where it is by a report', () => {
    const loop = new EventLoop();
    const [first, second] = [loop.createFuture<string>(), loop.createFuture()];
    function* inner() {
      return yield* first;
    }
    function* byHand(): GeneratorCoroutine<string> {
      const work = inner();
      let result = work.next();
      while (!result.done) {
        yield result.value; // the future itself was handed over by yield* inside
        result = work.next(); // what is sent in is dropped
      }
      return result.value;
    }
    const task = loop.createTask(byHand());
    expect(() => loop.runUntilComplete(second)).toThrow(DeadlockError);
    first.setResult('as if nobody had asked');
    expect(loop.runUntilComplete(task)).toBe('as if nobody had asked');
  });
});

describe('debug mode', () => {
  it('is a matter of each loop: coroutines of another note no places', () => {
    setEventLoop(new EventLoop({ debug: true }));
    expect(sleep(1).getCreationStack()).not.toEqual([]);
    setEventLoop(new EventLoop());
    expect(sleep(1).getCreationStack()).toEqual([]);
    setEventLoop(undefined);
  });
});

describe('a loop that was closed', () => {
  it('does not bar the primitives that another loop shares with it', () => {
    const [lock, event, queue] = [new Lock(), new Event(), new Queue<number>()];
    const dead = new EventLoop();
    dead.setExceptionHandler(() => undefined);
    dead.runUntilComplete(function* () {
      yield* lock.acquire();
      createTask(lock.acquire());
      createTask(event.wait());
      createTask(queue.get());
      yield* sleep(1);
    });
    dead.close();
    const seen = run(function* () {
      const waiter = createTask(event.wait());
      yield* sleep(1);
      lock.release();
      event.set();
      yield* queue.put(5);
      return [yield* lock.acquire(), yield* waiter, yield* queue.get()];
    });
    expect(seen).toEqual([true, true, 5]);
  });

  it('hears nothing of promises that settle later', async () => {
    const loop = new EventLoop();
    const promise = Promise.resolve(5);
    const future = wrapFuture(promise, { loop });
    future.addDoneCallback(() => undefined);
    loop.close();
    await promise;
    expect(future.done()).toBe(false);
  });

  it('may be closed again by its own exception handler', () => {
    const loop = new EventLoop();
    let told = 0;
    loop.setExceptionHandler(() => {
      told++;
      loop.close();
    });
    loop.createTask(sleep(1));
    loop.close();
    expect(told).toBe(1);
  });
});

describe('the loop that was set', () => {
  it('is set again after a run, synchronous or not', async () => {
    const mine = new EventLoop();
    setEventLoop(mine);
    run(sleep(1));
    await runAsync(sleep(1));
    expect(getEventLoop()).toBe(mine);
    setEventLoop(undefined);
  });
});

describe('a loop made while fake timers are installed', () => {
  it('joins their clock, and cannot have an engine’s settings of its own', () => {
    const clock = install();
    try {
      expect(() => new EventLoop({ trace: true, maxFirings: 5 })).toThrow(
        new RuntimeError(
          'A loop that is made while fake timers are installed joins their clock, and cannot have trace, maxFirings of its own. Make it before install(), or leave that out.',
        ),
      );
      expect(new EventLoop().time()).toBe(0);
    } finally {
      clock.uninstall();
    }
  });
});

describe('reports of big programs', () => {
  it('look at each task of a long chain once', () => {
    const loop = new EventLoop();
    let last = loop.createTask(function* () {
      yield* loop.createFuture();
    });
    for (let i = 0; i < 5_000; i++) {
      const next = last;
      last = loop.createTask(function* () {
        yield* next;
      });
    }
    expect(() => loop.runUntilComplete(last)).toThrow(DeadlockError);
  });

  it('cut a long story short', () => {
    const loop = new EventLoop();
    setEventLoop(loop);
    let future = shield(loop.createFuture());
    for (let i = 0; i < 100; i++) future = shield(future);
    const message = messageOf(() => loop.runUntilComplete(function* () {
      yield* future;
    })); // prettier-ignore
    expect(message.length).toBeLessThan(3_000);
    setEventLoop(undefined);
  });

  it('can cancel and count more leftovers than a call can have arguments', () => {
    const told: string[] = [];
    run(function* () {
      const loop = getEventLoop();
      loop.setExceptionHandler((_, { message }) => told.push(message));
      for (let i = 0; i < 130_000; i++) createTask(sleep(1e6));
    });
    expect(told.at(-1)).toBe('… and 129980 more like this');
  });
});

function messageOf(start: () => unknown): string {
  try {
    start();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('a coroutine that is closed before its end', () => {
  it('leaves no timer, no place in a line and no other trace', () => {
    const loop = new EventLoop();
    loop.runUntilComplete(function* () {
      const queue = new Queue<number>();
      const future = loop.createFuture<number>();
      for (const make of [
        () => sleep(5),
        () => queue.get(),
        () => future[Symbol.iterator](),
        () => new Event().wait(),
      ]) {
        const [begun, fresh] = [make(), make()];
        begun.next();
        expect(begun.return(7 as never)).toEqual({ done: true, value: 7 });
        expect(fresh.return(8 as never)).toEqual({ done: true, value: 8 });
      }
      queue.putNowait(1);
      expect([queue.getters.length, yield* queue.get()]).toEqual([0, 1]);
    });
    expect(loop.engine.timers.size).toBe(0);
  });
});

describe('what cannot be cancelled at the end of a run', () => {
  function* stubborn(): GeneratorCoroutine<never> {
    for (;;) {
      try {
        yield* getEventLoop().createFuture();
      } catch {
        // waits again
      }
    }
  }

  it('is named, and the message says that the program itself had ended', async () => {
    const message =
      /^The program has ended, but what it left running cannot be cancelled\. Nothing is ready[^]*task 'Task-2' waits for/;
    const quiet = (): void => getRunningLoop().setExceptionHandler(() => undefined);
    function* main(): GeneratorCoroutine<void> {
      quiet();
      createTask(stubborn());
      yield* sleep(1);
    }
    expect(() => run(main)).toThrow(message);
    await expect(runAsync(main)).rejects.toThrow(message);
  });

  it('is named, too, where somebody waits for its end', () => {
    expect(() => run(function* () {
      getRunningLoop().setExceptionHandler(() => undefined);
      const task = createTask(stubborn(), { name: 'mule' });
      yield* sleep(1);
      yield* waitFor(task, 0);
    })).toThrow("waits for the end of task 'mule', which is cancelled"); // prettier-ignore
  });
});

describe('a chain of 20,000', () => {
  it('tasks can be cancelled', () => {
    const outcome = run(function* () {
      const first = createTask(sleep(1000));
      let last: Task = first;
      for (let i = 0; i < 20_000; i++) {
        const next = last;
        last = createTask(function* () {
          return yield* next;
        });
      }
      yield* sleep(1);
      last.cancel('all of you');
      const { done } = yield* wait([last]);
      return [done.size, last.cancelled(), first.cancelled(), first.cancelling()];
    });
    expect(outcome).toEqual([1, true, true, 1]);
  });

  it.each<[string, (future: Future) => Future]>([
    ['gathers', (future) => gather(future)],
    ['tasks and gathers', (future) => createTask(function* () { yield* gather(future); })],
    ['async functions', (future) => createTask(async () => { await future; })],
  ])('%s can be cancelled', async (_name, around) => {
    const outcome = await runAsync(async () => {
      const first = createTask(sleep(1000));
      let last: Future = first;
      for (let i = 0; i < 20_000; i++) last = around(last);
      await sleep(1);
      last.cancel('all of you');
      const error: unknown = await last.then(undefined, (reason: unknown) => reason);
      return [String(error), first.cancelled(), first.cancelling()];
    });
    expect(outcome).toEqual(['CancelledError: all of you', true, 1]);
  }); // prettier-ignore

  it.each<[string, (future: Future) => Future]>([
    ['gathers', (future) => gather(future)],
    ['shields', (future) => shield(future)],
  ])('%s is reported', (_, around) => {
    const loop = new EventLoop();
    let future: Future = loop.createFuture();
    for (let i = 0; i < 20_000; i++) future = around(future);
    expect(() => loop.runUntilComplete(function* () {
      yield* future;
    })).toThrow(DeadlockError); // prettier-ignore
  });
});

describe('an await', () => {
  it('of a result that cannot be looked at is rejected, as the host would', async () => {
    const caught = await runAsync(async () => {
      const hostile = { get then(): never { throw new Error('hostile'); } }; // prettier-ignore
      const task = createTask(function* () {
        yield* sleep(1);
        return hostile;
      });
      return Promise.resolve(task).catch((error: unknown) => String(error));
    });
    expect(caught).toBe('Error: hostile');
  });

  it('of the task itself is an error that names the task', async () => {
    const message = await runAsync(async () => {
      const task: Task<string> = createTask(
        async () => {
          await sleep(1);
          return Promise.resolve(task).catch((error: unknown) => String(error));
        },
        { name: 'ouroboros' },
      );
      return task;
    });
    expect(message).toContain("Task 'ouroboros' cannot await itself");
  });
});
