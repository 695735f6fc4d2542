import { AsyncResource } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { explore, EventLoop, ExplorationError, inVirtualTime, Lock, NondeterminismError, sleep } from '../../lib/index';
import type { ExploreOptions, Sim } from '../../lib/index';
import { runCode } from '../support/built-library';

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['TICKLESS_SHARD'];
  delete process.env['TICKLESS_REPLAY'];
  delete process.env['TICKLESS_VERBOSE'];
});

/** Two tasks that read, wait and write: an update is lost unless one is done before the other begins. */
async function loseUpdate(sim: Sim): Promise<void> {
  let stored = 0;
  const read = sim.boundary('read', () => stored);
  const increment = async (): Promise<void> => {
    const seen = await read();
    stored = seen + 1;
  };
  await sim.spawn('first', increment);
  await Promise.all([sim.spawn('A', increment), sim.spawn('B', increment)]);
  if (stored !== 3) throw new Error(`stored ${stored}`);
}

/** The same, guarded by chance: it passes in the boring order. */
async function raceTwice(sim: Sim): Promise<void> {
  const order: string[] = [];
  const reply = sim.boundary('reply', (name: string) => name, { latency: [1, 9] });
  await Promise.all(['a', 'b', 'c'].map((name) => sim.spawn(name, async () => order.push(await reply(name)))));
  if (order.join('') === 'cba') throw new Error('all reversed');
}

async function choose(sim: Sim): Promise<void> {
  await Promise.all(['a', 'b', 'c'].map((name) => sim.spawn(name, () => sim.sleep(1))));
}

const failureOf = async (body: (sim: Sim) => unknown, options: ExploreOptions = {}): Promise<unknown> =>
  (await explore.report(body, { seed: 1, shrink: false, ...options })).error;

describe('explore', () => {
  it('passes a test that passes under every schedule', async () => {
    await expect(explore(choose)()).resolves.toBeUndefined();
  });

  it('fails with what happened, the seed, and how to have it again', async () => {
    const error: unknown = await explore(raceTwice, { seed: 77 })().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ExplorationError);
    const { message, cause, report } = error as ExplorationError;
    expect(message).toContain('seed 77');
    expect(message).toContain('all reversed');
    expect(message).toContain(`replay: '${report.failure!.token}'`);
    expect(cause).toEqual(new Error('all reversed'));
  });

  it('fails with an error that is printed without all the data of its report', async () => {
    const error: unknown = await explore(loseUpdate, { seed: 1 })().catch((error: unknown) => error);
    expect((error as ExplorationError).report.failed).toBe(true);
    expect(inspect(error)).toContain('ExplorationError:   explore: run 1 of 100 failed');
    expect(inspect(error)).not.toContain('report: {');
  });

  it('finds the same with the same seed', async () => {
    const [one, other] = [await explore.report(raceTwice, { seed: 5 }), await explore.report(raceTwice, { seed: 5 })];
    expect(one.failure!.hash).toBe(other.failure!.hash);
    expect(one.runs).toBe(other.runs);
  });

  it('draws a seed if none is given, and tells it', async () => {
    const { seed, runs } = await explore.report(raceTwice);
    expect(await explore.report(raceTwice, { seed })).toMatchObject({ failed: true, runs });
  });

  it.each(['random', 'urw', 'pos', 'pct', 'newest', 'dfs', 'auto'] as const)('finds a race by %s', async (strategy) => {
    expect(await failureOf(raceTwice, { strategy, runs: 500 })).toEqual(new Error('all reversed'));
  });

  it('runs the plain order first, and only that under fifo', async () => {
    const report = await explore.report(raceTwice, { strategy: 'fifo' });
    expect(report).toMatchObject({ failed: false, runs: 1 });
    expect((await explore.report(loseUpdate)).failure).toMatchObject({ run: 1, strategy: 'fifo' });
  });

  it('says what a passing exploration is worth', async () => {
    const { summary, longest } = await explore.report(choose, { seed: 1 });
    expect(summary).toMatch(
      /^100 runs, \d+ distinct, longest 7 steps; a bug hit by 3 % of schedules or more would have been seen \(95 %\)$/,
    );
    expect(longest).toBe(7);
    const log = jest.spyOn(console, 'log').mockImplementation();
    await explore(choose, { seed: 1 })();
    expect(log).not.toHaveBeenCalled();
    process.env['TICKLESS_VERBOSE'] = '1';
    await explore(choose, { seed: 1 })();
    expect(log).toHaveBeenCalledWith(`tickless: ${summary}`);
  });

  it('warns of a body that leaves nothing to choose, and runs it once', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    let runs = 0;
    await explore(() => {
      runs++;
    })();
    expect(runs).toBe(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('nothing open to choice'));
  });

  it('stops when its time is up, but not before the first run', async () => {
    expect(await explore.report(choose, { budgetMs: 0 })).toMatchObject({ failed: false, runs: 1 });
  });

  it('puts the globals back, whatever happened', async () => {
    const { setTimeout, Date, setImmediate } = globalThis;
    const random = Math.random;
    await explore.report(raceTwice, { seedRandom: true });
    expect([globalThis.setTimeout, globalThis.Date, globalThis.setImmediate]).toEqual([setTimeout, Date, setImmediate]);
    expect(Math.random).toBe(random);
  });

  it('queues up behind other explorations and tests in virtual time', async () => {
    const log: string[] = [];
    await Promise.all([
      inVirtualTime(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        log.push('in virtual time');
      })(),
      explore(
        async (sim) => {
          await choose(sim);
          log.push('explored');
        },
        { runs: 1 },
      )(),
      inVirtualTime(() => log.push('last'))(),
    ]);
    expect(log).toEqual(['in virtual time', 'explored', 'last']);
  });

  it('refuses to be called in the body of another', async () => {
    const inner = explore(choose);
    expect(String(await failureOf(() => inner()))).toContain('cannot be called inside the body of another');
  });

  it('names who was called by whom, where a test in virtual time is inside or outside', async () => {
    const inner = failureOf(() => inVirtualTime(() => undefined)());
    expect(String(await inner)).toContain('inVirtualTime() was called by a body of explore()');
    const outer = inVirtualTime(() => explore(choose)());
    await expect(outer()).rejects.toThrow('explore() was called by a body of inVirtualTime()');
  });

  it('gives every run the same world', async () => {
    const seen = new Set<string>();
    await explore(async (sim) => {
      const before = [Date.now(), Number(setTimeout(() => undefined, 5)), sim.now];
      setInterval(() => undefined, 1_000).unref();
      await choose(sim);
      seen.add([...before, new Date().toISOString()].join());
    })();
    expect([...seen]).toEqual([expect.stringMatching(/^946684800000,\d+,0,2000-01-01T00:00:00.001Z$/)]);
  });
});

