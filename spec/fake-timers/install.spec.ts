import fc from 'fast-check';
import { promisify } from 'node:util';
import * as perfHooks from 'node:perf_hooks';
import * as timersModule from 'node:timers';
import { EventLoop, sleep } from 'tickless';
import * as fakeTimers from '../../lib/fake-timers';
import { install, timers, withGlobal, type Clock, type Config, type FakeMethod } from '../../lib/fake-timers';

let clock: Clock | undefined;
afterEach(() => clock?.uninstall());

describe('timers', () => {
  it('has the real functions, under the names that can be faked here', () => {
    expect(Object.keys(timers).slice(0, 5)).toEqual([
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'Date',
    ]);
    expect(timers.setTimeout).toBe(setTimeout);
    expect(timers.hrtime).toBe(process.hrtime);
    expect(Object.keys(withGlobal({ Date }).timers)).toEqual(Object.keys(timers).slice(0, 5));
  });
});

describe('install', () => {
  it('replaces everything by default, and puts it back', () => {
    const before = snapshot();
    clock = install({ now: 5 });
    expect(clock.methods).toEqual(Object.keys(timers));
    expect([Date.now(), new Date().getTime(), performance.now(), performance.timeOrigin]).toEqual([5, 5, 0, 5]);
    expect(Object.getOwnPropertyDescriptor(globalThis, 'setTimeout')).toMatchObject({
      writable: true,
      enumerable: true,
      configurable: true,
    });
    clock.uninstall();
    expect(clock.methods).toEqual([]);
    expect(snapshot()).toEqual(before);
    clock.uninstall();
    expect(snapshot()).toEqual(before);
  });

  it('gives its functions the clock, their names and lengths, and the properties of the real ones', () => {
    clock = install();
    for (const name of ['setTimeout', 'clearTimeout', 'setImmediate', 'queueMicrotask'] as const) {
      const fake = globalThis[name] as unknown as { clock: Clock; name: string; length: number };
      expect([fake.clock === clock, fake.name]).toEqual([true, name]);
      expect(fake.length).toBe(clock[name].length);
      expect(Object.hasOwn(fake, 'clock')).toBe(true);
    }
    expect((process.hrtime as unknown as { clock: Clock }).clock).toBe(clock);
    expect(typeof process.hrtime.bigint()).toBe('bigint');
    expect((clock as unknown as Record<string, unknown>)['_setTimeout']).toBe(timers.setTimeout);
  });

  it('asks the clock at each call, so a spy on the clock sees it', () => {
    clock = install();
    const spy = jest.spyOn(clock, 'setTimeout');
    setTimeout(() => undefined, 7);
    expect(spy).toHaveBeenCalledWith(expect.any(Function), 7);
  });

  it('hands on as many arguments as it was given', () => {
    clock = install();
    const spies = [jest.spyOn(clock, 'setTimeout'), jest.spyOn(clock, 'clearTimeout')];
    const act = (): void => undefined;
    const call = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const args of [[act], [act, 7], [act, undefined], [act, 7, 'a', 'b']]) call['setTimeout']!(...args);
    call['clearTimeout']!();
    expect(spies.map(({ mock }) => mock.calls.map((args) => args.length))).toEqual([[1, 2, 2, 4], [0]]);
  });

  it('leaves fakes that somebody has kept on the clock after it was uninstalled', () => {
    clock = install();
    const { setTimeout: kept } = globalThis;
    clock.uninstall();
    const fired = jest.fn();
    kept(fired, 5);
    clock.tick(5);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('fakes what it is told to, or all but what it is told not to', () => {
    clock = install({ toFake: ['setTimeout'] });
    expect([(setTimeout as unknown) === timers.setTimeout, Date === timers.Date]).toEqual([false, true]);
    clock.uninstall();
    clock = install({ toNotFake: ['setTimeout'] });
    expect([(setTimeout as unknown) === timers.setTimeout, Date === timers.Date]).toEqual([true, false]);
    clock.uninstall();
    clock = install({ toFake: [] });
    expect(clock.methods).toEqual(Object.keys(timers));
    clock.uninstall();
    clock = install({ toFake: null, target: null } as never);
    expect(clock.methods).toEqual(Object.keys(timers));
  });

  it('refuses bad configs', () => {
    const bad =
      (config: unknown, ...more: unknown[]): (() => unknown) =>
      () =>
        (install as (...args: unknown[]) => unknown)(config, ...more);
    expect(bad(5)).toThrow(new TypeError('FakeTimers.install called with 5 install requires an object parameter'));
    expect(bad([])).toThrow(TypeError);
    expect(bad(new Date())).toThrow(TypeError);
    expect(bad({}, undefined)).toThrow(TypeError);
    expect(bad(Object.freeze({}))).toThrow(TypeError);
    expect(bad({ target: {} })).toThrow('config.target is no longer supported. Use `withGlobal(target)` instead.');
    expect(bad({ toFake: undefined, toNotFake: undefined })).toThrow(
      'config.toFake and config.toNotFake cannot be used together',
    );
    expect(bad({ toFake: ['fancy'] })).toThrow(
      new ReferenceError("non-existent timers and/or objects cannot be faked: 'fancy'"),
    );
    expect(bad({ now: 'noon' })).toThrow('now should be milliseconds since UNIX epoch');
    expect(Date).toBe(timers.Date);
  });

  it('passes over what is missing if it is told to', () => {
    clock = install({ toFake: ['requestAnimationFrame', 'Date'], ignoreMissingTimers: true });
    expect(clock.methods).toEqual(['requestAnimationFrame', 'Date']);
    expect('requestAnimationFrame' in globalThis).toBe(false);
  });

  it('writes its defaults into the config', () => {
    const config: Config = {};
    clock = install(config);
    expect(config).toEqual({ shouldAdvanceTime: false, advanceTimeDelta: 20, shouldClearNativeTimers: false });
  });

  it('refuses a second time, as long as Date is fake', () => {
    clock = install();
    expect(() => install()).toThrow(new TypeError("Can't install fake timers twice on the same global object."));
    clock.uninstall();
    clock = install({ toFake: ['setTimeout'] });
    install({ toFake: ['setTimeout'] }).uninstall();
  });

  it('clears native timers if it is told to, and warns once if not', () => {
    const scope = {
      Date,
      setTimeout: () => 5,
      clearTimeout: jest.fn(),
      setInterval: () => 5,
      clearInterval: jest.fn(),
    };
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const fakes = withGlobal(scope);
    scope.clearTimeout.mockClear();
    const clearTimeout = scope.clearTimeout;
    const one = fakes.install();
    scope.clearTimeout(7);
    scope.clearTimeout(8);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /^FakeTimers: clearTimeout was invoked to clear a native timer instead of one created by this library\.\nTo automatically clean-up native timers, use `shouldClearNativeTimers`\.\n.*install\.spec\.ts/,
    );
    one.uninstall();
    const other = fakes.install({ shouldClearNativeTimers: true });
    scope.clearTimeout(9);
    other.uninstall();
    expect(clearTimeout.mock.calls).toEqual([[9]]);
    warn.mockRestore();
  });

  it('returns the pending timers from uninstall, as a heap', () => {
    clock = install();
    new EventLoop().callLater(1, () => undefined);
    for (const delay of [5, 2, 3]) setTimeout(() => undefined, delay);
    expect((clock.uninstall() as unknown as { callAt: number }[]).map(({ callAt }) => callAt)).toEqual([2, 5, 3]);
  });

  it('replaces the functions of the module timers and of perf_hooks, and promisified ones follow', async () => {
    const real = timersModule.setTimeout;
    clock = install();
    const current = process.getBuiltinModule('node:timers');
    expect(current.setTimeout).toBe(setTimeout);
    expect(clock.timersModuleMethods!.map(({ methodName }) => methodName)).toEqual(
      Object.keys(timers).filter((name) => /Timeout|Interval|Immediate/.test(name)),
    );
    expect(perfHooks.performance.now()).toBe(0);
    const waited = promisify(setTimeout)(100, 'value');
    await clock.tickAsync(100);
    expect(await waited).toBe('value');
    clock.uninstall();
    expect(process.getBuiltinModule('node:timers').setTimeout).toBe(real);
  });

  it('stands in for performance: marks, measures and lists that hold nothing', () => {
    clock = install();
    clock.tick(1.5);
    expect(performance.now()).toBe(1.5);
    expect(performance.mark('m')).toMatchObject({ name: 'm', entryType: 'mark', startTime: 0, duration: 0 });
    expect(performance.measure('m')).toMatchObject({ entryType: 'measure', duration: 100 });
    expect(performance.getEntries()).toEqual([]);
    expect([performance].map((fake): unknown => fake.clearMarks())).toEqual([undefined]);
  });

  it('shows nothing new to those who list the global', () => {
    const scope = { Date, setTimeout, clearTimeout };
    clock = withGlobal(scope).install({ ignoreMissingTimers: true });
    expect(Reflect.ownKeys({ ...scope })).toEqual(['Date', 'setTimeout', 'clearTimeout']);
    clock.uninstall();
    expect(Reflect.ownKeys(scope)).toEqual(['Date', 'setTimeout', 'clearTimeout']);
  });

  it('stands in for what performance has by the time it is installed', () => {
    const members = performance as unknown as Record<string, () => unknown>;
    const prototype = Object.getPrototypeOf(performance) as typeof members;
    prototype['addedLater'] = () => 'real';
    try {
      clock = install();
      expect(() => (performance as unknown as typeof members)['addedLater']!()).not.toThrow();
      clock.uninstall();
      expect(members['addedLater']!()).toBe('real');
    } finally {
      delete prototype['addedLater'];
    }
  });
});

