import { promisify } from 'node:util';
import { EventLoop } from 'tickless';
import * as compatible from '@sinonjs/fake-timers';
import { createClock, install, timers, withGlobal } from '../../lib/fake-timers';
import { stackOf } from '../support/stack-of';

const nothing = (): void => undefined;

describe('globals that have little', () => {
  it('may lack everything but Date', async () => {
    const scope = { Date };
    const { timers: found, install: installThere } = withGlobal(scope);
    expect(found).toMatchObject({ setTimeout: undefined, Date });
    const clock = installThere({ ignoreMissingTimers: true, now: 7 });
    expect([clock.methods.includes('Date'), scope.Date.now(), 'tickAsync' in clock]).toEqual([true, 7, false]);
    clock.uninstall();
    expect(scope).toEqual({ Date });
  });

  it('may have timers that are numbers', () => {
    const clock = withGlobal({ Date, setTimeout: () => 1, clearTimeout: nothing, setInterval: () => 2 }).createClock();
    const id = clock.setTimeout(nothing, 5);
    expect([typeof id, clock.countTimers()]).toEqual(['number', 1]);
    clock.clearTimeout(`${id as unknown as number}`);
    expect(clock.countTimers()).toBe(0);
  });

  it('may have a performance that can do nothing but tell the time', () => {
    const scope = { Date, performance: { now: () => 1 } as typeof performance };
    const clock = withGlobal(scope).install({ now: 7, toFake: ['performance'] });
    expect(scope.performance.mark('m')).toMatchObject({ name: 'm', entryType: 'mark' });
    expect([scope.performance.timeOrigin, 'toString' in scope.performance]).toEqual([7, false]);
    clock.uninstall();
  });

  it('may have timers that cannot be promisified, but its fakes can, if it has a process', async () => {
    const page = { ...natives(), setTimeout: () => 1, Promise };
    const clock = withGlobal({ ...page, process: {} }).createClock();
    const waited = promisify(clock.setTimeout as unknown as (ms: number, act: () => void) => void)(5);
    await clock.tickAsync(5);
    await waited;
    expect(promisify.custom in withGlobal(page).createClock().setTimeout).toBe(false);
  });

  it('may have no formatRange', () => {
    class DateTimeFormat {
      format = (date: number) => `formatted ${date}`;
    }
    const clock = withGlobal({ Date, Intl: { DateTimeFormat } }).createClock(5);
    const format = new clock.Intl!.DateTimeFormat();
    expect(format.format()).toBe('formatted 5');
    expect('formatRange' in format).toBe(false);
  });
});

describe('globals that are guarded', () => {
  it('may refuse new properties', () => {
    const scope = Object.preventExtensions({ Date, setTimeout, clearTimeout });
    const clock = withGlobal(scope).install({ toFake: ['Date', 'setTimeout'] });
    expect(scope.setTimeout).not.toBe(setTimeout);
    clock.uninstall();
    expect(scope).toEqual({ Date, setTimeout, clearTimeout });
  });

  it('may have properties that can be set and not redefined', () => {
    const scope = Object.defineProperty({ Date }, 'setTimeout', {
      value: setTimeout,
      writable: true,
    }) as typeof globalThis;
    const before = Object.getOwnPropertyDescriptors(scope);
    const clock = withGlobal(scope).install({ toFake: ['setTimeout'] });
    expect(scope.setTimeout).not.toBe(setTimeout);
    clock.uninstall();
    expect(Object.getOwnPropertyDescriptors(scope)).toEqual(before);
  });

  it('have their real timers cleared, objects and numbers, if that was asked for', () => {
    const clearTimeout = jest.fn();
    const scope = { Date, setTimeout, clearTimeout: clearTimeout as (id: unknown) => void };
    const clock = withGlobal(scope).install({ shouldClearNativeTimers: true, ignoreMissingTimers: true });
    clearTimeout.mockClear();
    const foreign = {};
    for (const id of [foreign, 12, '13']) scope.clearTimeout(id);
    expect(clearTimeout.mock.calls).toEqual([[foreign], [12], ['13']]);
    clock.uninstall();
  });
});

describe('the mode interval', () => {
  it('ticks by 20 ms unless told otherwise', () => {
    const setInterval = jest.fn<number, [() => void, number]>(() => 5);
    const clearInterval = jest.fn();
    const clock = withGlobal({ ...natives(), setInterval, clearInterval }).createClock();
    clock.setTickMode({ mode: 'interval' });
    const [[act, ms]] = setInterval.mock.calls as [[() => void, number]];
    act();
    expect([ms, clock.now]).toEqual([20, 20]);
    clock.setTickMode({ mode: 'manual' });
    expect(clearInterval.mock.calls).toEqual([[5]]);
  });
});

