import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import * as timersPromises from 'node:timers/promises';
import { createClock, install, withGlobal, type Clock } from '../../lib/fake-timers';

/** One test for each difference of docs/fake-timers.md, by its name there. */

function journal(clock: Clock): { seen: string[]; note: (name: string) => () => void } {
  const seen: string[] = [];
  return { seen, note: (name) => () => void seen.push(`${name}@${clock.now}`) };
}

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not throw.');
}

describe('exact-loop-limit', () => {
  it('lets exactly as many timers run as the limit says, in runAll and runAllAsync', async () => {
    const clock = createClock(0, 3);
    for (let i = 0; i < 3; i++) clock.setTimeout(() => undefined, i);
    expect(clock.runAll()).toBe(2);
    for (let i = 0; i < 3; i++) clock.setTimeout(() => undefined, i);
    await expect(clock.runAllAsync()).resolves.toBe(4);
    for (let i = 0; i < 4; i++) clock.setTimeout(() => undefined, i);
    expect(() => clock.runAll()).toThrow('Aborting after running 3 timers, assuming an infinite loop!');
  });
});

describe('jobs-run-once', () => {
  it('takes a job off the queue before it runs, whatever it throws', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.nextTick(() => {
      note('throws')();
      throw new Error('from the job');
    });
    clock.nextTick(note('next'));
    expect(() => clock.runMicrotasks()).toThrow('from the job');
    clock.runMicrotasks();
    expect(seen).toEqual(['throws@0', 'next@0']);
  });

  it('lets a job drive the clock', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('timer'), 2);
    clock.nextTick(() => clock.tick(5));
    clock.nextTick(note('job'));
    clock.tick(1);
    expect(seen).toEqual(['job@0', 'timer@2']);
  });

  it('throws what a job threw during a tick when the tick is over', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(() => {
      clock.nextTick(() => {
        throw new Error('from the job');
      });
      clock.nextTick(note('job'));
    }, 1);
    clock.setTimeout(note('timer'), 2);
    expect(() => clock.tick(10)).toThrow('from the job');
    expect(seen).toEqual(['job@2', 'timer@2']);
  });
});

describe('jobs-and-system-time', () => {
  it('runs jobs in their place, also when one has set the system time back', () => {
    const clock = createClock(100);
    const { seen, note } = journal(clock);
    clock.setTimeout(() => clock.nextTick(note('job')), 1);
    clock.setTimeout(note('timer'), 2);
    clock.nextTick(() => clock.setSystemTime(0));
    clock.tick(2);
    expect(seen).toEqual(['job@2', 'timer@2']);
  });
});

describe('fractions', () => {
  it('never lets hrtime and performance.now go back', () => {
    const clock = createClock();
    clock.tick(1.5);
    clock.setSystemTime(1000);
    expect([clock.performance.now(), clock.hrtime()]).toEqual([1.5, [0, 1_500_000]]);
    clock.setTimeout(() => clock.tick(0.25), 1);
    clock.tick(2);
    expect(clock.performance.now()).toBe(3.75);
  });

  it('counts them for timers, whatever the system time was set to meanwhile', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('timer'), 2);
    clock.tick(0.6);
    clock.setSystemTime(100);
    clock.tick(0.6);
    clock.tick(0.8);
    expect(seen).toEqual(['timer@102']);
  });
});

describe('lone-idle-callback', () => {
  it('fires an idle callback that is alone at the end of a tick at the latest, and time does not go back', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.requestIdleCallback(note('early'), { timeout: 100 });
    expect([clock.tick(1), clock.now, clock.hrtime()]).toEqual([1, 1, [0, 1_000_000]]);
    clock.requestIdleCallback(note('due'), { timeout: 100 });
    clock.tick(500);
    expect(seen).toEqual(['early@1', 'due@101']);
  });

  it('fires it once, even if it asks for another one; then what it left to do', async () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    const again = (): void => {
      note('idle')();
      clock.nextTick(note('job'));
      clock.requestIdleCallback(again, { timeout: 100 });
    };
    again();
    clock.tick(10);
    await clock.tickAsync(10);
    expect(seen).toEqual(['idle@0', 'job@0', 'idle@10', 'job@10', 'idle@20', 'job@20']);
  });

  it('has it wait for its limit as long as anything else is left', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('timer'), 30);
    clock.requestIdleCallback(note('idle'), { timeout: 20 });
    clock.tick(19);
    expect(seen).toEqual([]);
    clock.tick(1);
    expect(seen).toEqual(['idle@20']);
  });
});

