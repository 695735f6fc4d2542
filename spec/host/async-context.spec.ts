import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import timers from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { inVirtualTime, real, runAsync, sleep } from 'tickless';
import { captureContext, runInContext } from '../../lib/host/async-context';

describe('captureContext and runInContext', () => {
  const storage = new AsyncLocalStorage<string>();
  const read = (): string | undefined => storage.getStore();
  const nothing = captureContext();

  it('pass the receiver, the arguments, the result and errors on', () => {
    const receiver = { base: 1 };
    function add(this: typeof receiver, a: number, b: number): number {
      return this.base + a + b;
    }
    const fail = (): never => {
      throw new RangeError('no');
    };
    for (const context of [nothing, storage.run('x', captureContext)]) {
      expect(runInContext(context, add, receiver, 2, 3)).toBe(6);
      expect(() => runInContext(context, fail, undefined)).toThrow('no');
    }
  });

  it('restore the values of the place of capture', () => {
    const one = storage.run('one', captureContext);
    const two = storage.run('two', captureContext);
    expect(runInContext(one, read, undefined)).toBe('one');
    expect(storage.run('three', () => runInContext(two, read, undefined))).toBe('two');
    expect(read()).toBe(undefined);
  });

  it('restore emptiness, too', () => {
    expect(storage.run('here', () => runInContext(nothing, read, undefined))).toBe(undefined);
    const later = captureContext();
    expect(storage.run('here', () => runInContext(later, read, undefined))).toBe(undefined);
  });

  it('keep what a call enters from all other calls', () => {
    const [one, two] = [captureContext(), captureContext()];
    storage.run('here', () => {
      runInContext(one, () => storage.enterWith('entered'), undefined);
      expect(runInContext(two, read, undefined)).toBe(undefined);
      expect(read()).toBe('here');
    });
  });

  it('carry values through a context that was captured inside another', () => {
    const outer = storage.run('outer', captureContext);
    const inner = runInContext(outer, captureContext, undefined);
    expect(runInContext(inner, read, undefined)).toBe('outer');
  });
});

/** Ways in which an async function goes on later, by real work or virtual time. */
const hops: [string, () => Promise<unknown>][] = [
  ['a file', () => readFile('package.json')],
  ['a job of the thread pool', () => new Promise((resolve) => zlib.gzip('text', resolve))],
  ['a worker', () => once(new Worker('', { eval: true }), 'exit')],
  ['real()', () => real(new Promise((resolve) => setImmediate(resolve)))],
  ['setImmediate', () => new Promise((resolve) => setImmediate(resolve))],
  ['process.nextTick', () => new Promise((resolve) => process.nextTick(resolve))],
  ['queueMicrotask', () => new Promise<void>((resolve) => queueMicrotask(resolve))],
];
const virtualHops: [string, () => Promise<unknown>][] = [
  ['setTimeout', () => new Promise((resolve) => setTimeout(resolve, 1000))],
  ['setInterval', () => new Promise((resolve) => tickOnce(resolve))],
  ['timers/promises', () => timers.setTimeout(1000)],
  [
    'AbortSignal.timeout',
    async () => {
      const held = timers.setTimeout(2000); // the signal's own timer holds nothing open
      await new Promise((resolve) => AbortSignal.timeout(1000).addEventListener('abort', resolve));
      await held;
    },
  ],
];

function tickOnce(fn: (value: unknown) => void): void {
  const interval = setInterval(() => {
    clearInterval(interval);
    fn(undefined);
  }, 1000);
}

describe('the async context of an async function', () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];

  /** Two at a time, so that they could take each other's. */
  async function both(hop: () => Promise<unknown>): Promise<void> {
    seen.length = 0;
    await Promise.all(
      ['one', 'two'].map((name) =>
        storage.run(name, async () => {
          await hop();
          seen.push(storage.getStore());
        }),
      ),
    );
    seen.push(storage.getStore());
  }

  const each = ['one', 'two', undefined];

  it.each(hops)('survives %s in a loop', async (_name, hop) => {
    await runAsync(async () => {
      await sleep(1);
      await both(hop);
    });
    expect(seen.sort()).toEqual(each);
  });

  it.each([...hops, ...virtualHops])('survives %s in virtual time', async (_name, hop) => {
    await inVirtualTime(() => both(hop))();
    expect(seen.sort()).toEqual(each);
  });
});
