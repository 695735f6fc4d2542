import { AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EventLoop, inVirtualTime, install, runAsync, sleep, type VirtualTimeOptions } from 'tickless';
import { runCode } from '../support/built-library';
import { changesSince, globalsNow } from '../support/globals';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** Jest, too, minds a rejection that nobody handles. */
const ignore = () => undefined;
const never = () => new Promise<void>(() => undefined);

/** What a test in virtual time fails with. */
async function errorOf(body: Parameters<typeof inVirtualTime>[0], options?: VirtualTimeOptions): Promise<Error> {
  return inVirtualTime(body, options)().then(
    () => new Error('it did not fail'),
    (error: unknown) => error as Error,
  );
}

describe('what is left at the end of inVirtualTime', () => {
  it('is listed with the places of creation, all of it', async () => {
    const { name, message } = await errorOf(() => {
      setInterval(function turn() {}, 10);
      setTimeout(() => undefined, 5);
      setImmediate(function soon() {});
    });
    expect(name).toBe('LeftoversError');
    const [title, ...lines] = message.split('\n');
    expect(title).toBe('3 things are left at the end of inVirtualTime():');
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}Immediate soon, due in 0 ms, created at .*end\.spec\.ts/),
      expect.stringMatching(/^ {2}Timeout \(anonymous\), due in 5 ms, created at .*end\.spec\.ts/),
      expect.stringMatching(/^ {2}Interval turn, due in 10 ms, created at .*end\.spec\.ts/),
      expect.stringContaining("set leftovers to 'warn' or 'ignore'"),
    ]);
  });

  it('is listed up to twenty things, and counted beyond', async () => {
    const { message } = await errorOf(() => {
      for (let i = 0; i < 25; i++) setTimeout(() => undefined, i);
    });
    expect(message).toContain('25 things are left');
    expect(message).toContain('… and 5 more');
    expect(message.match(/due in/g)).toHaveLength(20);
  });

  it('includes frames, where there are any', async () => {
    const browser = globalThis as { requestAnimationFrame?: (callback: () => void) => number };
    browser.requestAnimationFrame = () => 0;
    try {
      const { message } = await errorOf(() => void browser.requestAnimationFrame!(function draw() {}));
      expect(message).toContain('AnimationFrame draw, due in 16 ms');
    } finally {
      delete browser.requestAnimationFrame;
    }
  });

  it('includes what the test itself forgot to await', async () => {
    const { message } = await errorOf((clock) => {
      void clock.advance(100);
      void clock.runUntil(() => false);
    });
    expect(message).toContain('advance() to 100 ms, due in 100 ms');
    expect(message).toContain('runUntil(() => …), called at');
  });

  it('includes what a loop has scheduled that nobody closed', async () => {
    const { message } = await errorOf(() => void new EventLoop().callLater(50, function later() {}));
    expect(message).toContain('later, due in 50 ms');
  });

  it('tells of real timers that were started meanwhile, by functions captured before', async () => {
    const { setTimeout: captured, clearTimeout: clear } = globalThis;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { message } = await errorOf(() => {
      timer = captured(() => undefined, 60_000);
      setTimeout(() => undefined, 5);
    });
    clear(timer);
    expect(message).toContain('1 real timer was started meanwhile and is pending');
    expect(message).toContain('tickless/delegates has those reach the clock');
    expect(message).toContain('await clock.runUntil()');
  });

  it('tells of no real timer that others have started meanwhile, such as the test runner', async () => {
    const { setTimeout: captured, clearTimeout: clear } = globalThis;
    const runner = new AsyncResource('TestRunner');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { message } = await errorOf(() => {
      timer = runner.runInAsyncScope(captured, undefined, () => undefined, 60_000);
      setTimeout(() => undefined, 5);
    });
    clear(timer);
    expect(message).toContain('1 thing is left');
    expect(message).not.toContain('real timer');
  });

  it('is no error if it is unref’d, and only as loud as it was told to be', async () => {
    await inVirtualTime(() => void setTimeout(() => undefined, 5).unref())();
    await inVirtualTime(() => AbortSignal.timeout(5))();
    const leave = () => void setTimeout(() => undefined, 5);
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    await inVirtualTime(leave, { leftovers: 'ignore' })();
    expect(warn).not.toHaveBeenCalled();
    await inVirtualTime(leave, { leftovers: 'warn' })();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('tickless: 1 thing is left'));
    warn.mockRestore();
  });
});

