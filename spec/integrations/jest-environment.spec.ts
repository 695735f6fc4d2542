import { basename } from 'node:path';
import { withGlobal, type Clock } from 'tickless';
import TicklessEnvironment from '../../lib/integrations/jest-environment';
import TicklessJsdomEnvironment from '../../lib/integrations/jest-environment-jsdom';
import preset from '../../lib/integrations/jest-preset';

type Options = ConstructorParameters<typeof TicklessEnvironment>[0];
/** The global object of a test file, as far as these tests look at it. */
interface TestGlobal {
  setTimeout: typeof setTimeout & { clock?: Clock };
  process: { nextTick: typeof process.nextTick };
  Date: DateConstructor;
  tickless?: unknown;
}

const HOUR_MS = 3_600_000;
const warnings: string[] = [];

function environment(
  testEnvironmentOptions: object = {},
  fakeTimers: object = {},
  Environment: typeof TicklessEnvironment = TicklessEnvironment,
) {
  const projectConfig = { testEnvironmentOptions, fakeTimers, globals: {}, rootDir: __dirname };
  const context = { console, docblockPragmas: {}, testPath: __filename };
  const made = new Environment({ projectConfig, globalConfig: {} } as unknown as Options, context);
  const global = made.global as unknown as TestGlobal & { console: object };
  global.console = { warn: (text: string) => warnings.push(text) };
  return { jest: made.fakeTimersModern!, global, teardown: () => made.teardown() };
}

describe.each<[string, typeof TicklessEnvironment]>([
  ['node', TicklessEnvironment],
  ['jsdom', TicklessJsdomEnvironment],
])('the Jest environment for %s', (_, Environment) => {
  it('replaces the timers of the test file by those of tickless, and puts them back', async () => {
    const { jest, global, teardown } = environment({}, {}, Environment);
    const real = global.setTimeout;
    jest.useFakeTimers({ now: 5 });
    expect(global.setTimeout.clock!.now).toBe(5);
    expect(jest.now()).toBe(5);
    expect(new global.Date().getTime()).toBe(5);
    expect(jest.getRealSystemTime()).toBeGreaterThan(5);
    jest.useRealTimers();
    expect(global.setTimeout).toBe(real);
    await teardown();
  });

  it('keeps its options to itself', async () => {
    const { global, teardown } = environment({ tickless: { advance: 'auto' } }, {}, Environment);
    expect(global.tickless).toBeUndefined();
    await teardown();
  });
});

