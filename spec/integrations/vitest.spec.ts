import { withGlobal, type Clock } from 'tickless';
import { takeOver } from '../../lib/integrations/vitest-timers';

/** What `vi` has to do with fake timers. */
interface Vi {
  useFakeTimers(config?: object): Vi;
  useRealTimers(): Vi;
  isFakeTimers(): boolean;
  advanceTimersByTime(ms: number): Vi;
  advanceTimersByTimeAsync(ms: number): Promise<Vi>;
  advanceTimersToNextTimer(steps?: number): Vi;
  advanceTimersToNextTimerAsync(): Promise<Vi>;
  runAllTicks(): Vi;
  clearAllTimers(): Vi;
  getTimerCount(): number;
  setSystemTime(now?: number | string | Date | null | { epochMilliseconds: number }): Vi;
  getMockedSystemTime(): Date | null;
  getRealSystemTime(): number;
  setTimerTickMode(mode: string, delta?: number): Vi;
}

/** A global as Vitest's workers have it; the modules of Node are put back in the end. */
function adopt(fakeTimers: object = {}, isChildProcess = false) {
  const global = {
    Date,
    Promise,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    performance,
    process: { nextTick: (): void => undefined, ...(isChildProcess && { send: () => undefined }) },
    __vitest_worker__: { config: { fakeTimers } },
  };
  const vi = { setTimerTickMode: () => undefined } as unknown as Vi;
  const { configure, undo } = takeOver(vi, global);
  undone.push(undo);
  return { vi, configure, global: global as typeof global & { setTimeout: { clock?: Clock } } };
}
const undone: (() => void)[] = [];
afterEach(() => {
  for (const undo of undone.splice(0)) undo();
});

it('replaces the verbs of vi on the object itself, and each returns it', async () => {
  const { vi, global } = adopt();
  expect(vi.useFakeTimers({ now: 0 })).toBe(vi);
  expect(vi.isFakeTimers()).toBe(true);
  const seen: number[] = [];
  global.setTimeout(() => seen.push(global.Date.now()), 10);
  global.setTimeout(() => seen.push(global.Date.now()), 20);
  expect(vi.getTimerCount()).toBe(2);
  expect(vi.advanceTimersByTime(10)).toBe(vi);
  expect(await vi.advanceTimersByTimeAsync(10)).toBe(vi);
  expect(seen).toEqual([10, 20]);
  expect(vi.getMockedSystemTime()).toEqual(new Date(20));
  expect(vi.getRealSystemTime()).toBeGreaterThan(20);
  expect(vi.useRealTimers()).toBe(vi);
  expect([vi.isFakeTimers(), vi.getMockedSystemTime()]).toEqual([false, null]);
});

it('leaves nextTick and queueMicrotask real unless they are named, and whatever toNotFake names', () => {
  const { vi, global } = adopt();
  const { queueMicrotask, process } = global;
  const { nextTick } = process;
  vi.useFakeTimers({ toNotFake: ['performance'] });
  expect([global.queueMicrotask, global.process.nextTick, global.performance]).toEqual([
    queueMicrotask,
    nextTick,
    performance,
  ]);
  vi.useFakeTimers({ toFake: ['queueMicrotask'] });
  expect(global.queueMicrotask).not.toBe(queueMicrotask);
  expect(global.setTimeout.clock).toBeUndefined();
  expect(() => vi.useFakeTimers({ toFake: ['Date'], toNotFake: ['Date'] })).toThrow('cannot be used together');
});

it('obeys the configuration file, and vi.useFakeTimers() before that', () => {
  const { vi, global } = adopt({ loopLimit: 3, now: 5 });
  vi.useFakeTimers();
  expect([global.setTimeout.clock!.loopLimit, global.Date.now()]).toEqual([3, 5]);
  vi.useFakeTimers({ loopLimit: 4 });
  expect(global.setTimeout.clock!.loopLimit).toBe(4);
});

it('does not fake nextTick in a child process, which reports by it', () => {
  const { vi } = adopt({}, true);
  expect(() => vi.useFakeTimers({ toFake: ['nextTick'] })).toThrow("Use pool: 'threads'.");
});

it('fakes Date alone for setSystemTime without fake timers', () => {
  const { vi, global } = adopt();
  const real = global.setTimeout;
  vi.setSystemTime('2020-01-01T00:00:00Z');
  expect(global.Date.now()).toBe(Date.UTC(2020, 0, 1));
  expect(vi.isFakeTimers()).toBe(false);
  expect(global.setTimeout).toBe(real);
  vi.setSystemTime(7);
  vi.clearAllTimers();
  expect(vi.getMockedSystemTime()).toEqual(new Date(7));
  expect(() => vi.advanceTimersByTime(5)).toThrow(
    'A function to advance timers was called but the timers APIs are not mocked. Call vi.useFakeTimers() first.',
  );
  vi.useFakeTimers();
  expect(vi.getMockedSystemTime()).toEqual(new Date(7));
  vi.useRealTimers().setSystemTime();
  expect(global.Date.now()).toBeGreaterThan(1e12);
});

it('makes a date of what setSystemTime is given, and returns the very one that it was given', () => {
  const { vi, global } = adopt();
  const date = new Date(2000, 1, 1);
  vi.setSystemTime(date);
  expect(vi.getMockedSystemTime()).toBe(date);
  vi.setSystemTime(1.7);
  expect(global.Date.now()).toBe(1);
  vi.useFakeTimers();
  vi.setSystemTime(2.7);
  expect(global.Date.now()).toBe(2);
  vi.setSystemTime({ epochMilliseconds: 3 });
  expect(vi.getMockedSystemTime()).toEqual(new Date(3));
  vi.setSystemTime(null);
  expect(global.Date.now()).toBe(0);
});

