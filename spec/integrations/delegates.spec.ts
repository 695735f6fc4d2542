import { createContext, runInContext } from 'node:vm';
import * as timers from 'node:timers';
import * as timersPromises from 'node:timers/promises';
import { performance as nodePerformance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { inVirtualTime, install, timers as natives, withGlobal } from 'tickless';
import { installDelegates } from 'tickless/delegates';

const HOUR = 3_600_000;

/** What a module may keep when it is loaded. */
function keep() {
  const { setTimeout, setInterval, setImmediate, clearTimeout, Date } = globalThis;
  const { hrtime } = process;
  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    Date,
    hrtime,
    bigint: Reflect.get(hrtime, 'bigint'),
    sleep: promisify(setTimeout),
    turn: promisify(setImmediate),
    now: Date.now,
    performanceNow: nodePerformance.now.bind(nodePerformance),
    abortAfter: AbortSignal.timeout.bind(AbortSignal),
    fromTimers: { ...timers },
    fromPromises: { ...timersPromises },
    wait: timersPromises.scheduler.wait.bind(timersPromises.scheduler),
    yield: timersPromises.scheduler.yield.bind(timersPromises.scheduler),
  };
}
type Kept = ReturnType<typeof keep>;

describe('references kept after installDelegates()', () => {
  let undo: () => void;
  let kept: Kept;
  beforeAll(() => {
    undo = installDelegates();
    kept = keep();
  });
  afterAll(() => undo());

  const WAITS: Record<string, (kept: Kept) => Promise<unknown>> = {
    setTimeout: ({ setTimeout }) => new Promise((resolve) => setTimeout(resolve, HOUR, 'value')),
    'promisify(setTimeout)': ({ sleep }) => sleep(HOUR, 'value'),
    'setTimeout of timers': ({ fromTimers }) =>
      new Promise((resolve) => fromTimers.setTimeout(() => resolve('value'), HOUR)),
    'setTimeout of timers/promises': ({ fromPromises }) => fromPromises.setTimeout(HOUR, 'value'),
    'scheduler.wait': async (kept) => (await kept.wait(HOUR), 'value'),
    setInterval: ({ setInterval }) =>
      new Promise((resolve) => {
        const interval = setInterval(() => {
          clearInterval(interval);
          resolve('value');
        }, HOUR);
      }),
    'setInterval of timers/promises': async ({ fromPromises }) => {
      for await (const value of fromPromises.setInterval(HOUR, 'value')) return value;
      return undefined;
    },
    'AbortSignal.timeout': ({ abortAfter }) =>
      new Promise((resolve) => {
        abortAfter(HOUR).addEventListener('abort', () => resolve('value'));
        setTimeout(() => undefined, HOUR + 1);
      }),
  };

  it.each(Object.entries(WAITS))('%s waits in virtual time', async (_name, wait) => {
    const test = inVirtualTime(async (clock) => [await wait(kept), clock.elapsed()], { leftovers: 'ignore' });
    expect(await test()).toEqual(['value', HOUR]);
  });

  it('immediates are those of the clock', async () => {
    const test = inVirtualTime(async (clock) => {
      const seen: string[] = [];
      kept.setImmediate(() => seen.push('setImmediate'));
      const pending = clock.pending().map(({ kind }) => kind);
      await kept.turn();
      seen.push('promisify(setImmediate)');
      await kept.fromPromises.setImmediate();
      await kept.yield();
      return [pending, seen];
    });
    expect(await test()).toEqual([['Immediate'], ['setImmediate', 'promisify(setImmediate)']]);
  });

  it('clearTimeout clears timers of the clock', async () => {
    const test = inVirtualTime((clock) => {
      kept.clearTimeout(setTimeout(() => undefined, HOUR));
      return clock.pending();
    });
    expect(await test()).toEqual([]);
  });

  it('Date, hrtime and performance tell the time of the clock, and the real time when there is none', async () => {
    const read = () => [kept.now(), new kept.Date().getTime(), kept.Date.parse(kept.Date()), kept.Date.now()];
    const test = inVirtualTime(
      async () => {
        const measure = () => [kept.performanceNow() / 1000, kept.hrtime()[0], Number(kept.bigint() / 1_000_000_000n)];
        const before = measure();
        await kept.sleep(HOUR);
        return [read(), measure().map((seconds, i) => seconds - before[i]!)];
      },
      { now: 0 },
    );
    expect(await test()).toEqual([
      [HOUR, HOUR, HOUR, HOUR],
      [3600, 3600, 3600],
    ]);
    for (const time of read()) expect(time).toBeGreaterThan(Date.UTC(2020, 0, 1));
  });

  it('a kept Date makes real dates, also for a subclass', async () => {
    class Day extends kept.Date {
      get isNew(): boolean {
        return this.getTime() === 0;
      }
    }
    const check = () => [
      new kept.Date(5) instanceof Date,
      new Date(5) instanceof kept.Date,
      new Day() instanceof kept.Date,
      new Day(7).getTime(),
      new kept.Date(2001, 1).getFullYear(),
      kept.Date.UTC(2000),
    ];
    const expected = [true, true, true, 7, 2001, Date.UTC(2000)];
    expect(check()).toEqual(expected);
    expect(await inVirtualTime(() => [check(), new Day().isNew], { now: 0 })()).toEqual([expected, true]);
  });

  it('reach a clock that was installed by hand, in either order', async () => {
    const clock = install();
    const seen: unknown[] = [];
    kept.setTimeout(() => seen.push(clock.now), HOUR);
    void kept.fromPromises.setTimeout(HOUR, 'promised').then((value) => seen.push(value));
    await clock.tickAsync(HOUR);
    clock.uninstall();
    expect(seen).toEqual([HOUR, 'promised']);
  });

  it('a spy on Date.now is found where it was put', () => {
    const spy = jest.spyOn(kept.Date, 'now').mockReturnValue(5);
    expect([kept.Date.now(), Date.now()]).toEqual([5, 5]);
    expect(kept.Date.now).toHaveBeenCalledTimes(2);
    spy.mockRestore();
    expect(kept.Date.now()).toBeGreaterThan(5);
  });

  it('are the real functions as far as anybody can see', () => {
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'Date'] as const) {
      expect(kept[name].name).toBe(natives[name]!.name);
      expect(kept[name]).toHaveLength(natives[name]!.length);
      expect(kept[name]).not.toBe(natives[name]);
    }
    expect(kept.fromTimers.setTimeout).toBe(kept.setTimeout);
    expect(kept.hrtime().length).toBe(2);
    expect(kept.Date.prototype).toBe(Date.prototype);
  });

  it('call the real functions while there is no clock', async () => {
    expect(await kept.sleep(1, 'a')).toBe('a');
    expect(await kept.fromPromises.setTimeout(1, 'b')).toBe('b');
    expect(kept.setTimeout(() => undefined).constructor.name).toBe('Timeout');
    expect(kept.abortAfter(HOUR).aborted).toBe(false);
    await kept.yield();
  });
});