describe('the mode nextAsync', () => {
  it('stops at once, even if its turn was coming', async () => {
    const clock = createClock();
    const fired = jest.fn();
    clock.setTimeout(fired, 1);
    clock.setTickMode({ mode: 'nextAsync' });
    clock.setTickMode({ mode: 'manual' });
    await new Promise((resolve) => timers.setTimeout(resolve, 5));
    expect(fired).not.toHaveBeenCalled();
  });
});

describe('Temporal', () => {
  /** As much of it as tells the time, for Node that has none; `spec/hosts/model` tests the real one. */
  class ZonedDateTime {
    constructor(
      readonly nanos: bigint,
      readonly zone: unknown,
    ) {}
    toPlainDateTime = () => `dateTime ${this.nanos} ${this.zone as string}`;
    toPlainDate = () => `date ${this.nanos} ${this.zone as string}`;
    toPlainTime = () => `time ${this.nanos} ${this.zone as string}`;
  }
  class Instant {
    constructor(readonly epochNanoseconds: bigint) {}
    toZonedDateTimeISO = (zone: unknown) => new ZonedDateTime(this.epochNanoseconds, zone);
  }
  const Temporal = { Instant, ZonedDateTime, Now: { instant: nothing, timeZoneId: () => 'Here/Native' } };

  it('tells the time of the clock, to the nanosecond, in the zone of the host or another', () => {
    const scope = { Date, Temporal };
    const clock = withGlobal(scope).install({ now: 1_000, toFake: ['Temporal'] });
    clock.tick(0.25);
    const { Now } = scope.Temporal as unknown as { Now: Record<string, (zone?: string) => unknown> };
    expect(Now['instant']!()).toEqual(expect.objectContaining({ epochNanoseconds: 1_000_250_000n }));
    expect(Now['zonedDateTimeISO']!()).toMatchObject({ nanos: 1_000_250_000n, zone: 'Here/Native' });
    expect(Now['plainDateTimeISO']!('UTC')).toBe('dateTime 1000250000 UTC');
    expect(Now['plainDateISO']!()).toBe('date 1000250000 Here/Native');
    expect(Now['plainTimeISO']!('UTC')).toBe('time 1000250000 UTC');
    expect(Now['timeZoneId']!()).toBe('Here/Native');
    expect(scope.Temporal.Instant).toBe(Instant);
    clock.uninstall();
    expect(scope.Temporal).toBe(Temporal);
  });
});

describe('what can be seen of fakes', () => {
  it('are the same own keys as in the compatible library', () => {
    const keys = (library: { install: typeof install }): unknown => {
      const clock = library.install();
      try {
        return [setTimeout, clearTimeout, setImmediate, queueMicrotask, process.hrtime, nextTickOf()].map((fake) =>
          Reflect.ownKeys(fake).filter((key) => key !== 'arguments' && key !== 'caller'),
        );
      } finally {
        clock.uninstall();
      }
    };
    expect(keys({ install })).toEqual(keys(compatible as unknown as { install: typeof install }));
  });

  it('are the limit and the interval of a clock, to be read, and the limit to be set', () => {
    const clock = createClock();
    clock.loopLimit = 3;
    expect([clock.loopLimit, clock.attachedInterval]).toEqual([3, undefined]);
    clock.setTickMode({ mode: 'interval', delta: 10_000 });
    expect(clock.attachedInterval).toBeDefined();
    clock.setTickMode({ mode: 'manual' });
    clock.setInterval(nothing, 1);
    expect(() => clock.runAll()).toThrow('Aborting after running 3 timers');
  });

  it('is the same for who inherits from a clock, or is its proxy', () => {
    const clock = createClock(1_000, 7);
    for (const face of [Object.create(clock) as typeof clock, new Proxy(clock, {})]) {
      face.now += 5;
      expect([face.now, face.loopLimit, face.tickMode]).toEqual([clock.now, 7, clock.tickMode]);
    }
    expect(clock.now).toBe(1_010);
  });

  it('is a heap of records, which can be taken apart without touching the clock', () => {
    const clock = createClock();
    expect([clock.timers, clock.timerHeap]).toEqual([undefined, undefined]);
    for (const ms of [3, 1, 2]) clock.setTimeout(nothing, ms);
    const heap = clock.timerHeap!;
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()].map((record) => record?.callAt)).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
    expect(clock.countTimers()).toBe(3);
  });
});

