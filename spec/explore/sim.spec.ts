import { AsyncLocalStorage } from 'node:async_hooks';
import { explore, type ExploreOptions, type RunEvent, type Sim } from '../../lib/index';
import { runOnce } from '../../lib/explore/explore';
import { everyOutcome } from './schedules';

afterEach(() => jest.restoreAllMocks());

const boring = (body: (sim: Sim) => unknown, options: ExploreOptions = { seed: 1 }) => runOnce(body, options, () => 0);

/** What a report shows of a run: `time lane what`. */
const lines = (events: readonly RunEvent[]): string[] =>
  events.map(({ time, owner, kind, label, detail }) => `${time} ${owner} ${kind} ${label}${detail}`);

describe('Sim', () => {
  it('tells what happened, in whose lane', async () => {
    const record = await boring(async (sim) => {
      const read = sim.boundary('db.read', (key: string) => ({ key, value: 1 }), { latency: [2, 9] });
      const fail = sim.boundary('db.fail', () => Promise.reject(new TypeError('no such table')));
      const task = sim.spawn('A', async () => {
        await read('x');
        sim.note('has read');
        await fail().catch(() => undefined);
        await sim.sleep(5);
      });
      sim.pick('size', ['small', 'large']);
      await task;
    });
    expect(lines(record.events)).toEqual([
      "0 main pick size'small'",
      '0 A start start',
      `0 A call db.read('x') -> {"key":"x","value":1}`,
      '2 A reply db.read',
      '2 A note has read',
      '2 A call db.fail()',
      '2 A reply db.fail',
      '7 A timer Timeout sleep',
    ]);
    expect(record).toMatchObject({ failed: false, virtualMs: 7 });
  });

  it('knows a task when it goes on because of another one', async () => {
    const record = await boring(async (sim) => {
      const call = sim.boundary('call', () => undefined);
      let open!: () => void;
      const gate = new Promise<void>((resolve) => (open = resolve));
      await Promise.all([
        sim.spawn('waits', async () => {
          await gate;
          await call();
        }),
        sim.spawn('opens', async () => {
          await call();
          open();
        }),
      ]);
    });
    const calls = record.events.filter(({ kind }) => kind === 'call').map(({ owner }) => owner);
    expect(calls).toEqual(['opens', 'waits']);
  });

  it('keeps the async context of the body for its tasks', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    await boring((sim) =>
      storage.run('context', async () => {
        await sim.spawn('A', async () => {
          await sim.sleep(1);
          seen.push(storage.getStore());
        });
      }),
    );
    expect(seen).toEqual(['context']);
  });

  it('ends a run when the body and all tasks are done', async () => {
    const record = await boring((sim) => void sim.spawn('A', () => sim.sleep(30)));
    expect(record.virtualMs).toBe(30);
  });

  it('tells tasks of one name apart', async () => {
    const record = await boring(async (sim) => {
      await Promise.all([1, 2, 3].map(() => sim.spawn('worker', () => undefined)));
    });
    expect([...record.lanes.keys()]).toEqual(['main', 'worker', 'worker#2', 'worker#3']);
  });

  it('returns what a task returns, and throws what it throws', async () => {
    const record = await boring(async (sim) => {
      expect(await sim.spawn('A', () => 5)).toBe(5);
      expect(await sim.spawn('B', async () => Promise.resolve('b'))).toBe('b');
      await expect(sim.spawn('C', () => Promise.reject(new Error('c')))).rejects.toThrow('c');
    });
    expect(record.error).toBeUndefined();
  });

  it.each<[string, (sim: Sim, call: () => Promise<unknown>) => unknown]>([
    ['now', (sim) => sim.now],
    ['sleep()', (sim) => sim.sleep(5)],
    ["spawn('late')", (sim) => sim.spawn('late', () => undefined)],
    ["the boundary 'call'", (_, call) => call()],
    ["pick('size')", (sim) => sim.pick('size', 2)],
    ["pick('value')", (sim) => sim.pick('value', ['x'])],
    ["always('so')", (sim) => sim.always('so', () => true)],
    ['eventually()', (sim) => sim.eventually(5, () => true)],
    ['note()', (sim) => sim.note('late')],
  ])('says so when %s is used after its run', async (what, use) => {
    let late: { sim: Sim; call: () => Promise<unknown> } | undefined;
    await explore(
      async (sim) => {
        late = { sim, call: sim.boundary('call', () => undefined) };
        await Promise.all(['A', 'B'].map((name) => sim.spawn(name, () => undefined)));
      },
      { seed: 1, runs: 7 },
    )();
    await expect((async () => use(late!.sim, late!.call))()).rejects.toThrow(
      `sim: ${what} was used after run 7 of the exploration had ended, by code that nobody waited for. A run lasts as long as`,
    );
  });

  it('is used up as soon as the next run begins, and by a replay, too', async () => {
    const sims: Sim[] = [];
    const errors: string[] = [];
    const body = async (sim: Sim): Promise<void> => {
      const last = sims.at(-1);
      sims.push(sim);
      try {
        last?.note('from the next run');
      } catch (error) {
        errors.push(String(error));
      }
      await Promise.all(['A', 'B'].map((name) => sim.spawn(name, () => undefined)));
    };
    await explore(body, { seed: 1, runs: 2 })();
    await runOnce(body, { seed: 1 }, () => 0);
    await boring(body);
    expect(errors.map((error) => /after (.*) had ended/.exec(error)?.[1])).toEqual([
      'run 1 of the exploration',
      'run 2 of the exploration',
      'its run of the exploration',
    ]);
  });

  describe('boundary', () => {
    it('calls at once, and has the reply come within the latency', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const call = sim.boundary('call', () => say(`called at ${sim.now}`), { latency: [10, 20] });
        await call();
        say(`replied at ${sim.now}`);
      });
      expect(outcomes).toEqual([10, 11, 15, 19, 20].map((ms) => `called at 0 replied at ${ms}`));
    });

    it('waits for a function that is slower than its reply', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const call = sim.boundary('call', () => sim.sleep(50));
        await call();
        say(String(sim.now));
        await Promise.all([sim.spawn('a', () => undefined), sim.spawn('b', () => undefined)]);
      });
      expect(outcomes).toEqual(['50']);
    });

    it('fails with each of the errors that it may, and then does not call', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        let calls = 0;
        const fail = [new Error('one'), () => new Error('two')];
        const call = sim.boundary('call', () => ++calls, { fail });
        const reply = await call().catch((error: unknown) => (error as Error).message);
        say(`${reply} after ${calls} calls`);
      });
      expect(outcomes).toEqual(['1 after 1 calls', 'one after 0 calls', 'two after 0 calls']);
    });

    it('passes on what the function throws, at once or later', async () => {
      const record = await boring(async (sim) => {
        const throws = sim.boundary('throws', () => {
          throw new Error('at once');
        });
        const rejects = sim.boundary('rejects', () => Promise.reject(new Error('later')), { latency: 5 });
        await expect(throws()).rejects.toThrow('at once');
        await expect(rejects()).rejects.toThrow('later');
      });
      expect(record.error).toBeUndefined();
    });
  });

  describe('pick', () => {
    it('goes through all values', async () => {
      expect(await everyOutcome((sim, say) => say(`${sim.pick('n', 3)} ${sim.pick('v', ['x', 'y'])}`))).toEqual([
        '0 x',
        '0 y',
        '1 x',
        '1 y',
        '2 x',
        '2 y',
      ]);
    });

    it('takes the only one there is without a decision', async () => {
      const record = await boring((sim) => expect(sim.pick('n', ['only'])).toBe('only'));
      expect(record).toMatchObject({ decisions: [], error: undefined });
    });
  });

  describe('always', () => {
    it('fails the run at the step after which the invariant does not hold', async () => {
      const record = await boring(async (sim) => {
        let level = 0;
        sim.always('level below 3', () => level < 3);
        for (;;) {
          await sim.sleep(10);
          level++;
        }
      });
      expect(record.error).toEqual(new Error('"level below 3" does not hold any more, at 30 ms.'));
    });

    it('fails the run with what the invariant throws, in the end as well', async () => {
      const record = await boring(async (sim) => {
        let isOver = false;
        sim.always('not over', () => expect(isOver).toBe(false));
        await sim.sleep(5);
        isOver = true;
      });
      expect(String(record.error)).toContain('toBe');
    });

    it('refuses a promise, which would be neither true nor false', async () => {
      const record = await boring((sim) => sim.always('small', () => Promise.reject(new Error('nobody waits'))));
      expect(String(record.error)).toContain('The invariant "small" returned a promise');
    });
  });

  describe('eventually', () => {
    it('waits for a condition', async () => {
      const record = await boring(async (sim) => {
        let done = false;
        setTimeout(() => (done = true), 40);
        await sim.eventually(100, () => done);
        sim.note(`at ${sim.now}`);
      });
      expect(lines(record.events)).toContain('40 main note at 40');
      expect(record).toMatchObject({ failed: false, virtualMs: 40 });
    });

    it('gives up when it is not true in time', async () => {
      const record = await boring((sim) => sim.eventually(100, () => false));
      expect(record.error).toEqual(new Error('The condition of eventually() was not true within 100 ms, at 100 ms.'));
    });

    it('refuses a promise', async () => {
      const record = await boring((sim) => sim.eventually(100, () => Promise.resolve(true)));
      expect(String(record.error)).toContain('The condition of eventually() returned a promise');
    });
  });

  it.each<[string, (sim: Sim) => unknown, string]>([
    ['a task without a name', (sim) => sim.spawn('', () => undefined), 'spawn() needs a name'],
    ['a task that is no function', (sim) => sim.spawn('A', 5 as never), 'spawn() needs a function'],
    ['a boundary that is no function', (sim) => sim.boundary('a', {} as never), 'boundary() needs a function'],
    [
      'an unknown setting',
      (sim) => sim.boundary('a', () => 1, { delay: 5 } as never),
      "boundary() has no option 'delay'",
    ],
    [
      'a fault that is no error',
      (sim) => sim.boundary('a', () => 1, { fail: 'lost' as never }),
      'fail must be an error',
    ],
    ['too much to pick from', (sim) => sim.pick('a', Infinity), "pick('a') must be at most 2^32"],
    ['an unknown order', (sim) => sim.boundary('a', () => 1, { order: 'lifo' as never }), "'any', 'fifo'"],
    ['a latency that runs backwards', (sim) => sim.boundary('a', () => 1, { latency: [5, 1] }), '[5, 1]'],
    ['a negative latency', (sim) => sim.boundary('a', () => 1, { latency: -1 }), '[-1, -1]'],
    ['a latency that is no number', (sim) => sim.boundary('a', () => 1, { latency: ['a'] as never }), 'least latency'],
    ['nothing to pick from', (sim) => sim.pick('a', []), 'at least one value'],
    ['no number to pick below', (sim) => sim.pick('a', 0), 'at least 1'],
    ['a sleep of no time', (sim) => sim.sleep('1' as never), 'The duration of sleep()'],
  ])('refuses %s', async (_, body, message) => {
    jest.spyOn(console, 'warn').mockImplementation();
    const { error } = await explore.report(body, { seed: 1, shrink: false });
    expect(String(error)).toContain(message);
  });
});
