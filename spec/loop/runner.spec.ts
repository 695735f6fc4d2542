import {
  CancelledError,
  createTask,
  currentTask,
  type EventLoop,
  getEventLoop,
  getRunningLoop,
  newEventLoop,
  run,
  runAsync,
  Runner,
  RuntimeError,
  setEventLoop,
  sleep,
  type GeneratorCoroutine,
} from 'tickless';

/** What the exception handler of a loop printed: first lines only, without where tasks were created. */
let printed: string[];

beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'error').mockImplementation((message: unknown, error: unknown = '') => {
    printed.push(`${String(message).split('\n')[0]!}${String(error) && ` / ${String(error)}`}`);
  });
});

afterEach(() => {
  setEventLoop(undefined);
  jest.restoreAllMocks();
});

describe('run', () => {
  it('runs a program on a loop of its own and returns its result', () => {
    let loop: EventLoop | undefined;
    const result = run(function* () {
      loop = getRunningLoop();
      return yield* sleep(10, 'done');
    });
    expect([result, loop!.time(), loop!.isClosed()]).toEqual(['done', 10, true]);
  });

  it('throws the error of the program, and closes the loop all the same', () => {
    let loop: EventLoop | undefined;
    function* failing(): GeneratorCoroutine {
      loop = getRunningLoop();
      throw new Error('failed');
    }
    expect(() => run(failing())).toThrow('failed');
    expect(loop!.isClosed()).toBe(true);
  });

  it('cancels what is left when the program is done, and lets it clean up', () => {
    const seen: string[] = [];
    function* background(name: string): GeneratorCoroutine {
      try {
        return yield* sleep(1000);
      } catch (error) {
        seen.push(`${name} cancelled: ${error instanceof CancelledError}`);
        yield* sleep(5);
        seen.push(`${name} cleaned up at ${getRunningLoop().time()}`);
        throw error;
      }
    }
    run(function* () {
      createTask(background('a'));
      createTask(background('b'));
      yield* sleep(10);
    });
    expect(seen).toEqual(['a cancelled: true', 'b cancelled: true', 'a cleaned up at 15', 'b cleaned up at 15']);
  });

  it('reports what fails while it is being cancelled', () => {
    run(function* () {
      createTask(
        function* () {
          try {
            yield* sleep(1000);
          } finally {
            throw new Error('failed to clean up'); // eslint-disable-line no-unsafe-finally -- what is tested
          }
        },
        { name: 'messy' },
      );
      yield* sleep(10);
    });
    expect(printed).toEqual([
      "tickless: Task 'messy' was still running at the end of run() and is cancelled",
      "tickless: Task 'messy' failed while it was being cancelled at the end of run() / Error: failed to clean up",
    ]);
  });

  it('throws what cleaning up throws as it is, unless that stands still', () => {
    const spinning = (): void =>
      run(
        function* () {
          getRunningLoop().setExceptionHandler(() => undefined);
          createTask(function* () {
            try {
              yield* sleep(1000);
            } finally {
              for (;;) yield;
            }
          });
          yield* sleep(10);
        },
        { maxStepsPerInstant: 50 },
      );
    expect(spinning).toThrow(/^(?!The program has ended).*50/);
  });

  it('takes the settings of a loop', () => {
    const debug = run(
      function* () {
        return getRunningLoop().getDebug();
      },
      { debug: true },
    );
    expect(debug).toBe(true);
  });

  it('is refused inside a running loop', () => {
    run(function* () {
      expect(() => run(sleep(1))).toThrow(
        new RuntimeError(
          'run() starts a loop of its own and cannot be called while a loop is running. Use "yield*" or "await" instead.',
        ),
      );
    });
    expect.assertions(1);
  });

  it('leaves no loop set', () => {
    run(sleep(1));
    expect(() => createTask(sleep(1))).toThrow('none is running or set');
  });
});