describe('settings', () => {
  it.each([
    [{ strategy: 'rondom' }, "strategy must be one of 'auto', 'fifo', 'random', 'urw', 'pos', 'pct', 'newest', 'dfs'"],
    [{ reorder: 'all' }, "reorder must be one of 'spec', 'any'"],
    [{ runs: 0 }, 'runs must be a whole number of at least 1'],
    [{ seed: -1 }, 'seed must be a whole number'],
    [{ seed: 2 ** 53 }, 'seed must be below 2^53'],
    [{ jitter: -1 }, 'jitter must be finite and at least 0'],
    [{ maxSteps: 0 }, 'maxSteps must be'],
    [{ maxVirtualTime: 0 }, 'maxVirtualTime must be'],
    [{ budgetMs: -1 }, 'budgetMs must be at least 0'],
    [{ shrink: -1 }, 'shrink must be'],
    [{ shard: '9/8', seed: 1 }, "shard must be a part of all, such as '2/8'"],
    [{ shard: '1/2' }, 'A shard needs a seed'],
    [{ realWork: 'maybe' }, 'realWork must be one of'],
  ])('refuses %p, which is out of range', (options, message) => {
    expect(() => explore(choose, options as never)).toThrow(RangeError);
    expect(() => explore(choose, options as never)).toThrow(message);
  });

  it.each([
    [null, 'The settings of explore() must be an object, but was given null'],
    [5, 'The settings of explore() must be an object'],
    [{ run: 5 }, "explore() has no option 'run'. There are: budgetMs, jitter, "],
    [{ strategy: 5 }, "strategy must be one of 'auto', 'fifo'"],
    [{ reorder: true }, 'reorder must be one of'],
    [{ runs: '5' }, 'runs must be a whole number'],
    [{ seed: '1' }, 'seed must be a whole number'],
    [{ jitter: '1' }, 'jitter must be a number of milliseconds'],
    [{ shrink: 'yes' }, 'shrink must be'],
    [{ verify: 1 }, 'verify must be true or false'],
    [{ seedRandom: 1 }, 'seedRandom must be true or false'],
    [{ shard: 2, seed: 1 }, "shard must be a part of all, such as '2/8'"],
    [{ now: 'noon' }, 'now'],
  ])('refuses %p, which is of the wrong type', (options, message) => {
    expect(() => explore(choose, options as never)).toThrow(TypeError);
    expect(() => explore(choose, options as never)).toThrow(message);
  });

  it('are checked by explore.report(), too', async () => {
    await expect(explore.report(choose, null as never)).rejects.toThrow('must be an object, but was given null');
  });

  it('refuses a body that cannot be called', () => {
    expect(() => explore(undefined as never)).toThrow('explore() needs a function to call, but was given undefined');
  });

  it('take now for the date', async () => {
    let now = 0;
    await explore(
      async (sim) => {
        now = Date.now();
        await choose(sim);
      },
      { now: 12_345, runs: 1 },
    )();
    expect(now).toBe(12_345);
  });
});