describe('installDelegates', () => {
  const places = (): unknown[] => [
    Object.getOwnPropertyDescriptors(globalThis),
    Object.getOwnPropertyDescriptors(timers),
    Object.getOwnPropertyDescriptors(timersPromises),
    Object.getOwnPropertyDescriptors(timersPromises.scheduler),
    Object.getOwnPropertyDescriptor(AbortSignal, 'timeout'),
    Object.getOwnPropertyDescriptor(nodePerformance, 'now'),
    process.hrtime,
  ];

  it('puts everything back exactly, in whichever order several are undone', () => {
    const before = places();
    const first = installDelegates();
    const second = installDelegates();
    first();
    expect(setTimeout).not.toBe(natives.setTimeout);
    second();
    expect(places()).toEqual(before);
    expect(setTimeout).toBe(natives.setTimeout);
  });

  it('leaves references that were kept in working order', async () => {
    const undo = installDelegates();
    const sleep = promisify(setTimeout);
    undo();
    expect(await sleep(1, 'value')).toBe('value');
    await inVirtualTime(async () => expect(await sleep(1, 'real')).toBe('real'), { leftovers: 'ignore' })();
  });

  it('serves those who kept references before and after a second call alike', async () => {
    const undo = installDelegates();
    const early = setTimeout;
    const undoSecond = installDelegates();
    const late = setTimeout;
    const test = inVirtualTime(async (clock) => {
      for (const set of [early, late]) await new Promise((resolve) => set(resolve, HOUR));
      return clock.elapsed();
    });
    expect(await test()).toBe(2 * HOUR);
    undoSecond();
    undo();
  });

  it('refuses to be called while a clock is installed', () => {
    const clock = install();
    expect(() => installDelegates()).toThrow('while a clock is installed on this global');
    clock.uninstall();
  });

  it('serves the global of a sandbox', () => {
    const sandbox = runInContext('globalThis', createContext({ setTimeout, clearTimeout })) as typeof globalThis;
    const undo = installDelegates(sandbox);
    const kept = { setTimeout: sandbox.setTimeout, now: sandbox.Date.now };
    const clock = withGlobal(sandbox).install({ now: 5, toFake: ['setTimeout', 'Date'] });
    const seen: number[] = [];
    kept.setTimeout(() => seen.push(kept.now()), HOUR);
    clock.runAll();
    clock.uninstall();
    undo();
    expect(seen).toEqual([HOUR + 5]);
    expect(sandbox.setTimeout).toBe(setTimeout);
  });
});
