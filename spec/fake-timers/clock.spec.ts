import { isDeepStrictEqual } from 'node:util';
import { createClock, withGlobal, type Clock } from '../../lib/fake-timers';

/** Notes who was called when. */
function journal(clock: Clock): { seen: string[]; note: (name: string) => () => void } {
  const seen: string[] = [];
  return { seen, note: (name) => () => void seen.push(`${name}@${clock.now}`) };
}

describe('createClock', () => {
  it('starts at 1970, or where it is told, in whole milliseconds', () => {
    expect(createClock().now).toBe(0);
    expect(createClock(5.7).now).toBe(5);
    expect(createClock(-5.5).now).toBe(-6);
    expect(createClock(new Date(99)).now).toBe(99);
    expect(createClock({ epochMilliseconds: 4 }).now).toBe(4);
    expect(createClock({ getTime: () => 3.3 } as Date).now).toBe(3);
    expect(createClock(NaN).now).toBe(0);
  });

  it('refuses what is no point in time', () => {
    for (const now of ['7', {}, [], true, Symbol('x'), 5n, { getTime: 5 }, { epochMilliseconds: '5' }]) {
      expect(() => createClock(now as never)).toThrow(new TypeError('now should be milliseconds since UNIX epoch'));
    }
  });

  it('has functions that need no this', () => {
    const { setTimeout, tick, countTimers } = createClock();
    let fired = false;
    setTimeout(() => (fired = true), 10);
    expect(countTimers()).toBe(1);
    tick(10);
    expect(fired).toBe(true);
  });

  it('can be extended', () => {
    expect(Object.assign(createClock(), { restore: () => 'restored' }).restore()).toBe('restored');
  });
});

describe('setTimeout and setInterval', () => {
  it('read delays as hosts do', () => {
    const clock = createClock();
    const delays = [undefined, null, NaN, -5, 1.9, '5px', Infinity, 2 ** 31 - 1, 2 ** 31, [7], true];
    for (const delay of delays) clock.setTimeout(() => undefined, delay as number);
    const due = [...clock.timers!.values()].map(({ callAt }) => callAt);
    expect(due).toEqual([0, 0, 0, 0, 1, 5, 0, 2 ** 31 - 1, 1, 7, 0]);
  });

  it('pass arguments on', () => {
    const clock = createClock();
    const seen: unknown[] = [];
    clock.setTimeout((...args: unknown[]) => seen.push(args), 1, 'a', 2);
    clock.tick(1);
    expect(seen).toEqual([['a', 2]]);
  });

  it('refuse what is no function', () => {
    const clock = createClock();
    expect(() => clock.setTimeout(undefined as never)).toThrow(new Error('Callback must be provided to timer calls'));
    expect(() => clock.setInterval('code' as never)).toThrow(
      new TypeError('[ERR_INVALID_CALLBACK]: Callback must be a function. Received code of type string'),
    );
  });

  it('put off by a millisecond what a callback sets without delay', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(() => clock.setTimeout(note('inner'), 0), 5);
    clock.tick(5);
    expect(seen).toEqual([]);
    clock.tick(1);
    expect(seen).toEqual(['inner@6']);
  });

  it('fire an interval without delay at once, then every millisecond', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setInterval(note('i'));
    clock.tick(2);
    expect(seen).toEqual(['i@0', 'i@1', 'i@2']);
  });
});

describe('timer objects', () => {
  it('have ref, unref, hasRef, and the property refed', () => {
    const timer = createClock().setTimeout(() => undefined, 1) as unknown as NodeJS.Timeout & { refed: boolean };
    expect(Object.getOwnPropertyDescriptor(timer, 'refed')).toMatchObject({ value: true, writable: true });
    expect(timer.unref()).toBe(timer);
    expect([timer.hasRef(), timer.refed]).toEqual([false, false]);
    expect(timer.ref().hasRef()).toBe(true);
    expect('close' in timer).toBe(false);
  });

  it('are like themselves alone, to those who compare deeply', () => {
    const clock = createClock();
    for (const set of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
      const [one, other] = [clock[set](() => undefined), clock[set](() => undefined)];
      expect(one).toEqual(one);
      expect(one).not.toEqual(other);
      expect(isDeepStrictEqual(one, other)).toBe(false);
    }
  });

  it('become numbers that no real timer has', () => {
    const clock = createClock();
    const timer = clock.setTimeout(() => undefined, 1);
    expect(Number(timer)).toBeGreaterThanOrEqual(1e12);
    clock.clearTimeout(Number(timer));
    expect(clock.countTimers()).toBe(0);
  });

  it('can be refreshed, before and after they have fired, and go to the back of their instant', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    const timer = clock.setTimeout(note('t'), 10) as unknown as NodeJS.Timeout;
    clock.setTimeout(note('u'), 10);
    timer.refresh();
    clock.tick(10);
    timer.refresh();
    clock.tick(10);
    expect(seen).toEqual(['u@10', 't@10', 't@20']);
  });

  it('are known by their numbers again when they are refreshed', () => {
    const clock = createClock();
    const timer = clock.setTimeout(() => undefined, 1) as NodeJS.Timeout;
    const number = Number(timer);
    clock.tick(1);
    timer.refresh();
    expect(clock.countTimers()).toBe(1);
    clock.clearTimeout(number);
    expect(clock.countTimers()).toBe(0);
  });

  it('are numbers where the global has numbers', () => {
    const clock = withGlobal({ Date, setTimeout: () => 5, clearTimeout: () => undefined }).createClock();
    expect(clock.setTimeout(() => undefined, 1)).toBeGreaterThanOrEqual(1e12);
  });
});