describe('what jest is told', () => {
  it('is an error that says so while a clock is installed that is not Jest’s', async () => {
    const { jest, global, teardown } = environment();
    const clock = withGlobal(global).install();
    expect(() => jest.useFakeTimers()).toThrow(
      /^Fake timers of jest cannot be used now: .* inVirtualTime\(\), where time advances by itself/,
    );
    clock.uninstall();
    jest.useFakeTimers();
    await teardown();
  });

  it('drives the clock', async () => {
    const { jest, global, teardown } = environment();
    jest.useFakeTimers({ now: 0 });
    const seen: number[] = [];
    const note = (): void => void seen.push(global.Date.now());
    for (const ms of [10, 20, 20, 30, 40, 50, 60, 70]) global.setTimeout(note, ms);
    jest.advanceTimersByTime(10);
    jest.advanceTimersToNextTimer();
    await jest.advanceTimersByTimeAsync(10);
    await jest.advanceTimersToNextTimerAsync(2);
    expect(seen).toEqual([10, 20, 20, 30, 40, 50]);
    expect(jest.getTimerCount()).toBe(2);
    jest.runOnlyPendingTimers();
    await jest.runOnlyPendingTimersAsync();
    expect(seen.slice(-2)).toEqual([60, 70]);
    global.setTimeout(note, 5);
    jest.runAllTimers();
    global.setTimeout(note, 5);
    await jest.runAllTimersAsync();
    expect(seen.slice(-2)).toEqual([75, 80]);
    jest.advanceTimersToNextFrame();
    expect(jest.now()).toBe(96);
    await teardown();
  });

  it.each([undefined, null, '5', {}])('is a TypeError where a duration is missing or is none: %j', async (given) => {
    const { jest, teardown } = environment();
    jest.useFakeTimers({ now: 0 });
    const message =
      /^jest\.advanceTimersByTime\w*\(\) needs a number of milliseconds or a Temporal\.Duration, but was given /;
    expect(() => jest.advanceTimersByTime(given as never)).toThrow(message);
    await expect(jest.advanceTimersByTimeAsync(given as never)).rejects.toThrow(message);
    expect(jest.now()).toBe(0);
    await teardown();
  });

  it('takes what can total itself in milliseconds, such as a Temporal.Duration, for a duration', async () => {
    const { jest, teardown } = environment();
    jest.useFakeTimers({ now: 0 });
    jest.advanceTimersByTime({ total: () => 7 } as never);
    await jest.advanceTimersByTimeAsync({ total: () => 8 } as never);
    expect(jest.now()).toBe(15);
    await teardown();
  });

  it('runs jobs, clears, resets, and sets the time', async () => {
    const { jest, global, teardown } = environment();
    jest.useFakeTimers({ now: 1_000 });
    let ran = false;
    global.process.nextTick(() => (ran = true));
    jest.runAllTicks();
    expect(ran).toBe(true);
    global.setTimeout(() => undefined, 5);
    jest.clearAllTimers();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(500);
    global.setTimeout(() => undefined, 5);
    jest.reset();
    expect([jest.getTimerCount(), jest.now()]).toEqual([0, 1_500]);
    jest.setSystemTime(7);
    expect(jest.now()).toBe(7);
    await teardown();
  });

  it('obeys the configuration file, and jest.useFakeTimers() before that', async () => {
    const { jest, global, teardown } = environment({}, { now: 5, doNotFake: ['Date'], timerLimit: 3 });
    jest.useFakeTimers();
    expect(jest.now()).toBe(5);
    expect(global.Date.now()).toBeGreaterThan(5);
    const again = (): unknown => global.setTimeout(again, 1);
    again();
    expect(() => jest.runAllTimers()).toThrow('after running 3 timers');
    jest.useFakeTimers({ now: 6, doNotFake: [], advanceTimers: 7 });
    expect(global.Date.now()).toBe(6);
    expect(global.setTimeout.clock!.tickMode).toMatchObject({ mode: 'interval', delta: 7 });
    jest.setTimerTickMode({ mode: 'manual' });
    expect(global.setTimeout.clock!.tickMode.mode).toBe('manual');
    await teardown();
  });

  it('may be null where a configuration says so', async () => {
    const { jest, global, teardown } = environment({}, { now: 5, doNotFake: ['Date'] });
    jest.useFakeTimers({ now: null, doNotFake: null } as never);
    expect(global.Date.now()).toBe(jest.now());
    expect(jest.now()).toBeGreaterThan(5);
    await teardown();
  });

  it('does not concern what a test file gives to its global', async () => {
    const { jest, global, teardown } = environment();
    const requestAnimationFrame = (): number => 0;
    Object.assign(global, { requestAnimationFrame });
    jest.useFakeTimers();
    expect(global).toMatchObject({ requestAnimationFrame });
    await teardown();
  });

  it('is a warning while nothing is fake', async () => {
    const { jest, teardown } = environment();
    warnings.length = 0;
    jest.advanceTimersByTime(5);
    const driven = jest.advanceTimersByTimeAsync(5);
    expect(driven).toBeInstanceOf(Promise);
    await driven;
    expect(jest.getTimerCount()).toBe(0);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toMatch(
      /^A function to advance timers was called but the timers APIs are not replaced with fake timers\. Call jest\.useFakeTimers\(\) first[^]*jest-environment\.spec/,
    );
    jest.useRealTimers();
    jest.clearAllTimers();
    expect(jest.now()).toBeGreaterThan(1e12);
    await teardown();
  });
});

