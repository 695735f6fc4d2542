import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as timers from 'node:timers';
import * as timersPromises from 'node:timers/promises';
import { inVirtualTime, install, runAsync, run, sleep, type VirtualTimeOptions } from 'tickless';
import { nativeImport } from '../support/native-import';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const HOSTS: object[] = [globalThis, process, timers, timersPromises, timersPromises.scheduler, AbortSignal];
/** Every property that could be replaced, as it is now. */
const world = () => HOSTS.map((host) => Object.getOwnPropertyDescriptors(host) as Record<string, PropertyDescriptor>);

/** The names of the properties that are not exactly what they were. */
function changesSince(before: ReturnType<typeof world>): string[] {
  return world().flatMap((after, i) => {
    const names = new Set([...Reflect.ownKeys(before[i]!), ...Reflect.ownKeys(after)]) as Set<string>;
    // Node counts listeners under names that begin so.
    const visible = [...names].filter((name) => !(typeof name === 'string' && name.startsWith('_events')));
    return visible.filter((name) => !isSame(before[i]![name], after[name])).map(String);
  });
}

function isSame(a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean {
  const [before, after] = [Object.entries(a ?? {}), new Map(Object.entries(b ?? {}))] as const;
  return before.length === after.size && before.every(([field, value]) => Object.is(value, after.get(field)));
}

async function fetchWithRetry(get: () => Promise<string>): Promise<string> {
  for (const pause of [1_000, 2_000, 4_000]) {
    const answer = await get().catch(() => undefined);
    if (answer !== undefined) return answer;
    await wait(pause);
  }
  throw new Error('gave up');
}

describe('inVirtualTime', () => {
  it(
    'lets time advance by itself',
    inVirtualTime(async (clock) => {
      await expect(fetchWithRetry(() => Promise.reject(new Error('down')))).rejects.toThrow('gave up');
      expect(clock.elapsed()).toBe(7_000);
      expect(clock.now).toBe(Date.UTC(2000, 0, 1, 0, 0, 7));
    }),
  );

  it('returns a function without parameters that passes on what the runner gives it', async () => {
    const test = inVirtualTime((_clock, a: number, b: number) => a + b);
    expect(test.length).toBe(0);
    expect(await test(1, 2)).toBe(3);
  });

  it('begins when it is told to, also in 1970', async () => {
    expect(await inVirtualTime(() => Date.now(), { now: 0 })()).toBe(0);
    expect(await inVirtualTime(() => Date.now(), { now: new Date(5) })()).toBe(5);
  });

  it('refuses settings that do not exist, by name', () => {
    const wrap = (options: object) => () => inVirtualTime(() => undefined, options as VirtualTimeOptions);
    expect(wrap({ leftovers: 'no' })).toThrow("leftovers must be one of 'error', 'warn', 'ignore'");
    expect(wrap({ overlap: 'no' })).toThrow("overlap must be one of 'queue', 'error'");
    expect(wrap({ realWork: 'no' })).toThrow('realWork must be one of');
    expect(wrap({ maxFirings: 0 })).toThrow('maxFirings');
  });

  const never = () => new Promise<void>(() => undefined);
  it.each<[string, () => unknown, VirtualTimeOptions, string]>([
    [
      'throws',
      () => {
        throw new Error('thrown');
      },
      {},
      'thrown',
    ],
    ['rejects', () => wait(5).then(() => Promise.reject(new Error('rejected'))), {}, 'rejected'],
    ['never settles', never, {}, 'can never end'],
    [
      'has a callback that throws',
      () => {
        setTimeout(() => {
          throw new Error('in a timer');
        }, 5);
        return never();
      },
      {},
      'in a timer',
    ],
    ['leaves timers', () => void setTimeout(function left() {}, 5), {}, 'Timeout left, due in 5 ms, created at'],
    ['leaves an interval', () => void setInterval(() => undefined, 5), {}, 'Interval (anonymous)'],
    [
      'throws and leaves timers',
      () => {
        setTimeout(() => undefined, 5);
        throw new Error('thrown');
      },
      {},
      'thrown',
    ],
    [
      'never settles while an interval turns',
      () => {
        setInterval(() => undefined, 0);
        return never();
      },
      { maxFirings: 1_000 },
      '1000 timers have fired',
    ],
    [
      'keeps immediates coming',
      () => {
        const again = () => setImmediate(again);
        again();
        return never();
      },
      { maxStepsPerInstant: 1_000 },
      'Virtual time stands still',
    ],
  ])('puts the globals back exactly if the body %s, and says so', async (_what, body, options, message) => {
    const before = world();
    await expect(inVirtualTime(body, options)()).rejects.toThrow(message);
    expect(changesSince(before)).toEqual([]);
  });

  it('puts the globals back exactly if the body uninstalls the clock itself', async () => {
    const before = world();
    const uninstall = () => (Date as unknown as { clock: { uninstall(): void } }).clock.uninstall();
    await inVirtualTime(uninstall)();
    expect(changesSince(before)).toEqual([]);
  });

  it('does not mind unref’d leftovers, warns if told to, and says nothing if told to', async () => {
    await inVirtualTime(() => void setTimeout(() => undefined, 5).unref())();
    await inVirtualTime(() => AbortSignal.timeout(5))();
    const leave = () => void setTimeout(() => undefined, 5);
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    await inVirtualTime(leave, { leftovers: 'ignore' })();
    expect(warn).not.toHaveBeenCalled();
    await inVirtualTime(leave, { leftovers: 'warn' })();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('1 thing is left'));
    warn.mockRestore();
  });

  it('has overlapping calls wait for each other, or refuses them', async () => {
    const seen: string[] = [];
    const test = (name: string) =>
      inVirtualTime(async (clock) => {
        seen.push(`${name} begins`);
        await wait(10);
        seen.push(`${name} ends at ${clock.elapsed()}`);
      });
    const first = test('a')();
    const refused = inVirtualTime(() => undefined, { overlap: 'error' })();
    await expect(refused).rejects.toThrow('in progress');
    await Promise.all([first, test('b')()]);
    expect(seen).toEqual(['a begins', 'a ends at 10', 'b begins', 'b ends at 10']);
    expect(Object.getOwnPropertySymbols(globalThis).map(String).join()).not.toContain('tickless/1/line');
  });
});