describe('runAsync', () => {
  it('does the same for async functions', async () => {
    const seen: string[] = [];
    const result = await runAsync(async () => {
      createTask(async () => {
        try {
          await sleep(1000);
        } catch (error) {
          seen.push(`cancelled: ${error instanceof CancelledError}`);
          await sleep(5);
          seen.push(`cleaned up at ${getRunningLoop().time()}`);
        }
      });
      return sleep(10, 'done');
    });
    expect([result, seen]).toEqual(['done', ['cancelled: true', 'cleaned up at 15']]);
  });

  it('rejects with the error of the program', async () => {
    await expect(
      runAsync(async () => {
        await sleep(1);
        throw new Error('failed');
      }),
    ).rejects.toThrow('failed');
  });

  it('reports what fails while it is being cancelled', async () => {
    await runAsync(async () => {
      createTask(
        async () => {
          await sleep(1000).then(undefined, () => {
            throw new Error('failed to clean up');
          });
        },
        { name: 'messy' },
      );
      await sleep(10);
    });
    expect(printed).toEqual([
      "tickless: Task 'messy' was still running at the end of run() and is cancelled",
      "tickless: Task 'messy' failed while it was being cancelled at the end of run() / Error: failed to clean up",
    ]);
  });

  it('runs generator coroutines as well', async () => {
    expect(
      await runAsync(function* () {
        return yield* sleep(10, 'done');
      }),
    ).toBe('done');
  });
});

describe('Runner', () => {
  it('runs several programs on one loop, in one time', () => {
    const runner = new Runner();
    expect(runner.run(sleep(1000, 'one'))).toBe('one');
    expect(runner.run(sleep(1000, 'two'))).toBe('two');
    expect(runner.getLoop().time()).toBe(2000);
    runner.close();
    expect(runner.getLoop().isClosed()).toBe(true);
  });

  it('keeps tasks from one run to the next, and cancels them when it is closed', () => {
    const runner = new Runner();
    const task = runner.run(function* () {
      return createTask(sleep(1000, 'kept'));
    });
    expect(task.done()).toBe(false);
    runner.close();
    runner.close();
    expect(task.cancelled()).toBe(true);
  });

  it('makes its loop the current one', () => {
    const runner = new Runner();
    runner.run(sleep(1));
    expect(getEventLoop()).toBe(runner.getLoop());
    runner.close();
  });

  it('gives the place of the current one back when it is closed, however often it ran', () => {
    const before = newEventLoop();
    setEventLoop(before);
    const runner = new Runner();
    runner.run(sleep(1));
    runner.run(sleep(1));
    runner.close();
    expect(getEventLoop()).toBe(before);
  });

  it('does not mind that its loop was closed already', async () => {
    for (const twin of ['close', 'closeAsync'] as const) {
      const runner = new Runner();
      runner.run(function* () {
        createTask(sleep(1000), { name: 'left' });
      });
      runner.getLoop().close();
      if (twin === 'close') runner.close();
      else await runner.closeAsync();
    }
    expect(printed).toEqual(Array(2).fill(expect.stringContaining("Task 'left' was destroyed but it is pending")));
  });

  it('cannot be used after it was closed', () => {
    const runner = new Runner();
    runner.close();
    expect(() => runner.run(sleep(1))).toThrow('is closed and cannot be used again');
  });

  it('takes the settings of a loop', () => {
    expect(new Runner({ debug: true }).getLoop().getDebug()).toBe(true);
  });

  it('is closed by "using"', () => {
    let loop: EventLoop;
    {
      using runner = new Runner();
      loop = runner.getLoop();
      expect(runner.run(sleep(1, 'done'))).toBe('done');
    }
    expect(loop.isClosed()).toBe(true);
  });

  it('is closed by "await using", letting async functions clean up', async () => {
    const seen: string[] = [];
    {
      await using runner = new Runner();
      await runner.runAsync(async () => {
        createTask(async () => {
          try {
            await sleep(1000);
          } finally {
            await sleep(5);
            seen.push(`${currentTask()!.getName()} cleaned up at ${getRunningLoop().time()}`);
          }
        });
        await sleep(10);
      });
      expect(seen).toEqual([]);
    }
    expect(seen).toEqual(['Task-2 cleaned up at 15']);
  });

  it('does not mind being closed twice by the Async twin', async () => {
    const runner = new Runner();
    await runner.closeAsync();
    await runner.closeAsync();
    expect(runner.getLoop().isClosed()).toBe(true);
  });
});
