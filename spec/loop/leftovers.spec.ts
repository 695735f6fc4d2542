import {
  coroutine,
  createTask,
  EventLoop,
  gather,
  getRunningLoop,
  install,
  run,
  runAsync,
  sleep,
  type ExceptionContext,
  type GeneratorCoroutine,
} from '../../lib/index';

/** A loop that keeps what its exception handler is told. */
function listeningLoop(): { loop: EventLoop; told: ExceptionContext[]; messages: () => string[] } {
  const loop = new EventLoop();
  const told = listenTo(loop);
  return { loop, told, messages: () => told.map(({ message }) => message.split('\n')[0]!) };
}

function listenTo(loop: EventLoop): ExceptionContext[] {
  const told: ExceptionContext[] = [];
  loop.setExceptionHandler((_, context) => told.push(context));
  return told;
}

/** One that runs the latest of three callbacks that are ready, and fails to decide between the other two. */
function indecisiveLoop(): ReturnType<typeof listeningLoop> {
  const listening = listeningLoop();
  const { loop } = listening;
  loop.engine.strategy = {
    choose(kind, label, n) {
      if (n < 3) throw new Error('undecided');
      return n - 1;
    },
  };
  for (let i = 0; i < 2; i++) loop.callSoon(() => undefined);
  return listening;
}

function* failing(): GeneratorCoroutine<never> {
  throw new Error('unseen');
}

describe('a loop that closes', () => {
  it('says nothing when nothing is left', () => {
    const { loop, told } = listeningLoop();
    loop.runUntilComplete(sleep(1));
    loop.close();
    expect(told).toEqual([]);
  });

  it('does not report again the task whose run failed', () => {
    const { loop, messages } = listeningLoop();
    expect(() =>
      loop.runUntilComplete(function* () {
        yield* loop.createFuture();
      }),
    ).toThrow('the loop cannot go on');
    loop.close();
    expect(messages()).toEqual([]);
  });

  it('does not report what a run was for that failed in another way, nor the exception of a task that was made for it', () => {
    for (const main of [sleep(1), failing()]) {
      const { loop, messages } = indecisiveLoop();
      expect(() => loop.runUntilComplete(main)).toThrow('undecided');
      loop.close();
      expect(messages()).toEqual([]);
    }
  });

  it('reports the exception of a task that was there before the run that failed', () => {
    const { loop, messages } = indecisiveLoop();
    const task = loop.createTask(failing(), { name: 'failing' });
    expect(() => loop.runUntilComplete(task)).toThrow('undecided');
    loop.close();
    expect(messages()).toEqual(["Task 'failing' exception was never retrieved"]);
  });

  it('counts more than twenty of a kind, and no more than there are', () => {
    const { loop, messages, told } = listeningLoop();
    for (let i = 0; i < 20; i++) loop.callLater(1, function tick() {});
    loop.close();
    expect(messages()).toEqual(Array<string>(20).fill('Timer tick was left, due at 1 ms'));
    told.length = 0;
    const busier = new EventLoop();
    busier.setExceptionHandler((_, context) => told.push(context));
    for (let i = 0; i < 22; i++) busier.callLater(1, function tick() {});
    busier.close();
    expect(messages()).toEqual([
      ...Array<string>(20).fill('Timer tick was left, due at 1 ms'),
      '… and 2 more like this',
    ]);
    expect(told.every(({ leftover }) => leftover)).toBe(true);
  });

  it('reports tasks that are not done, with what they wait for and where they were created', () => {
    const { loop, told } = listeningLoop();
    const task = loop.createTask(sleep(5_000), { name: 'nap' });
    loop.runUntilComplete(sleep(1));
    loop.close();
    expect(told).toHaveLength(1);
    expect(told[0]!.message).toMatch(
      /^Task 'nap' was destroyed but it is pending: task 'nap' waits for sleep\(5000\)\n {4}created .*leftovers\.spec\.ts/,
    );
    expect(told[0]!.future).toBe(task);
    expect(told[0]!.leftover).toBe(true);
  });

  it('reports exceptions that nobody looked at', () => {
    const { loop, told, messages } = listeningLoop();
    const error = new Error('unseen');
    const failing = loop.createTask(
      function* () {
        throw error;
      },
      { name: 'failing' },
    );
    const future = loop.createFuture();
    future.setException(new Error('unseen, too'));
    loop.runUntilComplete(sleep(1));
    loop.close();
    expect(messages()).toEqual([
      'Future exception was never retrieved',
      "Task 'failing' exception was never retrieved",
    ]);
    expect(told[1]!.exception).toBe(error);
    expect(told[1]!.future).toBe(failing);
    expect(told[1]!.leftover).toBe(true);
    expect(failing.unretrieved).toBe(true);
  });

  it('does not report an exception that somebody has looked at, in whatever way', () => {
    const { loop, told } = listeningLoop();
    const fail = () =>
      loop.createTask(function* () {
        throw new Error('seen');
      });
    const [awaited, asked, cancelled] = [fail(), fail(), fail()];
    loop.runUntilComplete(function* () {
      yield* sleep(1);
      try {
        yield* awaited;
      } catch {
        asked.exception();
        cancelled.cancel();
      }
    });
    loop.close();
    expect(told).toEqual([]);
  });

  it('reports the exception of a gather by that name, and also if it was cancelled after it had failed, as CPython does', () => {
    const { loop, told, messages } = listeningLoop();
    loop.runUntilComplete(function* () {
      const all = gather(failing());
      yield* sleep(1);
      expect(all.cancel()).toBe(false);
    });
    loop.close();
    expect(messages()).toEqual(['Gather of 1 exception was never retrieved']);
    expect(String(told[0]!.exception)).toBe('Error: unseen');
  });

  it('reports timers that have not fired, and not those that were cancelled', () => {
    const { loop, messages } = listeningLoop();
    loop.callLater(2_000, function poll() {
      return undefined;
    });
    loop.callAt(1_000, () => undefined);
    loop.callLater(10, () => undefined).cancel();
    loop.close();
    expect(messages()).toEqual([
      'Timer (anonymous callback) was left, due at 1000 ms',
      'Timer poll was left, due at 2000 ms',
    ]);
  });

  it('says nothing of where a timer was created that did not note it', () => {
    const { loop, told } = listeningLoop();
    for (let i = 0; i < 1_000; i++) loop.callLater(1_000, () => undefined).cancel();
    loop.callLater(10, function late() {});
    loop.close();
    expect(told.map(({ message }) => message)).toEqual(['Timer late was left, due at 10 ms']);
  });

  it('does not report the timers of another loop on the same clock', () => {
    const clock = install();
    try {
      const { loop, messages } = listeningLoop();
      loop.callLater(10, function own() {});
      const other = new EventLoop();
      other.callLater(20, function foreign() {});
      loop.close();
      expect(messages()).toEqual(['Timer own was left, due at 10 ms']);
    } finally {
      clock.uninstall();
    }
  });

  it('reports coroutines made by coroutine() that were never awaited', () => {
    const { loop, messages } = listeningLoop();
    const work = coroutine(function* work() {
      yield* sleep(1);
    });
    loop.runUntilComplete(function* () {
      work();
      yield* work();
      yield* createTask(work());
    });
    loop.close();
    expect(messages()).toEqual(['The coroutine work() was never awaited']);
  });

  it('reports each once, and nothing when it is closed again', () => {
    const { loop, told } = listeningLoop();
    loop.createTask(sleep(1));
    loop.close();
    loop.close();
    expect(told).toHaveLength(1);
  });

  it('lists twenty of a kind and counts the rest', () => {
    const { loop, messages } = listeningLoop();
    for (let i = 0; i < 25; i++) loop.callLater(i, () => undefined);
    loop.close();
    expect(messages()).toHaveLength(21);
    expect(messages().at(-1)).toBe('… and 5 more like this');
  });

  it('prints them where there is no handler', () => {
    const print = jest.spyOn(console, 'error').mockImplementation();
    const loop = new EventLoop();
    loop.createTask(sleep(1), { name: 'nap' });
    loop.close();
    expect(print.mock.calls.flat().join()).toContain("tickless: Task 'nap' was destroyed but it is pending");
    print.mockRestore();
  });
});

