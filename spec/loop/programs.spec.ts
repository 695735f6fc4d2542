import {
  ALL_COMPLETED,
  DeadlockError,
  ensureFuture,
  EventLoop,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  gather,
  iscoroutine,
  iscoroutinefunction,
  setEventLoop,
  sleep,
  createTask,
  timer,
  wait,
  type Future,
} from 'tickless';

/** The programs with which every text on asyncio begins, in both kinds of coroutine. */
describe("the beginner's programs", () => {
  let loop: EventLoop;
  let printed: unknown[];

  beforeEach(() => {
    loop = new EventLoop();
    setEventLoop(loop);
    printed = [];
  });

  afterEach(() => setEventLoop(undefined));

  function* doSomeWork(x: number) {
    printed.push(`Waiting ${x}`);
    yield* sleep(x);
    return `Done after ${x}`;
  }

  async function doSomeWorkAsync(x: number) {
    printed.push(`Waiting ${x}`);
    await sleep(x);
    return `Done after ${x}`;
  }

  function* failAfter(x: number) {
    yield* sleep(x);
    throw new Error(`failed after ${x}`);
  }

  it('calling a coroutine function gives a coroutine object and runs nothing', () => {
    expect(iscoroutinefunction(doSomeWork)).toBe(true);
    expect(iscoroutinefunction(doSomeWorkAsync)).toBe(true);
    const coroutine = doSomeWork(3000);
    expect(iscoroutine(coroutine)).toBe(true);
    expect(printed).toEqual([]);
  });

  it('runUntilComplete blocks until the coroutine is done', () => {
    expect(loop.runUntilComplete(doSomeWork(3000))).toBe('Done after 3000');
    expect([printed, loop.time()]).toEqual([['Waiting 3000'], 3000]);
  });

  it('ensureFuture makes a task of it, with the same effect', () => {
    expect(loop.runUntilComplete(ensureFuture(doSomeWork(3000)))).toBe('Done after 3000');
    expect([printed, loop.time()]).toEqual([['Waiting 3000'], 3000]);
  });

  it('a done callback is called with the future when it finishes', () => {
    const future = ensureFuture(doSomeWork(3000));
    future.addDoneCallback((done) => printed.push(done === future, done.result(), loop.time()));
    loop.runUntilComplete(future);
    expect(printed).toEqual(['Waiting 3000', true, 'Done after 3000', 3000]);
  });

  it('gather takes as long as the longest, and keeps the order of its arguments', () => {
    expect(loop.runUntilComplete(gather(doSomeWork(3000), doSomeWork(1000)))).toEqual([
      'Done after 3000',
      'Done after 1000',
    ]);
    expect(loop.time()).toBe(3000);
  });

  it('gather takes a list, spread', () => {
    const list = [1000, 3000, 2000].map(doSomeWork);
    expect(loop.runUntilComplete(gather(...list))).toEqual(['Done after 1000', 'Done after 3000', 'Done after 2000']);
    expect(loop.time()).toBe(3000);
  });

  it('gather throws the first error at once, and the others run on', () => {
    expect(() => loop.runUntilComplete(gather(doSomeWork(3000), failAfter(1000)))).toThrow('failed after 1000');
    expect(loop.time()).toBe(1000);
  });

  it('gather with returnExceptions waits for all, and errors are results', () => {
    const results = loop.runUntilComplete(gather(doSomeWork(3000), failAfter(1000), { returnExceptions: true }));
    expect(results).toEqual(['Done after 3000', new Error('failed after 1000')]);
    expect(loop.time()).toBe(3000);
  });

  it.each([
    [ALL_COMPLETED, 3000, 3],
    [FIRST_COMPLETED, 1000, 1],
    [FIRST_EXCEPTION, 2000, 2],
  ] as const)(
    'wait with %s sorts its tasks into done and pending after %p ms, and throws nothing',
    (returnWhen, time, done) => {
      const result = loop.runUntilComplete(function* () {
        const tasks: Future[] = [
          createTask(doSomeWork(1000)),
          createTask(failAfter(2000)),
          createTask(doSomeWork(3000)),
        ];
        const sets = yield* wait(tasks, { returnWhen });
        return { done: [...sets.done].map((task) => tasks.indexOf(task)), pending: sets.pending.size };
      });
      expect(result).toEqual({ done: [0, 1, 2].slice(0, done), pending: 3 - done });
      expect(loop.time()).toBe(time);
    },
  );

  it('runForever returns when a coroutine calls stop()', () => {
    ensureFuture(function* () {
      yield* gather(doSomeWork(1000), doSomeWork(3000));
      loop.stop();
    });
    loop.runForever();
    expect(loop.time()).toBe(3000);
  });

  it('runForever without anyone to call stop() says so instead of hanging', () => {
    ensureFuture(gather(doSomeWork(1000), doSomeWork(3000)));
    expect(() => loop.runForever()).toThrow(DeadlockError);
    expect(() => loop.runForever()).toThrow('only a call of stop() could end this run');
    expect(loop.time()).toBe(3000);
  });

  it('a loop can be run twice, then closed, and not used again', () => {
    loop.runUntilComplete(doSomeWork(1000));
    loop.runUntilComplete(doSomeWork(3000));
    expect(loop.time()).toBe(4000);
    loop.close();
    loop.close();
    expect(() => loop.runUntilComplete(doSomeWork(1000))).toThrow('is closed and cannot be used again');
  });

  it('a loop cannot be closed while it runs', () => {
    loop.callSoon(() => {
      expect(() => loop.close()).toThrow('A running event loop cannot be closed.');
      loop.stop();
    });
    loop.runForever();
    expect.assertions(1);
  });

  it('a timer calls back once, at its time', () => {
    loop.runUntilComplete(timer(3000, () => printed.push(loop.time())));
    expect(printed).toEqual([3000]);
  });

  it('a timer can be built from ensureFuture(sleep(x)) and addDoneCallback', () => {
    const future = ensureFuture(sleep(3000));
    future.addDoneCallback(() => printed.push(loop.time()));
    loop.runUntilComplete(future);
    expect(printed).toEqual([3000]);
  });

  describe('as async functions, with the Async twins', () => {
    it('runUntilCompleteAsync resolves when the function is done', async () => {
      expect(await loop.runUntilCompleteAsync(() => doSomeWorkAsync(3000))).toBe('Done after 3000');
      expect([printed, loop.time()]).toEqual([['Waiting 3000'], 3000]);
    });

    it('ensureFuture takes the function, and done callbacks are called', async () => {
      const future = ensureFuture(() => doSomeWorkAsync(3000));
      future.addDoneCallback((done) => printed.push(done === future, done.result(), loop.time()));
      await loop.runUntilCompleteAsync(future);
      expect(printed).toEqual(['Waiting 3000', true, 'Done after 3000', 3000]);
    });

    it('gather takes as long as the longest', async () => {
      const all = gather(...[1000, 3000, 2000].map((x) => () => doSomeWorkAsync(x)));
      expect(await loop.runUntilCompleteAsync(all)).toEqual(['Done after 1000', 'Done after 3000', 'Done after 2000']);
      expect(loop.time()).toBe(3000);
    });

    it('runForeverAsync returns when somebody calls stop()', async () => {
      ensureFuture(async () => {
        await gather(
          () => doSomeWorkAsync(1000),
          () => doSomeWorkAsync(3000),
        );
        loop.stop();
      });
      await loop.runForeverAsync();
      expect(loop.time()).toBe(3000);
    });

    it('runForeverAsync without anyone to call stop() says so instead of hanging', async () => {
      await expect(loop.runForeverAsync()).rejects.toThrow(DeadlockError);
    });

    it('a timer calls back at its time', async () => {
      await loop.runUntilCompleteAsync(timer(3000, () => printed.push(loop.time())));
      expect(printed).toEqual([3000]);
    });
  });
});
