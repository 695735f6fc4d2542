import {
  CancelledError,
  createTask,
  currentTask,
  EventLoop,
  getRunningLoop,
  install,
  Lock,
  run,
  runAsync,
  sleep,
  timeout,
  timeoutAt,
  type Future,
  type GeneratorCoroutine,
} from 'tickless';

/** Waits for a future, then rests for 5 ms; says what was thrown. */
function* waitAndRest(future: Future): GeneratorCoroutine<string> {
  let caught = 'nothing';
  try {
    yield* future;
  } catch (error) {
    caught = String(error);
  }
  yield* sleep(5);
  return `caught ${caught}`;
}

describe('a task that is cancelled when what it waits for has just ended', () => {
  it.each<[string, (future: Future) => unknown, string]>([
    ['with a result', (future) => future.setResult(1), 'CancelledError: of the task'],
    ['with an exception', (future) => future.setException(new Error('lost')), 'CancelledError: of the task'],
    ['by being cancelled', (future) => future.cancel('of the future'), 'CancelledError: of the future'],
  ])('%s, is thrown one CancelledError, and one only', (_how, end, caught) => {
    run(function* () {
      const future = getRunningLoop().createFuture();
      const task = createTask(waitAndRest(future));
      yield* sleep(1);
      end(future);
      task.cancel('of the task');
      expect(yield* task).toBe(`caught ${caught}`);
      expect(getRunningLoop().time()).toBe(6);
    });
  });
});

describe('a task that cancels itself', () => {
  it('is cancelled in the first of the awaits that follow, and in no other', async () => {
    const outcome = await runAsync(async () => {
      currentTask()!.cancel('myself');
      return Promise.allSettled([sleep(5, 'first'), sleep(6, 'second')]);
    });
    expect(outcome).toEqual([
      { status: 'rejected', reason: new CancelledError('myself') },
      { status: 'fulfilled', value: 'second' },
    ]);
  });
});

describe('what is yielded without the star', () => {
  it('is an error also for a future that another task awaits', () => {
    run(function* () {
      const future = getRunningLoop().createFuture();
      createTask(function* () {
        yield* future;
      });
      const wrong = createTask(function* () {
        yield future;
      });
      yield* sleep(1);
      expect(String(wrong.exception())).toBe(
        'RuntimeError: Task \'Task-3\' yielded an object of class Future without the star. Write "yield* future" to await a future or a task.',
      );
      future.setResult(1);
    });
  });

  it('is an error that names the coroutine', () => {
    function* main(): Generator<never, void> {
      yield sleep(5) as never;
    }
    expect(() => run(main as never)).toThrow(
      'Task \'Task-1\' yielded the coroutine sleep(5) without the star. Write "yield* work()" to await a coroutine.',
    );
  });

  it('is thrown back where it cannot be looked at, and the loop goes on', () => {
    const hostile = new Proxy({}, {
      get: () => {
        throw new Error('hostile');
      },
    }); // prettier-ignore
    const caught = run(function* () {
      try {
        yield hostile as never;
      } catch (error) {
        yield* sleep(1);
        return String(error);
      }
      return 'nothing';
    });
    expect(caught).toBe('Error: hostile');
  });
});

describe('a native promise', () => {
  it('that settles after its wait was given up wakes nobody', async () => {
    const seen: unknown[] = [];
    await runAsync(function* () {
      const loop = getRunningLoop();
      let resolve!: () => void;
      const plain = new Promise<void>((settle) => (resolve = settle));
      loop.callLater(7, resolve);
      try {
        yield* timeout(5).with(async () => plain);
      } catch (error) {
        seen.push((error as Error).name, loop.time());
      }
      seen.push(yield* sleep(10, 'rested'), loop.time());
    });
    expect(seen).toEqual(['TimeoutError', 5, 'rested', 15]);
  });

  it('that settles between two runs, just before its wait is given up, wakes its task once', async () => {
    const seen: unknown[] = [];
    const loop = new EventLoop();
    let resolve!: () => void;
    const plain = new Promise<void>((settle) => (resolve = settle));
    const task = loop.createTask(function* () {
      try {
        yield* timeoutAt(0).with(async () => plain);
      } catch (error) {
        seen.push((error as Error).name, loop.time());
      }
      seen.push(yield* sleep(10, 'rested'), loop.time());
    });
    loop.stop(); // one turn, before that of the deadline
    await loop.runForeverAsync();
    resolve();
    await new Promise(setImmediate);
    await loop.runUntilCompleteAsync(task);
    expect(seen).toEqual(['TimeoutError', 0, 'rested', 10]);
  });

  it('that settles after its loop was closed wakes nobody, whoever else runs the engine', async () => {
    const clock = install();
    try {
      const [closing, other] = [new EventLoop(), new EventLoop()];
      closing.setExceptionHandler(() => undefined);
      const seen: string[] = [];
      let resolve!: () => void;
      const plain = new Promise<void>((settle) => (resolve = settle));
      closing.createTask(function* () {
        yield* new Lock().with(() => plain);
        seen.push('went on');
      });
      await closing.runUntilCompleteAsync(sleep(1));
      closing.close();
      resolve();
      await plain;
      await other.runUntilCompleteAsync(sleep(1));
      expect(seen).toEqual([]);
    } finally {
      clock.uninstall();
    }
  });
});