describe('the end of a run', () => {
  function* background() {
    createTask(sleep(9_000), { name: 'background' });
    return listenTo(getRunningLoop());
  }

  it('reports the tasks that it cancels', () => {
    expect(run(background)).toMatchObject([
      {
        message: expect.stringContaining("Task 'background' was still running at the end of run()") as string,
        leftover: true,
      },
    ]);
  });

  it('reports them in the Async twin, too', async () => {
    expect(await runAsync(async () => run_(background))).toHaveLength(1);
    async function run_<T>(main: () => Generator<never, T>): Promise<T> {
      return createTask(main);
    }
  });

  it('reports the failure of a task that was being cancelled', () => {
    const told = run(function* () {
      const told = listenTo(getRunningLoop());
      createTask(
        function* () {
          try {
            yield* sleep(9_000);
          } finally {
            throw new Error('while cleaning up'); // eslint-disable-line no-unsafe-finally -- that is the subject
          }
        },
        { name: 'clumsy' },
      );
      yield* sleep(1);
      return told;
    });
    expect(told.map(({ message }) => message)).toContain(
      "Task 'clumsy' failed while it was being cancelled at the end of run()",
    );
  });

  it('does not name again those whom a deadlock has named', () => {
    let told: ExceptionContext[] = [];
    function* main() {
      told = listenTo(getRunningLoop());
      createTask(function* () {
        yield* getRunningLoop().createFuture();
      });
      yield* getRunningLoop().createFuture();
    }
    expect(() => run(main)).toThrow('waits for a future that nobody has resolved');
    expect(told).toEqual([]);
  });

  function* declining() {
    for (;;) {
      try {
        yield* getRunningLoop().createFuture();
      } catch {
        // declines to end
      }
    }
  }

  it('does not say either that what takes part in a deadlock cannot be cancelled', async () => {
    let told: ExceptionContext[] = [];
    function* main() {
      told = listenTo(getRunningLoop());
      createTask(declining());
      yield* getRunningLoop().createFuture();
    }
    expect(() => run(main)).toThrow('waits for a future that nobody has resolved');
    expect(told).toEqual([]);
    await expect(runAsync(main)).rejects.toThrow('waits for a future that nobody has resolved');
    expect(told).toEqual([]);
  });

  it('throws what the program threw, even if cleaning up fails as well', async () => {
    let told: ExceptionContext[] = [];
    function* main() {
      told = listenTo(getRunningLoop());
      createTask(declining());
      yield* sleep(1);
      throw new RangeError('of the program');
    }
    expect(() => run(main)).toThrow(new RangeError('of the program'));
    expect(told.map(({ message }) => message)).toContain('Cleaning up at the end of run() failed');
    await expect(runAsync(main)).rejects.toThrow(new RangeError('of the program'));
    expect(told.map(({ message }) => message)).toContain('Cleaning up at the end of run() failed');
  });
});