describe('testEnvironmentOptions.tickless', () => {
  it("lets time advance by itself with advance: 'auto'", async () => {
    const { jest, global, teardown } = environment({ tickless: { advance: 'auto' } });
    jest.useFakeTimers({ now: 0 });
    await new Promise((resolve) => global.setTimeout(resolve, 3 * HOUR_MS));
    expect(jest.now()).toBe(3 * HOUR_MS);
    await teardown();
  });

  it("runs callbacks in Node's order with order: 'host', by the Async verbs only", async () => {
    const { jest, global, teardown } = environment({ tickless: { order: 'host' } });
    const { nextTick } = global.process;
    jest.useFakeTimers({ now: 0 });
    expect(global.process.nextTick).toBe(nextTick);
    const seen: string[] = [];
    global.setTimeout(() => seen.push('1 ms'), 1);
    global.setTimeout(() => seen.push('0 ms'), 0);
    await jest.advanceTimersByTimeAsync(1);
    expect(seen).toEqual(['1 ms', '0 ms']);
    expect(() => jest.runAllTimers()).toThrow('Await jest.runAllTimersAsync() instead.');
    expect(() => jest.useFakeTimers({ advanceTimers: true })).toThrow("Choose advance: 'auto'");
    await teardown();
  });

  it.each([
    [{ ordre: 'host' }, "testEnvironmentOptions.tickless has no option 'ordre'. There are: advance, delegates, order."],
    [
      { order: 'node' },
      `testEnvironmentOptions.tickless.order must be one of 'compatible', 'host', but was given the string "node".`,
    ],
    [{ advance: true }, 'testEnvironmentOptions.tickless.advance must be one of'],
    [
      { delegates: 'no' },
      'testEnvironmentOptions.tickless.delegates must be true or false, but was given the string "no".',
    ],
    ['auto', 'testEnvironmentOptions.tickless must be an object of options, but is the string "auto".'],
    [null, 'testEnvironmentOptions.tickless must be an object of options, but is null.'],
  ])('refuses %j in one line', (tickless, message) => {
    expect(() => environment({ tickless })).toThrow(message);
  });
});

describe('the preset', () => {
  const HOOK = Symbol.for('tickless/1/jest');
  const timersPromises = (): typeof import('node:timers/promises') => process.getBuiltinModule('node:timers/promises');

  it("has Node's modules reach the clock, also by references that were kept, until the environment is torn down", async () => {
    const real = timersPromises().setTimeout;
    const { jest, global, teardown } = environment({ tickless: { advance: 'auto' } });
    (global as { [HOOK]?: () => void })[HOOK]!();
    const kept = timersPromises().setTimeout;
    jest.useFakeTimers({ now: 0 });
    await kept(HOUR_MS);
    await timersPromises().scheduler.wait(HOUR_MS);
    expect(jest.now()).toBe(2 * HOUR_MS);
    await teardown();
    expect(timersPromises().setTimeout).toBe(real);
  });

  it('comes after the clock that Jest installs with enableGlobally', async () => {
    const { jest, global, teardown } = environment({}, { now: 5 });
    jest.useFakeTimers();
    (global as { [HOOK]?: () => void })[HOOK]!();
    expect(jest.now()).toBe(5);
    const wait = timersPromises().setTimeout(HOUR_MS, 'value');
    await jest.advanceTimersByTimeAsync(HOUR_MS);
    expect(await wait).toBe('value');
    await teardown();
  });

  it('leaves the modules alone where delegates are not wanted', async () => {
    const real = timersPromises().setTimeout;
    const { jest, global, teardown } = environment({ tickless: { delegates: false } });
    const kept = global.setTimeout;
    (global as { [HOOK]?: () => void })[HOOK]!();
    jest.useFakeTimers();
    expect([timersPromises().setTimeout, kept]).toEqual([real, setTimeout]);
    expect(global.setTimeout).not.toBe(kept);
    await teardown();
  });

  it('does without unless it is asked for', async () => {
    const real = timersPromises().setTimeout;
    const { jest, teardown } = environment();
    jest.useFakeTimers();
    expect(timersPromises().setTimeout).toBe(real);
    await teardown();
  });

  it('asks for that in a setup file, which says which environments it goes with', () => {
    expect(preset.setupFilesAfterEnv.map((file) => basename(file))).toEqual(['jest-setup.js']);
    expect(() => void jest.requireActual('../../lib/integrations/jest-setup')).toThrow(
      "needs an environment of tickless: 'tickless/jest-environment' or",
    );
    const reach = jest.fn();
    Object.defineProperty(globalThis, HOOK, { value: reach, configurable: true });
    jest.requireActual('../../lib/integrations/jest-setup');
    Reflect.deleteProperty(globalThis, HOOK);
    expect(reach).toHaveBeenCalledTimes(1);
  });
});