it('tells the real time to who spies on Date', () => {
  const { vi } = adopt();
  const now = jest.spyOn(Date, 'now').mockReturnValue(5);
  expect(vi.getRealSystemTime()).toBeGreaterThan(1e12);
  now.mockRestore();
});

it('lets promises settle after each of the timers that are due together', async () => {
  const { vi, global } = adopt();
  vi.useFakeTimers();
  const log: string[] = [];
  for (const name of ['1st', '2nd', '3rd']) {
    global.setTimeout(() => {
      log.push(name);
      void Promise.resolve().then(() => log.push(`after ${name}`));
    }, 10);
  }
  await vi.advanceTimersToNextTimerAsync();
  expect(log).toEqual(['1st', 'after 1st', '2nd', 'after 2nd', '3rd', 'after 3rd']);
});

it('takes no number of steps', () => {
  const { vi, global } = adopt();
  vi.useFakeTimers();
  const fired: number[] = [];
  for (const ms of [1, 2]) global.setTimeout(() => fired.push(ms), ms);
  vi.advanceTimersToNextTimer(2);
  expect(fired).toEqual([1]);
});

it('fakes what the global was given until fake timers are used first, such as a polyfill', () => {
  const { vi, global } = adopt();
  const more = global as { requestAnimationFrame?: object; requestIdleCallback?: object };
  const polyfill = (): number => 0;
  more.requestAnimationFrame = polyfill;
  vi.useFakeTimers().useRealTimers();
  more.requestIdleCallback = polyfill;
  vi.useFakeTimers();
  expect(more.requestAnimationFrame).not.toBe(polyfill);
  expect(more.requestIdleCallback).toBe(polyfill);
});

it('says that a clock is installed that is not theirs, and finds the real functions once it is gone', () => {
  const { vi, global } = adopt();
  const clock = withGlobal(global).install();
  expect(() => vi.useFakeTimers()).toThrow('Fake timers of vi cannot be used now: a clock that is not theirs');
  clock.uninstall();
  vi.useFakeTimers({ now: 5 });
  expect(global.Date.now()).toBe(5);
  vi.useRealTimers();
  expect(global.Date.now()).toBeGreaterThan(1e12);
});

it("knows Vitest's words for the modes of a clock", () => {
  const { vi, global } = adopt();
  vi.useFakeTimers();
  vi.setTimerTickMode('interval', 5);
  expect(global.setTimeout.clock!.tickMode).toMatchObject({ mode: 'interval', delta: 5 });
  vi.setTimerTickMode('nextTimerAsync');
  expect(global.setTimeout.clock!.tickMode.mode).toBe('nextAsync');
  expect(() => vi.setTimerTickMode('fast')).toThrow('has the modes manual, interval, nextTimerAsync, but not fast');
});

describe('configure', () => {
  it("lets time advance by itself with advance: 'auto', and clears what is left", async () => {
    const { vi, configure, global } = adopt();
    configure({ advance: 'auto' });
    vi.useFakeTimers({ now: 0 });
    await new Promise((resolve) => global.setTimeout(resolve, 3_600_000));
    expect(global.Date.now()).toBe(3_600_000);
    vi.setTimerTickMode('manual');
    global.setTimeout(() => undefined, 5);
    vi.clearAllTimers();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has vi deny fake timers to those who poll, where nothing but time itself can advance it', async () => {
    const { vi, configure, global } = adopt();
    configure({ advance: 'auto', order: 'host' });
    vi.useFakeTimers({ now: 0 });
    expect(vi.isFakeTimers()).toBe(false);
    await new Promise((resolve) => global.setTimeout(resolve, 3_600_000));
    expect(global.Date.now()).toBe(3_600_000);
    expect(() => vi.advanceTimersByTime(5)).toThrow('Await vi.advanceTimersByTimeAsync() instead.');
  });

  it('leaves Node’s modules and what was kept of the global real where delegates are not wanted, until they are', async () => {
    const timers = process.getBuiltinModule('node:timers/promises');
    const { vi, configure, global } = adopt();
    configure({ delegates: false });
    const real = [timers.setTimeout, global.setTimeout];
    vi.useFakeTimers({ now: 0 });
    expect(global.setTimeout).not.toBe(real[1]);
    await timers.setTimeout(1);
    expect(global.Date.now()).toBe(0);
    vi.useRealTimers();
    expect(real).toEqual([timers.setTimeout, setTimeout]);
    configure({ advance: 'auto' });
    const kept = global.setTimeout;
    vi.useFakeTimers({ now: 0 });
    await timers.setTimeout(3_600_000);
    await new Promise((resolve) => kept(resolve, 3_600_000));
    expect(global.Date.now()).toBe(7_200_000);
  });

  it('refuses what is no option', () => {
    const { configure } = adopt();
    expect(() => configure({ advances: 'auto' } as never)).toThrow("configure() has no option 'advances'.");
    expect(() => configure({ order: 'Node' } as never)).toThrow('configure().order must be one of');
  });
});

it('says which version of Vitest it needs', () => {
  expect(() => takeOver({}, globalThis)).toThrow('tickless/vitest needs Vitest 5 or later.');
});