describe('clearing', () => {
  it('takes objects, numbers and numeric strings, and ignores what it does not know', () => {
    const clock = createClock();
    for (const convert of [(id: unknown) => id, Number, String]) {
      const id = clock.setTimeout(() => undefined, 1);
      clock.clearTimeout(convert(id) as number);
      expect(clock.countTimers()).toBe(0);
    }
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    for (const id of [0, null, undefined, '', 1e12, 1e12 + 999]) clock.clearTimeout(id);
    expect(warn).not.toHaveBeenCalled();
    clock.clearTimeout(1e12 - 1);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('does not mind which function it is done by, once the timer has fired', () => {
    const clock = createClock();
    const fired = clock.setTimeout(() => undefined, 1);
    clock.tick(1);
    clock.clearImmediate(fired);
    expect(clock.countTimers()).toBe(0);
  });

  it('takes idle callbacks, with a limit or without', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.cancelIdleCallback(clock.requestIdleCallback(note('idle')));
    clock.cancelIdleCallback(clock.requestIdleCallback(note('idle by 5'), { timeout: 5 }));
    clock.runAll();
    expect([seen, clock.countTimers()]).toEqual([[], 0]);
  });

  it('lets timeouts and intervals clear each other, and nothing else', () => {
    const clock = createClock();
    clock.clearInterval(clock.setTimeout(() => undefined, 1));
    clock.clearTimeout(clock.setInterval(() => undefined, 1));
    expect(clock.countTimers()).toBe(0);
    expect(() => clock.clearImmediate(clock.setTimeout(() => undefined, 1))).toThrow(
      'Cannot clear timer: timer created with setTimeout() but cleared with clearImmediate()',
    );
    expect(() => clock.cancelIdleCallback(clock.requestAnimationFrame(() => undefined))).toThrow(
      'Cannot clear timer: timer created with requestAnimationFrame() but cleared with cancelIdleCallback()',
    );
  });

  it('of a timer of another clock does nothing', () => {
    const [one, other] = [createClock(), createClock()];
    const { seen, note } = journal(one);
    other.setTimeout(note('other'), 1);
    other.clearTimeout(one.setTimeout(note('one'), 1));
    one.tick(1);
    other.tick(1);
    expect(seen).toEqual(['one@1', 'other@1']);
  });
});

describe('order at one instant', () => {
  it('is immediates, then as scheduled, then idle callbacks', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.requestIdleCallback(note('idle'));
    clock.setTimeout(note('timeout'), 0);
    clock.setInterval(note('interval'), 5);
    clock.setImmediate(note('immediate'));
    clock.tick(0);
    expect(seen).toEqual(['immediate@0', 'timeout@0', 'idle@0']);
  });

  it('has fake jobs run before each timer, when the clock reads its time already', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(() => clock.nextTick(note('job')), 1);
    clock.setTimeout(note('timeout'), 5);
    clock.tick(10);
    expect(seen).toEqual(['job@5', 'timeout@5']);
  });
});

describe('nextTick and queueMicrotask', () => {
  it('share one queue, first in, first out', () => {
    const clock = createClock();
    const seen: unknown[] = [];
    clock.queueMicrotask(() => seen.push('a'));
    clock.nextTick((...args: unknown[]) => seen.push(args), 1, 2);
    clock.runMicrotasks();
    expect(seen).toEqual(['a', [1, 2]]);
  });

  it('fail at the limit of a loop, as the compatible library counts', () => {
    const clock = createClock(0, 5);
    let runs = 0;
    const again = (): void => {
      runs++;
      clock.nextTick(again);
    };
    clock.nextTick(again);
    expect(() => clock.runMicrotasks()).toThrow('Aborting after running 5 timers, assuming an infinite loop!');
    expect(runs).toBe(7);
  });

  it('check their callback only when it runs', () => {
    const clock = createClock();
    clock.nextTick('text' as never);
    expect(() => clock.runMicrotasks()).toThrow('is the string "text", which is not a function');
  });

  it('count as pending', () => {
    const clock = createClock();
    clock.nextTick(() => undefined);
    clock.setTimeout(() => undefined, 1);
    expect(clock.countTimers()).toBe(2);
  });
});