describe('the clock of inVirtualTime', () => {
  it(
    'advances, waits for a condition, tells what is pending, and sets the system time',
    inVirtualTime(async (clock) => {
      let turns = 0;
      const interval = setInterval(function turn() {
        turns++;
      }, 10);
      expect(clock.pending()).toEqual([
        {
          kind: 'Interval',
          name: 'turn',
          dueInMs: 10,
          created: expect.stringContaining('in-virtual-time.spec') as string,
          hasRef: true,
        },
      ]);
      await clock.advance(30);
      expect([turns, clock.elapsed()]).toEqual([3, 30]);
      await clock.runUntil(() => turns === 5);
      expect(clock.elapsed()).toBe(50);
      clock.setSystemTime(7);
      expect([Date.now(), clock.elapsed()]).toEqual([7, 50]);
      await expect(
        clock.runUntil(() => {
          if (turns < 6) return false;
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await expect(clock.advance(-1)).rejects.toThrow(RangeError);
      clearInterval(interval);
    }),
  );
});

describe('event loops inside', () => {
  it(
    'share the clock: sleep and setTimeout interleave in one order',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      const interval = setInterval(() => seen.push(`interval ${clock.elapsed()}`), 10);
      await runAsync(function* () {
        for (let i = 0; i < 3; i++) {
          yield* sleep(10);
          seen.push(`sleep ${clock.elapsed()}`);
        }
      });
      clearInterval(interval);
      expect(clock.elapsed()).toBe(30);
      expect(seen).toEqual(['interval 10', 'sleep 10', 'interval 20', 'sleep 20', 'interval 30', 'sleep 30']);
    }),
  );

  it(
    'let each of several runs go on at the time at which its loop is done',
    inVirtualTime(async (clock) => {
      const times = await Promise.all(
        [30, 10, 20].map(async (ms) => {
          await runAsync(sleep(ms));
          return clock.elapsed();
        }),
      );
      expect(times).toEqual([30, 10, 20]);
    }),
  );

  it(
    'cannot run synchronously',
    inVirtualTime(() => {
      expect(() => run(sleep(1))).toThrow('runAsync()');
    }),
  );
});

describe("install({ order: 'host' })", () => {
  it('drives by the Async verbs alone, and names them', async () => {
    const clock = install({ order: 'host' });
    try {
      const seen: number[] = [];
      for (const ms of [10, 10, 20, 30]) setTimeout(() => seen.push(Date.now()), ms);
      for (const verb of ['tick', 'next', 'runAll', 'runToLast'] as const) {
        expect(() => clock[verb](1)).toThrow(`clock.${verb}Async()`);
      }
      expect(await clock.nextAsync()).toBe(10);
      expect(seen).toEqual([10]);
      expect(await clock.tickAsync(10)).toBe(20);
      expect(seen).toEqual([10, 10, 20]);
      expect(await clock.runToLastAsync()).toBe(30);
      expect(clock.countTimers()).toBe(0);
      expect(await clock.runAllAsync()).toBe(30);
    } finally {
      clock.uninstall();
    }
  });

  it('refuses what does not go together, by name', () => {
    expect(() => install({ order: 'node' as 'host' })).toThrow("order must be one of 'compatible', 'host'");
    expect(() => install({ order: 'host', toFake: ['nextTick'] })).toThrow('nextTick cannot be faked in host order');
    expect(() => install({ order: 'host', shouldAdvanceTime: true })).toThrow('shouldAdvanceTime');
  });
});

describe('the pains of manual ticks', () => {
  it(
    'a promise chain of 60 steps settles between two timers',
    inVirtualTime(async (clock) => {
      let settledAt = -1;
      setTimeout(() => {
        let chain = Promise.resolve();
        for (let i = 0; i < 60; i++) chain = chain.then(() => undefined);
        void chain.then(() => (settledAt = clock.elapsed()));
      }, 10);
      setTimeout(() => expect(settledAt).toBe(10), 11);
      await wait(12);
    }),
  );

  it(
    'Promise.race of a timer and work gives the host’s winner',
    inVirtualTime(async () => {
      const work = async () => {
        await wait(5);
        await wait(5);
        return 'work';
      };
      expect(await Promise.race([wait(10).then(() => 'timer'), work()])).toBe('timer');
    }),
  );

  it(
    'AsyncLocalStorage survives',
    inVirtualTime(async () => {
      const storage = new AsyncLocalStorage<string>();
      const seen = await storage.run('mine', async () => {
        const here = await new Promise((resolve) => setTimeout(() => resolve(storage.getStore()), 10));
        await wait(10);
        return [here, storage.getStore()];
      });
      expect(seen).toEqual(['mine', 'mine']);
    }),
  );

  it(
    'dynamic import works',
    inVirtualTime(async (clock) => {
      const module = (await nativeImport('node:path')) as { sep: string };
      expect([module.sep.length, clock.elapsed()]).toEqual([1, 0]);
    }),
  );

  it('a server that answers after 150 ms of real time does not burn the virtual timeout', async () => {
    const { setTimeout: realTimeout } = globalThis;
    const server = http.createServer((_request, response) => void realTimeout(() => response.end('answer'), 150));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const get = () =>
      new Promise<string>((resolve, reject) => {
        const timeout = setTimeout(() => reject(new Error('timeout')), 100);
        http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
          clearTimeout(timeout);
          response.resume().on('end', () => resolve('answer'));
        });
      });
    try {
      await inVirtualTime(async (clock) => {
        expect(await fetchWithRetry(get)).toBe('answer');
        expect(clock.elapsed()).toBe(0);
      })();
    } finally {
      server.close();
    }
  });
});
