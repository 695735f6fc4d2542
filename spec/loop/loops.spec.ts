import {
  allTasks,
  createTask,
  currentTask,
  ensureFuture,
  EventLoop,
  gather,
  getEventLoop,
  getRunningLoop,
  newEventLoop,
  run,
  runAsync,
  RuntimeError,
  setEventLoop,
  sleep,
  timer,
  wrapFuture,
  type Future,
} from 'tickless';

afterEach(() => setEventLoop(undefined));

describe('newEventLoop', () => {
  it('makes a loop with the given settings', () => {
    expect(newEventLoop()).toBeInstanceOf(EventLoop);
    expect(newEventLoop({ debug: true }).getDebug()).toBe(true);
  });
});

describe('getEventLoop', () => {
  it('is the one that was set', () => {
    const loop = newEventLoop();
    setEventLoop(loop);
    expect(getEventLoop()).toBe(loop);
  });

  it('makes one, once, if none was', () => {
    const loop = getEventLoop();
    expect(getEventLoop()).toBe(loop);
    setEventLoop(undefined);
    expect(getEventLoop()).not.toBe(loop);
  });

  it('is the running one inside a loop, whatever was set', () => {
    setEventLoop(newEventLoop());
    const loop = newEventLoop();
    loop.callSoon(() => {
      expect(getEventLoop()).toBe(loop);
      loop.stop();
    });
    loop.runForever();
    expect.assertions(1);
  });
});

describe('setEventLoop', () => {
  it.each([5, null, {}])('refuses %p', (value) => {
    expect(() => setEventLoop(value as never)).toThrow(TypeError);
    expect(() => setEventLoop(value as never)).toThrow(
      /^setEventLoop\(\) needs an event loop or undefined, but was given /,
    );
  });
});

describe('getRunningLoop', () => {
  it('is an error outside of a loop, also if one is set', () => {
    setEventLoop(newEventLoop());
    expect(() => getRunningLoop()).toThrow(
      new RuntimeError(
        'No event loop is running here. Call this from a coroutine or a callback, or use getEventLoop().',
      ),
    );
  });

  it('is the loop of the running callback, task or async function', async () => {
    const loop = newEventLoop();
    const seen: EventLoop[] = [];
    loop.callSoon(() => seen.push(getRunningLoop()));
    await loop.runUntilCompleteAsync(async () => {
      seen.push(getRunningLoop());
      await sleep(1);
      seen.push(getRunningLoop());
      await Promise.resolve();
      seen.push(getRunningLoop());
      yieldHere();
    });
    expect(seen.every((running) => running === loop)).toBe(true);
    expect(seen).toHaveLength(5);

    function yieldHere(): void {
      seen.push(getRunningLoop());
    }
  });
});

describe('without a loop', () => {
  it.each<[string, () => unknown]>([
    ['createTask()', () => createTask(sleep(1))],
    ['ensureFuture()', () => ensureFuture(sleep(1))],
    ['gather()', () => gather()],
    ['timer()', () => timer(1, () => {})],
    ['wrapFuture()', () => wrapFuture(Promise.resolve())],
    ['allTasks()', () => allTasks()],
  ])('%s says how to get one', (what, use) => {
    expect(use).toThrow(
      new RuntimeError(
        `${what} needs an event loop, and none is running or set. Call it from a coroutine that run() or loop.runUntilComplete() runs, or make one current first: setEventLoop(newEventLoop()).`,
      ),
    );
  });

  it('there is no current task', () => {
    expect(currentTask()).toBeUndefined();
  });
});

describe('two Async runs of different loops', () => {
  it('overlap, each on its own time, and each sees itself', async () => {
    const program = async (steps: number, delayMs: number): Promise<unknown[]> => {
      const loop = getRunningLoop();
      const seen: unknown[] = [];
      for (let i = 0; i < steps; i++) {
        await sleep(delayMs);
        await Promise.resolve();
        seen.push(getRunningLoop() === loop, currentTask()!.getName(), loop.time());
      }
      return seen;
    };
    const [slow, quick] = await Promise.all([
      runAsync(async () => program(2, 1000)),
      runAsync(async () => program(3, 10)),
    ]);
    expect(slow).toEqual([true, 'Task-1', 1000, true, 'Task-1', 2000]);
    expect(quick).toEqual([true, 'Task-1', 10, true, 'Task-1', 20, true, 'Task-1', 30]);
  });

  it('do not mix up their futures', async () => {
    let foreign: Future | undefined;
    const one = runAsync(async () => {
      foreign = getRunningLoop().createFuture();
      await sleep(1000);
    });
    const other = runAsync(async () => {
      await sleep(1);
      await foreign;
    });
    await expect(other).rejects.toThrow('awaits a future of another event loop. Create both on the same loop.');
    await one;
  });

  it('let a synchronous run happen between their callbacks, outside of both', async () => {
    const overlapping = runAsync(async () => sleep(1000, 'async'));
    expect(run(sleep(10, 'sync'))).toBe('sync');
    expect(await overlapping).toBe('async');
  });
});

describe('code outside of a run, while one goes on', () => {
  it('can settle its futures and schedule on it', async () => {
    const loop = newEventLoop();
    const future = loop.createFuture<string>();
    const running = loop.runUntilCompleteAsync(future);
    loop.callSoonThreadsafe(() => future.setResult('from outside'));
    expect(await running).toBe('from outside');
  });

  it('wakes a loop that has nothing else to do', async () => {
    const loop = newEventLoop();
    const future = loop.createFuture<string>();
    const running = loop.runUntilCompleteAsync(future);
    // Real time, briefly: by then the loop waits for the outside.
    setTimeout(() => future.setResult('from outside'), 3);
    expect(await running).toBe('from outside');
    expect(loop.time()).toBe(0);
  });
});