describe('frames and idle callbacks', () => {
  it('come at multiples of 16 ms since the clock began, whatever the system time', () => {
    const clock = createClock(1005);
    const seen: number[] = [];
    clock.requestAnimationFrame((time) => seen.push(time));
    clock.setSystemTime(7);
    clock.tick(20);
    clock.requestAnimationFrame((time) => seen.push(time));
    clock.runToFrame();
    expect(seen).toEqual([16, 32]);
  });

  it('tell idle callbacks how much time is left', () => {
    const clock = createClock();
    const seen: unknown[] = [];
    clock.requestIdleCallback(({ didTimeout, timeRemaining }) => seen.push([didTimeout, timeRemaining()]));
    clock.tick(0);
    clock.setTimeout(() => undefined, 100);
    clock.requestIdleCallback(({ didTimeout, timeRemaining }) => seen.push([didTimeout, timeRemaining()]), {
      timeout: 10,
    });
    clock.tick(10);
    expect(seen).toEqual([
      [true, 0],
      [true, 50],
    ]);
  });

  it('return numbers', () => {
    const clock = createClock();
    expect(typeof clock.requestAnimationFrame(() => undefined)).toBe('number');
    expect(typeof clock.requestIdleCallback(() => undefined)).toBe('number');
  });
});

describe('tick', () => {
  it.each([
    [5, 5],
    ['08', 8_000],
    ['01:00', 60_000],
    ['02:34:10', 9_250_000],
    ['', 0],
    [undefined, 0],
    [null, 0],
    [{ total: ({ unit }: { unit: string }) => (unit === 'millisecond' ? 12 : NaN) }, 12],
  ])('by %p advances by %p ms', (amount, ms) => {
    expect(createClock().tick(amount as number)).toBe(ms);
  });

  it('adds up fractions of a millisecond until they make one', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('timer'), 1);
    expect([clock.tick(0.6), clock.tick(0.3), [...seen]]).toEqual([0, 0, []]);
    expect([clock.tick(0.2), seen]).toEqual([1, ['timer@1']]);
  });

  it('by Infinity fires all there is, up to the limit of a loop', () => {
    const clock = createClock(0, 3);
    const { seen, note } = journal(clock);
    for (const delay of [30, 10, 20]) clock.setTimeout(note('timer'), delay);
    expect(clock.tick(Infinity)).toBe(Infinity);
    expect(seen).toEqual(['timer@10', 'timer@20', 'timer@30']);
    const busier = createClock(0, 3);
    for (const delay of [10, 20, 30, 40]) busier.setTimeout(() => undefined, delay);
    expect(() => busier.tick(Infinity)).toThrow('Aborting after running 3 timers, assuming an infinite loop!');
  });

  it('runs what a timer has queued at the time of the next one, which it may clear', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    const cleared = clock.setTimeout(note('cleared'), 5);
    clock.setTimeout(() => {
      clock.nextTick(() => {
        note('job')();
        clock.clearTimeout(cleared);
        clock.nextTick(note('job of the job'));
      });
    }, 1);
    clock.setTimeout(note('next'), 7);
    clock.setTimeout(() => clock.nextTick(note('last job')), 8);
    clock.setTimeout(note('last'), 9);
    expect(clock.tick(10)).toBe(10);
    expect(seen).toEqual(['job@5', 'job of the job@5', 'next@7', 'last job@9', 'last@9']);
  });

  it('refuses negative amounts, and strings that are no time', () => {
    const { tick } = createClock();
    expect(() => tick(-1)).toThrow(new TypeError('Negative ticks are not supported'));
    for (const text of ['x05', '05x', '005', '1:00', '01:02:03:04'])
      expect(() => tick(text)).toThrow('tick only understands');
    for (const text of ['60', '01:60', '60:00']) expect(() => tick(text)).toThrow(`Invalid time ${text}`);
    expect([tick('5'), tick('59')]).toEqual([5_000, 64_000]);
    expect(() => tick('abc')).toThrow("tick only understands numbers, 'm:s' and 'h:m:s'. Each part must be two digits");
    expect(() => tick('01:61')).toThrow('Invalid time 01:61');
    expect(() => tick({} as never)).toThrow(TypeError);
  });

  it('runs everything that is due, and then throws what was thrown first', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    for (const name of ['first', 'second']) {
      clock.setTimeout(() => {
        throw new Error(name);
      }, 1);
    }
    clock.setTimeout(note('last'), 2);
    expect(() => clock.tick(5)).toThrow('first');
    expect(seen).toEqual(['last@2']);
    expect(clock.now).toBe(5);
  });

  it('ends as far away as before when a callback ticks, or sets the system time', () => {
    const clock = createClock();
    clock.setTimeout(() => clock.tick(10), 5);
    clock.tick(20);
    expect(clock.now).toBe(30);
    clock.setTimeout(() => clock.setSystemTime(1000), 5);
    clock.tick(20);
    expect(clock.now).toBe(1015);
  });
});