describe('interval-limit', () => {
  it('ends an interval of 0 at the loop limit, with an error that names it', () => {
    const clock = createClock(0, 50);
    let count = 0;
    clock.setInterval(function busy() {
      count++;
    }, 0);
    const error = errorOf(() => clock.tick(0));
    // Whoever expects an error by an example of it, expects this and no more.
    expect(error).toEqual(new Error('Aborting after running 50 timers, assuming an infinite loop!'));
    expect(error.cause).toBe(undefined);
    expect(error.stack).toMatch(/^Error: Aborting.*\nInterval - busy\n\s+at .*differences\.spec/);
    expect(error.stack).toMatch(/\nInterval - busy fired 50 times without an end in sight\. Let it stop by itself.*$/);
    expect(count).toBe(50);
  });

  it('lets an interval of 0 be, that clears itself in time', () => {
    const clock = createClock();
    let count = 0;
    const id = clock.setInterval(() => {
      if (++count === 7) clock.clearInterval(id);
    }, 0);
    clock.tick(0);
    expect(count).toBe(7);
  });

  it.each(['tick', 'next', 'runToLast', 'jump', 'runToFrame', 'runAll'] as const)('holds for %s', (verb) => {
    const clock = createClock(0, 20);
    clock.setInterval(() => undefined, 0);
    expect(() => {
      for (let i = 0; i < 100; i++) clock[verb](0);
    }).toThrow('infinite loop');
  });

  it.each(['tickAsync', 'runToLastAsync', 'runAllAsync'] as const)('holds for %s', async (verb) => {
    const clock = createClock(0, 20);
    clock.setInterval(() => undefined, 0);
    await expect(clock[verb](0)).rejects.toThrow('infinite loop');
  });

  it('holds for a tick without end', () => {
    const clock = createClock(0, 20);
    clock.setInterval(() => undefined, 10);
    expect(() => clock.tick(Infinity)).toThrow('infinite loop');
  });

  it('takes a negative period for one millisecond', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setInterval(note('i'), -5);
    clock.tick(2);
    expect(seen).toEqual(['i@0', 'i@1', 'i@2']);
  });

  it('lets any number of timers be due at one instant', () => {
    const clock = createClock(0, 10);
    let count = 0;
    for (let i = 0; i < 5_000; i++) clock.setTimeout(() => count++, 5);
    clock.tick(5);
    expect(count).toBe(5_000);
  });
});

describe('nan', () => {
  it('ticks by NaN as by 0', () => {
    const clock = createClock();
    expect(clock.tick(NaN)).toBe(0);
    expect(clock.now).toBe(0);
  });
});

describe('now-by-hand', () => {
  it('skips time without firing; what is overdue fires next, and time does not go back for it', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(note('overdue'), 10);
    clock.setTimeout(note('later'), 60);
    clock.now = 50;
    expect([seen, clock.now, clock.hrtime()]).toEqual([[], 50, [0, 50_000_000]]);
    clock.tick(10);
    expect(seen).toEqual(['overdue@50', 'later@60']);
  });

  it('set back changes what Date tells, and no timer', () => {
    const clock = createClock(100);
    const { seen, note } = journal(clock);
    clock.setTimeout(note('timer'), 10);
    clock.now = 20;
    clock.tick(10);
    expect(seen).toEqual(['timer@30']);
  });
});

describe('refresh-order', () => {
  it('leaves the order of other timers alone', () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    const first = clock.setInterval(note('first'), 12) as unknown as NodeJS.Timeout;
    clock.tick(16);
    clock.setInterval(note('eight'), 8);
    clock.tick(3);
    clock.setInterval(note('five'), 5);
    clock.tick(3);
    first.refresh();
    clock.tick(2);
    expect(seen).toEqual(['first@12', 'eight@24', 'five@24']);
  });
});

describe('last-jobs', () => {
  it('lets promises settle after timers that the last jobs of a tick have set', async () => {
    const clock = createClock();
    const { seen, note } = journal(clock);
    clock.setTimeout(() => {
      clock.nextTick(() => {
        clock.setTimeout(() => void Promise.resolve().then(note('settled')), 0);
      });
    }, 0);
    await clock.tickAsync(2);
    expect(seen).toEqual(['settled@1']);
  });
});

describe('duration-errors', () => {
  it('says what would have been a duration', () => {
    expect(() => createClock().tick({} as never)).toThrow(
      new TypeError("tick only understands numbers, 'm:s' and 'h:m:s', and objects with total()"),
    );
  });
});

describe('roll-back', () => {
  it('puts everything back when one function cannot be replaced', () => {
    const scope: Record<string, unknown> = { Date, setTimeout: () => 1, clearTimeout: () => undefined };
    Object.defineProperty(scope, 'setInterval', { value: () => 1, writable: false, configurable: false });
    scope['clearInterval'] = () => undefined;
    const before = Object.getOwnPropertyDescriptors(scope);
    expect(() => withGlobal(scope).install()).toThrow(TypeError);
    expect(Object.getOwnPropertyDescriptors(scope)).toEqual(before);
  });

  it('replaces properties that have only a getter', () => {
    const scope: Record<string, unknown> = { Date, clearTimeout: () => undefined };
    Object.defineProperty(scope, 'setTimeout', { get: () => () => 1, configurable: true });
    const clock = withGlobal(scope).install({ toFake: ['setTimeout'] });
    expect(typeof (scope['setTimeout'] as (f: () => void) => unknown)(() => undefined)).toBe('number');
    clock.uninstall();
    expect(Object.getOwnPropertyDescriptor(scope, 'setTimeout')).toMatchObject({
      get: expect.any(Function) as unknown,
    });
  });
});