describe('a body that never ends', () => {
  it('by waiting for what never comes, is told with those who wait', async () => {
    const error = await failureOf(async (sim) => {
      await Promise.all([sim.spawn('A', () => new Promise(() => {})), sim.spawn('B', () => sim.sleep(5))]);
    });
    expect(error).toMatchObject({ name: 'DeadlockError', message: expect.stringContaining('Not done: A.') as unknown });
  });

  it('is told of the real timers that it started itself, and of no others: the runner has some too', async () => {
    const { setTimeout: captured, clearTimeout: clear } = globalThis;
    const runner = new AsyncResource('TestRunner');
    const timers: ReturnType<typeof setTimeout>[] = [];
    const start = () => void timers.push(captured(() => undefined, 60_000));
    const messageOf = async (act: () => void) => {
      const { message } = (await failureOf(async () => {
        act();
        await new Promise(() => {});
      })) as Error;
      for (const timer of timers.splice(0)) clear(timer);
      return message;
    };
    expect(await messageOf(start)).toContain('1 real timer is pending');
    expect(await messageOf(() => runner.runInAsyncScope(start))).not.toContain('real timer');
  });

  it('by going on and on, is stopped', async () => {
    const error = await failureOf(
      async (sim) => {
        for (;;) await sim.sleep(1);
      },
      { maxSteps: 50 },
    );
    expect(error).toMatchObject({ name: 'RunawayError', message: expect.stringContaining('50 callbacks') as unknown });
  });

  it('by waiting too long, is stopped', async () => {
    const error = await failureOf((sim) => sim.sleep(5_001), { maxVirtualTime: 5_000 });
    expect(error).toMatchObject({ name: 'RunawayError', message: expect.stringContaining('5000 ms') as unknown });
  });

  it('is told with a token like any other failure', async () => {
    const report = await explore.report((sim) => sim.spawn('A', () => new Promise(() => {})), { seed: 1 });
    await expect(explore(() => undefined, { replay: report.failure!.token })()).resolves.toBeUndefined();
  });
});