describe('the other verbs', () => {
  it('next fires exactly one timer, with the jobs before and after', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.nextTick(note('before'));
    clock.setTimeout(() => clock.nextTick(note('after')), 5);
    clock.setTimeout(note('later'), 5);
    expect(clock.next()).toBe(5);
    expect(seen).toEqual(['before@0', 'after@5']);
  });

  it('runAll runs until nothing is left', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(() => clock.setTimeout(note('b'), 10), 10);
    expect(clock.runAll()).toBe(20);
    expect(seen).toEqual(['b@20']);
  });

  it('runToLast stops at the last timer there was', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setInterval(note('i'), 4);
    clock.setTimeout(note('t'), 9);
    expect(clock.runToLast()).toBe(9);
    expect(seen).toEqual(['i@4', 'i@8', 't@9']);
  });

  it('jump fires once what is overdue, in the order of scheduling', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setInterval(note('i'), 3);
    clock.setTimeout(note('t'), 10);
    clock.setTimeout(note('u'), 5);
    clock.jump(20);
    expect(seen).toEqual(['i@20', 't@20', 'u@20']);
    expect(() => clock.jump(-1)).toThrow(TypeError);
  });

  it('jump lets an interval that is overdue go on from where the clock is', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setInterval(note('interval'), 10);
    clock.jump(25);
    clock.tick(20);
    expect(seen).toEqual(['interval@25', 'interval@35', 'interval@45']);
  });

  it('reset drops timers and jobs, and sets the clock back', () => {
    const clock = createClock(100);
    clock.tick(50);
    clock.setTimeout(() => undefined, 5);
    clock.nextTick(() => undefined);
    clock.reset();
    expect([clock.now, clock.countTimers(), clock.hrtime(), clock.performance.now()]).toEqual([100, 0, [0, 0], 0]);
  });

  it('setSystemTime leaves timers the time they have to wait, and hrtime alone', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('t'), 10);
    clock.tick(3);
    clock.setSystemTime(1000);
    clock.tick(7);
    expect(seen).toEqual(['t@1007']);
    expect([clock.hrtime(), clock.performance.now()]).toEqual([[0, 10_000_000], 10]);
    clock.setSystemTime();
    expect(clock.now).toBe(0);
  });

  it('uninstall on a clock that is not installed returns the pending timers, and leaves it usable', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('t'), 10);
    expect(clock.uninstall()).toMatchObject([{ type: 'Timeout', delay: 10, callAt: 10, createdAt: 0 }]);
    clock.tick(10);
    expect(seen).toEqual(['t@10']);
  });
});

describe('hrtime and performance.now', () => {
  it('count from the beginning of the clock, with fractions', () => {
    const clock = createClock(1e12);
    clock.tick(1500.25);
    expect(clock.hrtime()).toEqual([1, 500_250_000]);
    expect(clock.hrtime([1, 600_000_000])).toEqual([-1, 900_250_000]);
    expect(clock.hrtime.bigint()).toBe(1_500_250_000n);
    expect(clock.performance.now()).toBe(1500.25);
    expect(() => clock.hrtime([0, 1e9 + 1])).toThrow(new TypeError("Number of nanoseconds can't exceed a billion"));
  });
});

describe('what can be seen inside', () => {
  it('is nothing before it is used, then records, a heap and jobs', () => {
    const clock = createClock();
    expect([clock.timers, clock.timerHeap, clock.jobs, clock.duringTick]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const id = Number(clock.setInterval(() => undefined, 20));
    clock.setImmediate(() => undefined);
    clock.requestAnimationFrame(() => undefined);
    clock.nextTick(() => undefined, 5);
    expect(clock.timers!.get(id)).toMatchObject({ type: 'Interval', interval: 20, delay: 20 });
    expect(clock.timerHeap!.peek()).toMatchObject({ immediate: true });
    expect(clock.timerHeap!.pop()).toMatchObject({ type: 'Immediate' });
    expect(clock.timerHeap!.timers.map(({ heapIndex }) => heapIndex)).toEqual([0, 1, 2]);
    expect(clock.jobs).toMatchObject([{ args: [5], error: null }]);
    expect(clock.tickMode).toEqual({ mode: 'manual', counter: 0, delta: undefined });
    clock.setTimeout(() => expect(clock.duringTick).toBe(true), 1);
    clock.tick(1);
    expect(clock.duringTick).toBe(false);
  });
});
