import { setTimeout as sleepHere } from 'node:timers/promises';
import * as timersPromises from 'node:timers/promises';
import fc from 'fast-check';
import { createTask, gather, inVirtualTime, run, runAsync, sleep, type VirtualClock } from 'tickless';
import { changesSince, globalsNow } from '../support/globals';
import { checkAsync, longArray } from '../support/properties';

describe('event loops in virtual time', () => {
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
    'run generator tasks, async functions, timers and immediates in the order in which they were scheduled',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      const note = (who: string) => seen.push(`${who} ${clock.elapsed()}`);
      await runAsync(async () => {
        setTimeout(() => note('timer'), 10);
        const generator = createTask(function* () {
          yield* sleep(10);
          note('generator');
          yield* sleep(10);
          note('generator');
        });
        const asyncFunction = createTask(async () => {
          await sleep(10);
          note('async');
          await sleep(10);
          note('async');
        });
        setTimeout(() => {
          setImmediate(() => note('immediate'));
          process.nextTick(() => note('tick'));
          void Promise.resolve().then(() => note('promise'));
        }, 15);
        await gather(generator, asyncFunction);
      });
      expect(seen).toEqual([
        'timer 10',
        'generator 10',
        'async 10',
        'tick 15',
        'promise 15',
        'immediate 15',
        'generator 20',
        'async 20',
      ]);
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

describe('what tells the time in virtual time', () => {
  it(
    'agrees: Date, performance, hrtime, Intl',
    inVirtualTime(async (clock) => {
      const began = { ms: performance.now(), hr: process.hrtime(), big: process.hrtime.bigint() };
      await clock.advance(90_061_500);
      expect(new Date().toISOString()).toBe('2000-01-02T01:01:01.500Z');
      expect([Date.now(), clock.now]).toEqual([Date.UTC(2000, 0, 2, 1, 1, 1, 500), Date.now()]);
      expect(performance.now() - began.ms).toBe(90_061_500);
      expect(performance.timeOrigin + performance.now()).toBe(Date.now());
      expect(process.hrtime(began.hr)).toEqual([90_061, 500_000_000]);
      expect(process.hrtime.bigint() - began.big).toBe(90_061_500_000_000n);
      const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });
      expect(format.format()).toBe('02/01/2000, 01:01:01');
    }),
  );

  it(
    'never reads 0, which some programs take for never',
    inVirtualTime(() => {
      expect(Math.min(performance.now(), Number(process.hrtime.bigint()), Date.now())).toBeGreaterThan(0);
    }),
  );

  it(
    'makes real dates, by whatever way there is',
    inVirtualTime(() => {
      class Day extends Date {
        readonly isDay = true;
      }
      const day = new Day(2000, 1, 29);
      expect([day instanceof Day, day instanceof Date, day.isDay, day.getMonth()]).toEqual([true, true, true, 1]);
      expect(new Day().getTime()).toBe(Date.UTC(2000, 0, 1));
      expect(Date()).toBe(new Date().toString());
      expect([Date.name, Date.length, Object.keys(Date)]).toEqual(['Date', 7, []]);
      expect([Date.UTC(1970, 0), Date.parse('1970-01-01'), new Date(0).constructor === new Date().constructor]).toEqual(
        [0, 0, true],
      );
      expect(new Date(2000, 0, 1, 12, 30).getHours()).toBe(12);
      expect(String(Date)).toContain('[native code]');
      expect(structuredClone(new Date()).getTime()).toBe(Date.now());
    }),
  );

  it(
    'runs AbortSignal.timeout, and waits that it ends',
    inVirtualTime(async (clock) => {
      const signal = AbortSignal.timeout(5_000);
      const waiting = timersPromises.setTimeout(60_000, undefined, { signal });
      await expect(waiting).rejects.toMatchObject({ name: 'AbortError', cause: { name: 'TimeoutError' } });
      expect(clock.elapsed()).toBe(5_000);
    }),
  );
});

describe('advance and runUntil', () => {
  it(
    'come after everything that is due by then',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      setTimeout(() => {
        setImmediate(() => seen.push('immediate'));
        seen.push('timer');
      }, 10);
      await clock.advance(10);
      seen.push('advanced');
      setTimeout(() => seen.push('later'), 1);
      await clock.advance(0);
      expect(seen).toEqual(['timer', 'immediate', 'advanced']);
      await clock.advance(1);
      expect(seen).toEqual(['timer', 'immediate', 'advanced', 'later']);
    }),
  );

  it(
    'may be waited for by several',
    inVirtualTime(async (clock) => {
      const order: string[] = [];
      let n = 0;
      const interval = setInterval(() => n++, 10);
      await Promise.all([
        clock.runUntil(() => n === 3).then(() => order.push(`3 at ${clock.elapsed()}`)),
        clock.advance(20).then(() => order.push(`20 at ${clock.elapsed()}`)),
        clock.advance(20).then(() => order.push(`20 again at ${clock.elapsed()}`)),
        clock.runUntil(() => n === 1).then(() => order.push(`1 at ${clock.elapsed()}`)),
      ]);
      clearInterval(interval);
      expect(order).toEqual(['1 at 10', '20 at 20', '20 again at 20', '3 at 30']);
    }),
  );
});

/** Things that a body may do. Each may leave something behind. */
const acts: Record<string, (clock: VirtualClock) => unknown> = {
  'wait for a timer': () => new Promise((resolve) => setTimeout(resolve, 7)),
  'wait for the promise of a timer': () => timersPromises.setTimeout(3),
  'leave a timer': () => setTimeout(() => undefined, 1_000),
  'leave an interval': () => setInterval(() => undefined, 1),
  'leave an immediate': () => {
    setImmediate(() => undefined);
  },
  'leave an unref’d timer': () => void setTimeout(() => undefined, 1_000).unref(),
  'leave a signal': () => void AbortSignal.timeout(50),
  advance: (clock) => clock.advance(5),
  'set the time': (clock) => clock.setSystemTime(0),
  'run a loop': () => runAsync(sleep(5)),
  'uninstall the clock': () => (Date as unknown as { clock?: { uninstall(): void } }).clock?.uninstall(),
  // Not when the real one is back: that is a test's own affair.
  'replace a fake': () => {
    if ('isFake' in Date) globalThis.setTimeout = (() => undefined) as never;
  },
  throw: () => {
    throw new Error('thrown');
  },
  'throw in a timer': () =>
    new Promise(() =>
      setTimeout(() => {
        throw new Error('thrown later');
      }, 2),
    ),
  'never settle': () => new Promise(() => undefined),
};

it('puts the globals back exactly, whatever the body does (property)', async () => {
  const before = globalsNow();
  const body = longArray(fc.constantFrom(...Object.keys(acts)), 5);
  await checkAsync(
    fc.asyncProperty(body, fc.constantFrom('error', 'ignore' as const), async (names, leftovers) => {
      const test = inVirtualTime(
        async (clock) => {
          for (const name of names) await acts[name]!(clock);
        },
        { leftovers, maxFirings: 1_000 },
      );
      await test().catch(() => undefined);
      expect(changesSince(before)).toEqual([]);
    }),
    60,
  );
  await sleepHere(0);
});