describe('a loop that still runs at the end of inVirtualTime', () => {
  beforeEach(() => jest.spyOn(console, 'error').mockReturnValue());
  afterEach(() => jest.restoreAllMocks());

  it('is reported, cancelled, and has time to clean up', async () => {
    const seen: string[] = [];
    async function work(): Promise<void> {
      try {
        await sleep(1_000_000);
      } finally {
        await sleep(10);
        seen.push('cleaned up');
      }
    }
    const { name, message } = await errorOf(async () => {
      runAsync(work).catch(ignore);
      await wait(5);
    });
    expect([name, seen]).toEqual(['LeftoversError', ['cleaned up']]);
    expect(message).toContain("The run of an event loop goes on.\n  Waiting:\n    task 'Task-1' waits for");
  });

  it('does not go on in the next test', async () => {
    let ticks = 0;
    await errorOf(() => {
      const loop = new EventLoop();
      loop.callLater(1, function tick() {
        ticks++;
        loop.callLater(1, tick);
      });
      loop.runForeverAsync().catch(ignore);
    });
    const before = ticks;
    await inVirtualTime(() => wait(1_000))();
    expect(ticks).toBe(before);
  });

  it('rejects the promise of its run, for who still listens', async () => {
    let outcome: unknown;
    await errorOf(() => {
      new EventLoop().runForeverAsync().catch((error: unknown) => (outcome = error));
    });
    expect(outcome).toMatchObject({ name: 'CancelledError' });
  });

  it('comes second to an error of the body', async () => {
    const { message } = await errorOf(() => {
      runAsync(sleep(100)).catch(ignore);
      throw new Error('of the body');
    });
    expect(message).toBe('of the body');
  });

  it('is ended, too, if the body can never end', async () => {
    const before = process.listenerCount('unhandledRejection');
    const { name } = await errorOf(() => {
      new EventLoop({ realWork: 'ignore' }).runForeverAsync().catch(ignore);
      return never();
    });
    expect([name, process.listenerCount('unhandledRejection')]).toEqual(['DeadlockError', before]);
  });
});