describe('ends of the world', () => {
  it('tick(Infinity) runs what there is, and leaves the clock there', () => {
    const clock = createClock();
    const fired = jest.fn();
    clock.setTimeout(fired, 5);
    expect(clock.tick(Infinity)).toBe(Infinity);
    expect(fired).toHaveBeenCalled();
  });

  it('an exception of a job in the mode nextAsync ends the mode, and is nobody else’s', async () => {
    const rejected = jest.fn();
    const SomePromise = class extends Promise<unknown> {
      static override reject<T>(reason: unknown): Promise<T> {
        rejected(reason);
        return new Promise<T>(nothing);
      }
    };
    const clock = withGlobal({ ...natives(), Promise: SomePromise }).createClock();
    clock.setTickMode({ mode: 'nextAsync' });
    clock.setTimeout(() => {
      throw new Error('from the timer');
    }, 1);
    const later = jest.fn();
    clock.setTimeout(later, 2);
    await new Promise((resolve) => timers.setTimeout(resolve, 20));
    expect(rejected).toHaveBeenCalledWith(new Error('from the timer'));
    expect(later).not.toHaveBeenCalled();
    clock.setTickMode({ mode: 'manual' });
  });

  it('an exception in the mode nextAsync is not lost where the global has no promises', async () => {
    const reject = jest.spyOn(Promise, 'reject').mockReturnValue(new Promise<never>(nothing));
    const clock = withGlobal({ ...natives(), Promise: undefined }).createClock();
    clock.setTickMode({ mode: 'nextAsync' });
    clock.setTimeout(() => {
      throw new Error('from the timer');
    }, 1);
    await new Promise((resolve) => timers.setTimeout(resolve, 20));
    expect(reject).toHaveBeenCalledWith(new Error('from the timer'));
    reject.mockRestore();
    clock.setTickMode({ mode: 'manual' });
  });

  it('an infinite loop of a timer that belongs to an event loop is named by what it is', () => {
    const clock = install({ loopLimit: 5 });
    try {
      const loop = new EventLoop();
      const again = (): void => void loop.callLater(1, again);
      again();
      expect(stackOf(() => clock.runAll())).toMatch(
        /^Error: Aborting.*\n(?: +at .*\n)+Timeout - .*again.* fired 5 times/,
      );
    } finally {
      clock.uninstall();
    }
  });

  it('an infinite loop of jobs names the job and its place', () => {
    const clock = createClock(0, 5);
    function forever(): void {
      clock.queueMicrotask(forever);
    }
    clock.queueMicrotask(forever);
    expect(stackOf(() => clock.runMicrotasks())).toMatch(
      /^Error: Aborting.*\nMicrotask - forever\n +at forever .*corners/,
    );
  });

  it('an infinite loop has fired so many times, or just goes on, if each timer of it is a new one', () => {
    const clock = createClock(0, 1);
    function again(): void {
      clock.setTimeout(again, 1);
    }
    again();
    expect(stackOf(() => clock.runAll())).toMatch(/\nTimeout - again fired once without an end in sight\. .*$/);
    clock.reset();
    clock.setTimeout(() => void clock.setTimeout(nothing, 1), 1);
    expect(stackOf(() => clock.runAll())).toMatch(/\nTimeout - nothing goes on without an end in sight\. .*$/);
  });

  it('an infinite loop is placed in the user’s code, also when source maps came into force after this library was loaded', () => {
    const own = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    const mapped = (file: string | null): string => (file ?? '').replace('/fake-timers/', '/mapped/');
    Error.prepareStackTrace = (error, sites) =>
      [String(error), ...sites.map((site) => `    at ${mapped(site.getFileName())}:1:1`)].join('\n');
    try {
      const clock = createClock(0, 5);
      function forever(): void {
        clock.setTimeout(forever, 1);
      }
      forever();
      expect(stackOf(() => clock.runAll())).toMatch(/\nTimeout - forever\n +at .*corners\.spec/);
    } finally {
      if (own === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Object.defineProperty(Error, 'prepareStackTrace', own);
    }
  });
});

function natives(): object {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  return { Date, setTimeout, clearTimeout, setInterval, clearInterval };
}

function nextTickOf(): object {
  return Object.getOwnPropertyDescriptor(process, 'nextTick')!.value as object;
}