describe('automatic modes', () => {
  it('nextAsync runs timers by itself, until it is told to stop', async () => {
    clock = install({ toFake: ['setTimeout', 'Date'] });
    clock.setTickMode({ mode: 'nextAsync' });
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    expect(Date.now()).toBe(3_600_000);
    clock.setTickMode({ mode: 'manual' });
    expect(clock.tickMode).toEqual({ mode: 'manual', counter: 2, delta: undefined });
  });

  it('nextAsync rests while an Async verb is at work', async () => {
    clock = install({ toFake: ['setTimeout', 'Date'] });
    clock.setTickMode({ mode: 'nextAsync' });
    const seen: number[] = [];
    for (const delay of [10, 20, 30]) setTimeout(() => seen.push(Date.now()), delay);
    await clock.tickAsync(15);
    expect(seen).toEqual([10]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toEqual([10, 20, 30]);
  });

  it('interval advances with real time', async () => {
    clock = install({ toFake: ['setTimeout', 'Date'], shouldAdvanceTime: true, advanceTimeDelta: 5 });
    expect(clock.tickMode).toEqual({ mode: 'interval', counter: 1, delta: 5 });
    await new Promise((resolve) => setTimeout(resolve, 8));
    expect(Date.now()).toBe(10);
  });

  it('keeps a mode that it does not know', () => {
    clock = install();
    clock.setTickMode({ mode: 'sideways' as never });
    expect(clock.tickMode.mode).toBe('sideways');
  });
});

describe('an event loop made while a clock is installed', () => {
  it('joins the clock: its sleeps and setTimeout fire in one order', () => {
    clock = install();
    const seen: string[] = [];
    const loop = new EventLoop();
    loop.createTask(function* () {
      for (const ms of [10, 10]) {
        yield* sleep(ms);
        seen.push(`task@${Date.now()}`);
      }
    });
    setTimeout(() => seen.push(`timeout@${Date.now()}`), 15);
    clock.tick(30);
    expect(seen).toEqual(['task@10', 'timeout@15', 'task@20']);
  });

  it('runs jobs after each timer, and puts off what a timer sets without delay', () => {
    clock = install();
    const loop = new EventLoop();
    const seen: string[] = [];
    const note = (name: string) => () => void seen.push(`${name}@${loop.time()}`);
    setTimeout(() => {
      note('first')();
      process.nextTick(note('job'));
      setTimeout(note('without delay'), 0);
    }, 5);
    setTimeout(note('second'), 5);
    loop.callAt(7, () => {
      process.nextTick(note("job of the loop's"));
      setTimeout(note('at once'), 0);
    });
    loop.runUntilComplete(sleep(10));
    expect(seen).toEqual(['first@5', 'job@5', 'second@5', 'without delay@6', "job of the loop's@7", 'at once@7']);
  });

  it('drives the clock: timers and jobs run when the loop comes by', () => {
    clock = install();
    const seen: string[] = [];
    setTimeout(() => {
      seen.push(`timeout@${Date.now()}`);
      process.nextTick(() => seen.push(`job@${Date.now()}`));
    }, 15);
    new EventLoop().runUntilComplete(function* () {
      process.nextTick(() => seen.push(`first@${Date.now()}`));
      yield* sleep(20);
      seen.push(`task@${Date.now()}`);
    });
    expect(seen).toEqual(['first@0', 'timeout@15', 'job@15', 'task@20']);
  });

  it('still drives the clock once that is uninstalled: timers and jobs', () => {
    clock = install();
    const { nextTick, setTimeout } = clock;
    const seen: string[] = [];
    const loop = new EventLoop();
    clock.uninstall();
    setTimeout(() => nextTick(() => seen.push(`job of the timer@${loop.time()}`)), 5);
    nextTick(() => seen.push(`job@${loop.time()}`));
    loop.runUntilComplete(sleep(10));
    expect(seen).toEqual(['job@0', 'job of the timer@5']);
  });
});

describe('the world', () => {
  it('is left as it was found, whatever is installed, scheduled, thrown and uninstalled in any order (property)', () => {
    const method = fc.constantFrom(...(Object.keys(timers) as FakeMethod[]));
    const step = fc.oneof(
      fc.record({
        do: fc.constant('install' as const),
        toFake: fc.uniqueArray(method, { minLength: 1, maxLength: 6 }),
      }),
      fc.record({ do: fc.constantFrom('schedule' as const, 'throw' as const, 'uninstall' as const), which: fc.nat(5) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12, size: 'max' }), (steps) => {
        const before = snapshot();
        const clocks: Clock[] = [];
        for (const step of steps) {
          if (step.do === 'install') {
            // With Date among them a second one is refused, and then nothing may have changed.
            try {
              clocks.push(install({ toFake: step.toFake }));
            } catch (error) {
              expect(String(error)).toContain('twice');
            }
            continue;
          }
          const chosen = clocks[step.which % Math.max(1, clocks.length)];
          if (step.do === 'uninstall') chosen?.uninstall();
          else if (step.do === 'schedule') setTimeout(() => undefined, 1e9).unref();
          else
            chosen?.setTimeout(() => {
              throw new Error('from a callback');
            }, 1);
          if (step.do === 'throw' && chosen !== undefined) expect(() => chosen.tick(1)).toThrow('from a callback');
        }
        for (const clock of clocks) clock.uninstall();
        expect(snapshot()).toEqual(before);
      }),
      { seed: 31, numRuns: 200 },
    );
  });
});