describe('async-context', () => {
  it('calls back in the context that scheduled, for timers and jobs', async () => {
    const storage = new AsyncLocalStorage<string>();
    const clock = createClock();
    const seen: unknown[] = [];
    const note = (): void => void seen.push(storage.getStore());
    storage.run('one', () => {
      clock.setTimeout(note, 5);
      clock.nextTick(note);
    });
    storage.run('two', () => clock.setImmediate(note));
    clock.setTimeout(note, 6);
    await storage.run('driver', () => clock.tickAsync(10));
    expect(seen).toEqual(['one', 'two', 'one', undefined]);
  });
});

describe('host-apis', () => {
  it("fakes scheduler.wait, scheduler.yield and AbortSignal.timeout with hostApis: 'complete'", async () => {
    const clock = install({ hostApis: 'complete' });
    try {
      const seen: unknown[] = [];
      void timersPromises.scheduler.wait(1000).then(() => seen.push(clock.now));
      void timersPromises.scheduler.yield().then(() => seen.push('yielded'));
      const signal = AbortSignal.timeout(500);
      await clock.tickAsync(1000);
      expect(seen).toEqual(['yielded', 1000]);
      expect((signal.reason as Error).name).toBe('TimeoutError');
    } finally {
      clock.uninstall();
    }
  });

  it('rejects aborted waits as Node does then, and with the reason otherwise', async () => {
    for (const hostApis of ['compatible', 'complete'] as const) {
      const clock = install({ hostApis });
      try {
        const controller = new AbortController();
        const wait = timersPromises.setTimeout(10, 'value', { signal: controller.signal });
        controller.abort('enough');
        const reason: unknown = await wait.catch((error: unknown) => error);
        if (hostApis === 'compatible') expect(reason).toBe('enough');
        else expect(reason).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
      } finally {
        clock.uninstall();
      }
    }
  });

  it('makes an interval a generator then, as Node does, whose timer starts with the first turn asked for', async () => {
    const clock = install({ hostApis: 'complete' });
    try {
      const turns = timersPromises.setInterval(10, 'turn');
      expect(clock.countTimers()).toBe(0);
      const first = turns.next();
      await clock.tickAsync(10);
      expect(await first).toEqual({ done: false, value: 'turn' });
      await turns.return!();
      expect(clock.countTimers()).toBe(0);
    } finally {
      clock.uninstall();
    }
  });

  it('is one of two values', () => {
    expect(() => install({ hostApis: 'some' as never })).toThrow(
      'hostApis must be one of compatible, complete, but is the string "some".',
    );
  });
});

describe('real-work', () => {
  it('is waited for by nextAsync, where the compatible library jumps past it', async () => {
    const clock = install();
    try {
      clock.setTickMode({ mode: 'nextAsync' });
      const late = new Promise((resolve) => setTimeout(resolve, 60_000, 'too late'));
      expect(await Promise.race([readFile(__filename).then(() => 'in time'), late])).toBe('in time');
    } finally {
      clock.uninstall();
    }
  });
});

describe('besides', () => {
  it('lists of names must be arrays', () => {
    expect(() => install({ toFake: 'Date' as never })).toThrow(
      new TypeError('config.toFake must be an array of names, but is the string "Date".'),
    );
    expect(() => install({ toNotFake: 5 as never })).toThrow(
      new TypeError('config.toNotFake must be an array of names, but is the number 5.'),
    );
  });

  it('the table of timers is in the order of creation, also after one was refreshed', () => {
    const clock = createClock();
    const [first, second] = [clock.setTimeout(() => undefined, 10), clock.setTimeout(() => undefined, 20)];
    (first as NodeJS.Timeout).refresh();
    expect([...clock.timers!.keys()]).toEqual([Number(first), Number(second)]);
  });

  it('some errors of the same kinds have other words', () => {
    const clock = createClock();
    const runJob = (job: unknown): void => {
      clock.nextTick(job as never);
      clock.runMicrotasks();
    };
    const pairs: [act: () => unknown, ErrorKind: ErrorConstructor, message: RegExp][] = [
      [() => runJob(5), TypeError, /is the number 5, which is not a function/],
      [() => clock.requestIdleCallback(() => undefined, null as never), TypeError, /timeout/],
      [() => withGlobal({}), Error, /The global scope doesn't have a `Date` object, and/],
      [() => clock.setTickMode(undefined as never), TypeError, /mode/],
    ];
    for (const [act, ErrorKind, message] of pairs) {
      const error = errorOf(act);
      expect(error.constructor.name).toBe(ErrorKind.name);
      expect(error.message).toMatch(message);
    }
  });
});
