import { AsyncResource } from 'node:async_hooks';
import { pbkdf2 } from 'node:crypto';
import { stat } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { EventLoop, inVirtualTime, real, timers, type VirtualTimeOptions } from 'tickless';
import { native } from '../../lib/host/native';

const never = () => new Promise<void>(() => undefined);

/** What a test in virtual time fails with. */
async function messageOf(body: Parameters<typeof inVirtualTime>[0], options?: VirtualTimeOptions): Promise<string> {
  return inVirtualTime(body, options)().then(
    () => 'it did not fail',
    (error: unknown) => (error as Error).message,
  );
}

describe('the report of what is left', () => {
  it('counts all kinds of things together, and says when each is due from now on', async () => {
    const message = await messageOf(async (clock) => {
      await clock.advance(30);
      void clock.advance(100);
      void clock.runUntil(() => false);
      setTimeout(() => undefined, 5);
      new EventLoop().runForeverAsync().catch(() => undefined);
    });
    expect(message).toMatch(/^4 things are left at the end of inVirtualTime\(\):\n/);
    expect(message).toContain('\n  Timeout (anonymous), due in 5 ms, created at ');
    expect(message).toContain('\n  advance() to 130 ms, due in 100 ms\n');
  });

  it('does without places where the host keeps no stack traces', async () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      const message = await messageOf((clock) => {
        setTimeout(() => undefined, 5);
        setImmediate(function soon() {});
        void clock.runUntil(function isDone() {
          return false;
        });
      });
      expect(message.split('\n').slice(1, -1)).toEqual([
        '  Immediate soon, due in 0 ms',
        '  Timeout (anonymous), due in 5 ms',
        '  runUntil(isDone)',
      ]);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('has what no place is known of, as of all after the first thousand', async () => {
    const message = await messageOf(() => {
      for (let i = 0; i < 1_000; i++) setTimeout(() => undefined, 10);
      setImmediate(function unplaced() {});
    });
    expect(message).toContain(
      '1001 things are left at the end of inVirtualTime():\n  Immediate unplaced, due in 0 ms\n',
    );
  });

  it('leaves out immediates of packages, which put off what is left to do by them, and lists their timers', async () => {
    type Schedule = (set: (act: () => void) => unknown) => void;
    const byPackage = runInThisContext('(set) => void set(function later() {})', {
      filename: '/app/node_modules/some-package/index.js',
    }) as Schedule;
    expect(await messageOf(() => byPackage(setImmediate))).toBe('it did not fail');
    expect(await messageOf(() => byPackage(setTimeout))).toMatch(/Timeout later, due in 1 ms, created .*some-package/);
  });

  it('tells of real timers in the plural, if there are several', async () => {
    const { setTimeout: captured, clearTimeout: clear } = globalThis;
    const started: unknown[] = [];
    const message = await messageOf(() => {
      for (const ms of [60_000, 70_000]) started.push(captured(() => undefined, ms));
      setTimeout(() => undefined, 5);
    });
    for (const timer of started) clear(timer as NodeJS.Timeout);
    expect(message).toContain('2 real timers were started meanwhile and are pending, perhaps by a function captured');
  });
});

describe('the report of a body that can never end', () => {
  it('tells of calls that wait in line in the plural, if there are several', async () => {
    const waiting: Promise<unknown>[] = [];
    const call = AsyncResource.bind(() => waiting.push(inVirtualTime(() => 'its turn')()));
    const message = await messageOf(() => {
      call();
      call();
      return waiting[0];
    });
    expect(message).toContain('2 more calls of inVirtualTime() wait in line for the end of this one.');
    expect(await Promise.all(waiting)).toEqual(['its turn', 'its turn']);
  });
});

describe('the report of a body without end', () => {
  it('has a name for the body itself', async () => {
    const body = () => new Promise((resolve) => setImmediate(resolve));
    expect(await messageOf(body, { maxStepsPerInstant: 1 })).toContain('the body of inVirtualTime() (1 of the last 2)');
  });
});

describe('real work at the end of inVirtualTime', () => {
  afterEach(() => jest.restoreAllMocks());

  it('may clear what is left', async () => {
    const clearedBy = (work: (clear: () => void) => void) =>
      messageOf(() => {
        const timer = setTimeout(() => undefined, 60_000);
        work(() => clearTimeout(timer));
      });
    expect(await clearedBy((clear) => stat('.', clear))).toBe('it did not fail');
    const soon = new Promise((resolve) => timers.setTimeout(resolve, 20));
    expect(await clearedBy((clear) => void real(soon).then(clear))).toBe('it did not fail');
  });

  it('may set what throws, and then that is what comes out', async () => {
    const message = await messageOf(() => {
      const timer = setTimeout(() => undefined, 60_000);
      // It takes longer than the end of the body: an immediate that is there already would be left over.
      pbkdf2('', '', 100_000, 8, 'sha512', () =>
        setImmediate(() => {
          clearTimeout(timer);
          throw new Error('at last');
        }),
      );
    });
    expect(message).toBe('at last');
  });

  it.each([
    ['a second at the most', {}, 1_000],
    ['less if that is the limit', { maxRealWaitMs: 50 }, 50],
  ])('is waited for without progress for %s', async (_what, options, ms) => {
    const waits: unknown[] = [];
    jest.spyOn(native, 'now').mockReturnValue(0);
    jest.spyOn(native, 'setTimeout').mockImplementation(((act: () => void, delay: number) => {
      waits.push(delay);
      jest.spyOn(native, 'now').mockReturnValue(delay);
      return timers.setTimeout(act, 1);
    }) as never);
    const message = await messageOf(() => {
      void real(never());
      setTimeout(() => undefined, 1);
    }, options);
    expect(message).toContain('1 thing is left');
    expect(waits).toEqual([ms]);
  });

  it('is not waited for where nothing is left', async () => {
    const wait = jest.spyOn(native, 'setTimeout');
    await inVirtualTime(() => void real(never()))();
    expect(wait).not.toHaveBeenCalled();
  });
});