describe('packaging', () => {
  it('has the compatible order alone in tickless/fake-timers, and says where the other is', () => {
    const config = { order: 'host' } as Config;
    for (const { install } of [fakeTimers, withGlobal({ Date, setTimeout, clearTimeout })]) {
      expect(() => install(config)).toThrow(
        "These fake timers have no order 'host'. Use install() of the package tickless: import { install } from 'tickless'.",
      );
    }
    install({ order: 'compatible' } as Config).uninstall();
    expect((Date as { isFake?: boolean }).isFake).toBeUndefined();
  });

  it('has the four names in the order of withGlobal in the small package, writable, and without __esModule', () => {
    const source = jest.requireActual<Record<string, unknown>>('../../packages/fake-timers/index.js');
    expect(Object.keys(source)).toEqual(Object.keys(withGlobal(globalThis)));
    expect('__esModule' in source).toBe(false);
    expect(Object.values(Object.getOwnPropertyDescriptors(source)).every(({ writable }) => writable)).toBe(true);
    expect(source['install']).toBe(fakeTimers.install);
  });
});

/** Every property that may be replaced, with its descriptor. */
function snapshot(): unknown {
  const modules = [
    process.getBuiltinModule('node:timers'),
    process.getBuiltinModule('node:timers/promises'),
    perfHooks.performance,
  ];
  return [globalThis, process, ...modules].map((object) =>
    Reflect.ownKeys(object)
      .filter((key) => Object.hasOwn(timers, key) || typeof key === 'symbol' || key === 'now')
      .map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]),
  );
}