describe('calls of inVirtualTime', () => {
  it('wait for each other if they overlap, or are refused', async () => {
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
    await Promise.all([first, test('b')(), test('c')()]);
    expect(seen).toEqual(['a begins', 'a ends at 10', 'b begins', 'b ends at 10', 'c begins', 'c ends at 10']);
    expect(Object.getOwnPropertySymbols(globalThis).map(String).join()).not.toContain('tickless/1/line');
  });

  it('do not hold up the next if they fail', async () => {
    const failing = inVirtualTime(() => Promise.reject(new Error('no')));
    const outcomes = await Promise.allSettled([failing(), inVirtualTime(() => 'yes')(), failing()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  it('are refused inside one another, however deep, instead of waiting for themselves', async () => {
    const inner = inVirtualTime(() => 'inner');
    const directly = await errorOf(() => inner());
    const later = await errorOf(async () => {
      await wait(10);
      await new Promise((resolve, reject) => setTimeout(() => void inner().then(resolve, reject), 10));
    });
    expect([directly.message, later.message]).toEqual(
      Array(2).fill(expect.stringContaining('called by a body of inVirtualTime()')),
    );
    expect(await inner()).toBe('inner');
  });

  it('may come from what an earlier body has left behind', async () => {
    let next: (() => Promise<string>) | undefined;
    await inVirtualTime(() => {
      next = AsyncResource.bind(() => inVirtualTime(() => 'next')());
    })();
    expect(await next!()).toBe('next');
  });

  it('are refused inside those of another copy of the library, too', async () => {
    await jest.isolateModulesAsync(async () => {
      const copy = jest.requireActual<typeof import('tickless')>('../../lib/index');
      const inner = copy.inVirtualTime(() => 'inner');
      const { name, message } = await errorOf(() => inner());
      expect([name, message]).toEqual(['RuntimeError', expect.stringContaining('called by a body of inVirtualTime()')]);
      // Beside each other they queue up, and then the line is the other copy's.
      const both = Promise.all([inner(), inVirtualTime(() => 'its turn')()]);
      expect(await both).toEqual(['inner', 'its turn']);
    });
  });

  it('tell who waits in line, where a call that has lost its context cannot be known for one inside', async () => {
    let waiting: Promise<string> | undefined;
    const call = AsyncResource.bind(() => (waiting = inVirtualTime(() => 'its turn')()));
    const { name, message } = await errorOf(() => call());
    expect(name).toBe('DeadlockError');
    expect(message).toContain('1 more call of inVirtualTime() waits in line for the end of this one.');
    expect(await waiting).toBe('its turn');
  });

  it('are refused while other fake timers are installed', async () => {
    const clock = install();
    try {
      await expect(inVirtualTime(() => undefined)()).rejects.toThrow('fake timers are installed on them already');
    } finally {
      clock.uninstall();
    }
  });
});

describe('the end of a body in virtual time', () => {
  it('leaves functions to those who have kept them that call the real ones', async () => {
    const kept = await inVirtualTime(() => ({ setTimeout, setImmediate, clearTimeout }))();
    const cleared = kept.setTimeout(() => undefined, 60_000);
    kept.clearTimeout(cleared);
    expect(cleared).toHaveProperty('_destroyed', true);
    await new Promise((resolve) => kept.setTimeout(resolve, 1));
    await new Promise((resolve) => kept.setImmediate(resolve));
  });

  it('does no harm to a spy that is put back too late', async () => {
    const spy = await inVirtualTime(() => jest.spyOn(globalThis, 'setTimeout'))();
    const real = globalThis.setTimeout;
    spy.mockRestore();
    try {
      await wait(1);
    } finally {
      globalThis.setTimeout = real;
    }
  });

  it('comes when a worker is killed', async () => {
    const before = globalsNow();
    const code = await inVirtualTime(async () => {
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
      await once(worker, 'online');
      return worker.terminate();
    })();
    expect([code, changesSince(before)]).toEqual([1, []]);
  });

  it.each([
    ['an interval of 0 ms', () => void setInterval(() => undefined, 0)],
    ['an interval of a day', () => void setInterval(() => undefined, 86_400_000)],
  ])('comes under the limits there are by default, although %s goes on', async (_what, start) => {
    const { name, message } = await errorOf(() => (start(), never()));
    expect(name).toBe('RunawayError');
    expect(message).toMatch(/1000000 timers have fired|315576000000 ms of virtual time would pass/);
  });

  it('comes when nothing is left but what is unref’d, with a list of that', async () => {
    const { message } = await errorOf(async () => {
      const signal = AbortSignal.timeout(1_000);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    expect(message).toMatch(
      /Pending, but unref'd, .* let the time pass by clock\.advance\(\):\n {2}Timeout abort, due in 1000 ms, created at/,
    );
  });

  it('does not come if the body lets the time pass by itself', async () => {
    const { message } = await errorOf(async (clock) => {
      const signal = AbortSignal.timeout(1_000);
      const aborted = new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
      await Promise.all([clock.advance(1_000), aborted]);
    });
    expect(message).toBe('The operation was aborted due to timeout');
  });

  it('comes with the error of a promise that nobody listens to', () => {
    const program = `
      import { inVirtualTime } from 'tickless';
      const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      const bodies = {
        async atOnce() { Promise.reject(new Error('forgotten')); await wait(1000); },
        async later() { wait(10).then(() => { throw new Error('forgotten'); }); await wait(1000); },
        atTheEnd() { Promise.reject(new Error('forgotten')); },
        async listenedTo() { const rejected = Promise.reject(new Error('caught')); await rejected.catch(() => {}); return 'fine'; },
      };
      for (const [name, body] of Object.entries(bodies)) {
        const outcome = await inVirtualTime(body)().catch((error) => error.message);
        console.log(name, outcome, process.listenerCount('unhandledRejection'));
      }`;
    const { stdout, stderr } = runCode(program);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'atOnce forgotten 0',
      'later forgotten 0',
      'atTheEnd forgotten 0',
      'listenedTo fine 0',
    ]);
  });
});
