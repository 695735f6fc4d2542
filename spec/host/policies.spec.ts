import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import {
  createTask,
  EventLoop,
  type ExceptionContext,
  type Future,
  getRunningLoop,
  inVirtualTime,
  real,
  RealWorkError,
  runAsync,
  sleep,
  TimeoutError,
  waitFor,
  wrapFuture,
} from 'tickless';
import { inVirtualLoop } from '../support/in-virtual-loop';
import { ownLedger } from '../support/real-world';

afterAll(ownLedger());

/** Real work of as many real milliseconds, which nobody can see: an agent of another thread would wait as it does here. */
function unseen(ms: number): Promise<string> {
  const { waitAsync } = Atomics as unknown as {
    waitAsync: (cell: Int32Array, index: number, value: number, ms: number) => { value: Promise<string> };
  };
  return waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms).value;
}

/** Which is over first: the work, or a virtual minute. */
async function firstOf(work: () => Promise<unknown>): Promise<'work' | 'time'> {
  try {
    await waitFor(work, 60_000);
    return 'work';
  } catch (error) {
    if (error instanceof TimeoutError) return 'time';
    throw error;
  }
}

/** Real work without end, whose wait can be cancelled. */
const forever = (): Future<never> => wrapFuture(real(new Promise<never>(() => undefined)));
const timer = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('work that nobody can see', () => {
  const kinds: Record<string, () => Promise<unknown>> = {
    'Atomics.waitAsync': () => unseen(20),
    'a real timer': timer,
  };

  it.each(Object.entries(kinds))('is not waited for: %s', async (_name, work) => {
    expect(await runAsync(() => firstOf(work))).toBe('time');
  });

  it.each(Object.entries(kinds))('is waited for if real() says so: %s', async (_name, work) => {
    expect(await runAsync(() => firstOf(() => real(work())))).toBe('work');
  });

  it('is waited for in vain if real() is given what nobody will settle, until maxRealWaitMs', async () => {
    const run = runAsync(forever, { maxRealWaitMs: 20 });
    await expect(run).rejects.toThrow(RealWorkError);
    await expect(run).rejects.toThrow(/no progress for 20 ms[^]*a promise passed to real\(\) at .*policies\.spec/);
  });

  it('is waited for in vain in a loop of real immediates, until maxRealWaitMs', async () => {
    let isOver = false;
    const poll = async (): Promise<void> => {
      while (!isOver) await new Promise((resolve) => setImmediate(resolve));
    };
    const run = runAsync(() => waitFor(poll(), 60_000), { maxRealWaitMs: 20 }).finally(() => (isOver = true));
    await expect(run).rejects.toThrow(/no progress for 20 ms[^]*a setImmediate/);
  });

  it('given in vain ends a run that tells of its tasks, and not of having waited in vain for their end, too', async () => {
    const told: ExceptionContext[] = [];
    const exceptionHandler = (_loop: unknown, context: ExceptionContext) => void told.push(context);
    const stubborn = async (): Promise<void> => {
      for (;;) await forever().then(undefined, () => undefined);
    };
    const main = async (): Promise<void> => {
      getRunningLoop().setExceptionHandler(exceptionHandler);
      createTask(stubborn, { name: 'stubborn' });
      await forever();
    };
    await expect(runAsync(main, { maxRealWaitMs: 20 })).rejects.toThrow(RealWorkError);
    expect(told).toHaveLength(2);
    expect(told[0]?.message).toContain("'stubborn' was still running at the end of run()");
    expect(told[1]?.message).toContain("'stubborn' was destroyed but it is pending");
  });

  it('ends with the run that it was declared in', async () => {
    await expect(runAsync(forever, { maxRealWaitMs: 0 })).rejects.toThrow(RealWorkError);
    expect(await inVirtualLoop(async () => sleep(1000))).toBe(1000);
  });
});

describe('real()', () => {
  it('has the outcome of the promise', async () => {
    await expect(real(Promise.resolve('value'))).resolves.toBe('value');
    await expect(real(Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });

  it('takes anything with a then', async () => {
    expect(
      await runAsync(() =>
        real({ then: (resolve: (value: string) => void) => void setTimeout(resolve, 5, 'late') } as never),
      ),
    ).toBe('late');
  });

  it.each([undefined, null, 42, 'text', () => undefined, {}])('refuses %p', (value) => {
    expect(() => real(value as never)).toThrow(/^real\(\) takes a promise, the one that real work will settle, but/);
  });
});

describe('realWork', () => {
  it("'wait' stands still for as long as it takes, if there is progress", async () => {
    const work = (): Promise<void> => runLong(5);
    expect(await inVirtualLoop(work, { realWork: 'wait', maxRealWaitMs: 40 })).toBe(0);
  });

  it("'ignore' lets time go on", async () => {
    const outcome = runAsync(() => firstOf(() => real(timer())), { realWork: 'ignore' });
    expect(await outcome).toBe('time');
  });

  it("'error' fails the run, and says what is in flight", async () => {
    const message = /realWork is 'error' at 7 ms of virtual time\. In flight:\n {2}a promise passed to real\(\) at /;
    const run = runAsync(() => sleep(7).then(() => real(timer())), { realWork: 'error' });
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toThrow(RealWorkError);
  });

  it("'error' fails the run for the briefest work, also where a server only wants the host to turn", async () => {
    const server = createServer().listen(0);
    try {
      const run = runAsync(() => firstOf(() => stat(__filename)), { realWork: 'error' });
      await expect(run).rejects.toThrow(
        /realWork is 'error' at 0 ms of virtual time\. In flight:\n {2}a request to the file system/,
      );
    } finally {
      server.close();
    }
  });

  it("'error' lets a run pass that has none, though a worker stands by", async () => {
    const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
    try {
      await new Promise((resolve) => worker.once('online', resolve));
      await runAsync(() => sleep(1), { realWork: 'ignore' });
      expect(await inVirtualLoop(async () => sleep(1000), { realWork: 'error' })).toBe(1000);
    } finally {
      await worker.terminate();
    }
  });

  /** Real work in steps of 20 ms each, of which each is progress. */
  async function runLong(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) await real(timer());
  }
});

describe('a bad setting', () => {
  const bad: [object, string][] = [
    [{ realWork: 'maybe' }, "realWork must be one of 'wait', 'ignore', 'error', but was given the string \"maybe\"."],
    [{ maxRealWaitMs: -1 }, 'maxRealWaitMs must be a whole number of at least 0, but was given -1.'],
    [{ maxRealWaitMs: '5' }, 'maxRealWaitMs must be a whole number, but was given the string "5".'],
    [{ quietMs: -1 }, 'quietMs must be a whole number of at least 0, but was given -1.'],
    [{ quietMs: 0.5 }, 'quietMs must be a whole number of at least 0, but was given 0.5.'],
    [{ quietMs: null }, 'quietMs must be a whole number, but was given null.'],
  ];

  it.each(bad)('%p fails at once', (options, message) => {
    expect(() => new EventLoop(options as never)).toThrow(message);
    expect(() => inVirtualTime(async () => undefined, options as never)).toThrow(message);
  });
});