describe('other ways to fail', () => {
  it('are a callback that throws', async () => {
    expect(
      await failureOf(async (sim) => {
        setTimeout(() => {
          throw new Error('in a timer');
        }, 5);
        await sim.sleep(10);
      }),
    ).toEqual(new Error('in a timer'));
  });

  // In a process of its own: Jest fails whatever test has a rejection that nobody handles.
  it('are a fault, or a task that fails, which nobody awaits, although the body ends before', () => {
    const program = `
      import { explore } from 'tickless';
      const fail = new Error('lost');
      const saving = (goOn) => async (sim) => {
        void sim.boundary('save', () => undefined, { latency: [2, 9], fail })();
        await goOn(sim);
      };
      const task = (work) => (sim) => {
        void sim.spawn('A', async () => { await work(sim); throw fail; });
      };
      const bodies = {
        'the body goes on': saving((sim) => sim.sleep(100)),
        'the body ends before the reply': saving((sim) => sim.sleep(1)),
        'the body ends at once': saving(() => undefined),
        'the function fails some awaits after the end': (sim) => {
          void sim.boundary('save', async () => {
            for (let i = 0; i < 100; i++) await undefined;
            throw fail;
          })();
        },
        'the task fails at once': task(() => undefined),
        'the task fails later': task((sim) => sim.sleep(5)),
      };
      for (const [name, body] of Object.entries(bodies)) {
        const { error, failure } = await explore.report(body, { seed: 1 });
        const again = await explore.report(body, { replay: failure.token });
        console.log(name, error === fail, failure.shrunk.eachMatters, again.failure?.hash === failure.hash, process.listenerCount('unhandledRejection'));
        const note = failure.events.find(({ kind }) => kind === 'note');
        if (note !== undefined) console.log(note.label);
      }`;
    const { stdout, stderr } = runCode(program);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'the body goes on true true true 0',
      'the body ends before the reply true true true 0',
      'save replies when the run is over',
      'the body ends at once true true true 0',
      'save replies when the run is over',
      'the function fails some awaits after the end true true true 0',
      'save replies when the run is over',
      'the task fails at once true true true 0',
      'the task fails later true true true 0',
    ]);
  });

  it('are not what came too late, but somebody waited for', async () => {
    const fail = new Error('lost');
    const body = (sim: Sim): void => {
      const save = sim.boundary('save', () => undefined, { latency: [2, 9], fail });
      save().catch(() => undefined);
      void sim
        .boundary('load', () => Promise.reject(fail))()
        .catch(() => undefined);
      void sim.boundary('log', () => undefined, { latency: [2, 9] })();
    };
    await expect(explore(body, { seed: 1 })()).resolves.toBeUndefined();
  });

  it('are not what real work comes to when its run is over', async () => {
    const body = (sim: Sim): void => {
      sim.pick('which', 2);
      void sim.boundary('read', () => readFile('/no/such/file'))();
    };
    await expect(explore(body, { seed: 1, runs: 20 })()).resolves.toBeUndefined();
  });

  it('do not keep the next runs from being made', async () => {
    let runs = 0;
    const report = await explore.report(
      async (sim) => {
        runs++;
        const picked = sim.pick('which', 3);
        if (picked > 0) throw new Error('picked');
        await choose(sim);
      },
      { seed: 1, runs: 30 },
    );
    expect(report.failure!.shrunk).toMatchObject({ to: 1 });
    expect(runs).toBeGreaterThan(report.runs);
  });
});

describe('coroutines', () => {
  it('of generators run on one event loop, and are explored with async functions', async () => {
    const seen = new Set<string>();
    await explore(
      async (sim) => {
        const lock = new Lock();
        const log: string[] = [];
        const reply = sim.boundary('reply', () => 'reply', { latency: [1, 10] });
        await Promise.all([
          sim.spawn('generator', function* () {
            yield* lock.acquire();
            yield* sleep(5);
            log.push('generator');
            lock.release();
          }),
          sim.spawn('other', function* () {
            yield* lock.acquire();
            log.push('other');
            lock.release();
          }),
          sim.spawn('async', async () => void log.push(await reply())),
        ]);
        seen.add(log.join(' '));
      },
      { strategy: 'dfs', runs: 10_000 },
    )();
    expect([...seen].sort()).toEqual([
      'generator other reply',
      'generator reply other',
      'other generator reply',
      'other reply generator',
      'reply generator other',
    ]);
  });

  it('may be the body itself', async () => {
    const report = await explore.report(
      function* (sim) {
        const order: string[] = [];
        for (const name of ['A', 'B']) void sim.spawn(name, () => order.push(name));
        yield* sleep(1);
        if (order[0] === 'B') throw new Error('B was first');
      },
      { seed: 1 },
    );
    expect(report.failure!.error.message).toBe('B was first');
  });

  it('are refused where none of their code would run', async () => {
    async function* body(): AsyncGenerator<number> {
      yield* [];
      throw new Error('not reached');
    }
    expect(String(await failureOf(body))).toContain('An async generator function cannot be explored');
  });

  it('run on loops that the body makes', async () => {
    const body = async (sim: Sim): Promise<void> => {
      const loop = new EventLoop();
      const times: number[] = [];
      await loop.runUntilCompleteAsync(function* () {
        yield* sleep(50);
        times.push(loop.time());
      });
      loop.close();
      await choose(sim);
      expect(times).toEqual([50]);
    };
    await expect(explore(body)()).resolves.toBeUndefined();
  });
});

describe('shards', () => {
  it('make all runs of a seed, each once', async () => {
    async function hashes(options: ExploreOptions): Promise<string[]> {
      const seen: string[] = [];
      await explore.report(
        async (sim) => {
          const order: string[] = [];
          await Promise.all('abcd'.split('').map((name) => sim.spawn(name, () => void order.push(name))));
          seen.push(order.join(''));
        },
        { seed: 9, runs: 40, ...options },
      );
      return seen;
    }
    const whole = await hashes({});
    const parts = await Promise.all([1, 2, 3].map((n) => hashes({ shard: `${n}/3` })));
    expect(whole).toHaveLength(40);
    // The parts but the first make run 1 for themselves, to know how long tasks are.
    expect([...parts[0]!, ...parts[1]!.slice(1), ...parts[2]!.slice(1)].sort()).toEqual([...whole].sort());
    expect(parts[1]!.slice(1)).toEqual(whole.filter((_, i) => i % 3 === 1));
  });

  it('fail where the whole fails', async () => {
    const whole = await explore.report(raceTwice, { seed: 3, shrink: false });
    const parts = await Promise.all(
      [1, 2].map((n) => explore.report(raceTwice, { seed: 3, shrink: false, shard: `${n}/2` })),
    );
    const failures = parts.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    expect(failures.map(({ run }) => run)).toContain(whole.failure!.run);
    expect(failures.find(({ run }) => run === whole.failure!.run)!.hash).toBe(whole.failure!.hash);
  });

  it('are told by the environment, too', async () => {
    process.env['TICKLESS_SHARD'] = '2/4';
    expect(await explore.report(choose, { seed: 1, runs: 40 })).toMatchObject({ runs: 10 });
    process.env['TICKLESS_SHARD'] = 'half';
    expect(() => explore(choose, { seed: 1 })).toThrow('TICKLESS_SHARD must be a part of all');
  });

  it('may be so many that most have nothing to do, which they say', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    expect(await explore.report(choose, { seed: 1, runs: 9, shard: '1/1000000000000' })).toMatchObject({ runs: 1 });
    expect(warn).not.toHaveBeenCalled();
    const report = await explore.report(choose, { seed: 1, runs: 9, shard: '20/30' });
    expect(report).toMatchObject({ runs: 0, summary: '0 runs: shard 20/30 has none of 9 runs' });
    expect(warn.mock.calls).toEqual([
      [
        'tickless: explore() made 0 runs: shard 20/30 has none of 9 runs, so it has tested nothing. ' +
          'Make at least as many runs as there are shards.',
      ],
    ]);
    const { summary } = await explore.report(choose, { seed: 1, strategy: 'fifo', shard: '2/2' });
    expect(summary).toBe('0 runs: shard 2/2 has none of 1 run');
  });

  it('are refused for a walk through all schedules, which has to be made in order', () => {
    expect(() => explore(choose, { seed: 1, strategy: 'dfs', shard: '1/2' })).toThrow("strategy 'dfs'");
  });
});

describe('a body that does not only depend on the schedule', () => {
  it('is told so before its failure is reported, with the first step that differs', async () => {
    let calls = 0;
    const body = async (sim: Sim): Promise<void> => {
      await sim.sleep(++calls === 1 ? 5 : 6);
      throw new Error('failed');
    };
    const error: unknown = await explore(body)().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NondeterminismError);
    expect(String(error)).toMatch(
      /first difference is step \d+: Timeout sleep at 5 ms the first time, Timeout sleep at 6 ms the second/,
    );
    expect((error as Error).cause).toEqual(new Error('failed'));
  });

  it('is told so if it is the state that earlier runs have left behind, which fails the plain order, too', async () => {
    let runs = 0;
    const error: unknown = await explore(
      async (sim) => {
        await choose(sim);
        if (++runs > 3) throw new Error('out of connections');
      },
      { seed: 1 },
    )().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NondeterminismError);
    expect(String(error)).toContain('it passed the first time, and failed the second');
    expect((error as Error).cause).toEqual(new Error('out of connections'));
  });

  it('is told so although it passes, with verify', async () => {
    let calls = 0;
    const body = (sim: Sim): Promise<void> => sim.sleep(++calls);
    jest.spyOn(console, 'warn').mockImplementation();
    await expect(explore(body)()).resolves.toBeUndefined();
    await expect(explore(body, { verify: true })()).rejects.toThrow('came out differently');
  });

  it('passes verify when its random numbers are seeded', async () => {
    const drawn: number[][] = [];
    const body = async (sim: Sim): Promise<void> => {
      const array = crypto.getRandomValues(new Uint8Array(4));
      drawn.push([Math.random(), ...array, parseInt(crypto.randomUUID().slice(0, 8), 16)]);
      await sim.sleep(Math.random() * 100);
      await choose(sim);
    };
    await explore(body, { verify: true, seedRandom: true, seed: 4, runs: 5 })();
    expect(drawn).toHaveLength(10);
    expect(new Set(drawn.map((numbers) => numbers.join())).size).toBe(1);
    expect(drawn[0]![0]).toBeGreaterThanOrEqual(0);
    expect(drawn[0]![0]).toBeLessThan(1);
  });
});
