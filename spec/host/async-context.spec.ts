import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import timers from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { inVirtualTime, real, runAsync, sleep } from 'tickless';
import type * as Contexts from '../../lib/host/async-context';

type Storage = Pick<AsyncLocalStorage<string>, 'run' | 'getStore' | 'enterWith'>;

/** How Node keeps values from 24 on, in a few lines: in an immutable frame, which a resource holds from where it was made. A hook that is on minds a name that is missing. */
function nodeWithFrames(isHooked: boolean): { AsyncResource: unknown; AsyncLocalStorage: new () => Storage } {
  const [contextFrame, asyncId] = [Symbol('context_frame'), Symbol('async_id_symbol')];
  let current: ReadonlyMap<unknown, string> | undefined;
  function inFrame<R>(frame: typeof current, fn: () => R): R {
    const before = current;
    current = frame;
    try {
      return fn();
    } finally {
      current = before;
    }
  }
  class AsyncResource {
    [contextFrame] = current;
    [asyncId] = 1;

    constructor(name: string) {
      if (isHooked && name === '') throw new TypeError('Invalid name for async "type"');
    }

    runInAsyncScope<A extends unknown[], R>(fn: (...args: A) => R, self: unknown, ...args: A): R {
      return inFrame(this[contextFrame] as typeof current, () => fn.apply(self, args));
    }
  }
  class Frames implements Storage {
    run<R>(value: string, fn: () => R): R {
      return inFrame(new Map(current).set(this, value), fn);
    }
    getStore(): string | undefined {
      return current?.get(this);
    }
    enterWith(value: string): void {
      current = new Map(current).set(this, value);
    }
    disable(): void {
      current = current === undefined ? undefined : new Map([...current].filter(([storage]) => storage !== this));
    }
  }
  return { AsyncResource, AsyncLocalStorage: Frames };
}

/** Loads a copy of the module under test for a host with these `async_hooks`. */
function contextsOn(hooks: unknown): typeof Contexts {
  let loaded: typeof Contexts | undefined;
  jest.isolateModules(() => {
    jest.doMock('../../lib/host/native', () => ({ builtin: () => hooks }));
    loaded = jest.requireActual('../../lib/host/async-context');
    jest.dontMock('../../lib/host/native');
  });
  return loaded!;
}

describe.each([
  ['here', { AsyncLocalStorage, AsyncResource }],
  ['on a Node with frames', nodeWithFrames(false)],
  ['on a Node with frames, and hooks that are on', nodeWithFrames(true)],
])('captureContext and runInContext %s', (_where, hooks) => {
  const { captureContext, runInContext } = contextsOn(hooks);
  const storage: Storage = new hooks.AsyncLocalStorage();
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
      expect(runInContext(context, add, receiver, [2, 3])).toBe(6);
      expect(() => runInContext(context, fail, undefined, [])).toThrow('no');
    }
  });

  it('restore the values of the place of capture', () => {
    const one = storage.run('one', captureContext);
    const two = storage.run('two', captureContext);
    expect(runInContext(one, read, undefined, [])).toBe('one');
    expect(storage.run('three', () => runInContext(two, read, undefined, []))).toBe('two');
    expect(read()).toBe(undefined);
  });

  it('restore emptiness, too', () => {
    expect(storage.run('here', () => runInContext(nothing, read, undefined, []))).toBe(undefined);
    const later = captureContext();
    expect(storage.run('here', () => runInContext(later, read, undefined, []))).toBe(undefined);
  });

  it('keep what a call enters from all other calls', () => {
    const [one, two] = [captureContext(), captureContext()];
    storage.run('here', () => {
      runInContext(one, () => storage.enterWith('entered'), undefined, []);
      expect(runInContext(two, read, undefined, [])).toBe(undefined);
      expect(read()).toBe('here');
    });
  });

  it('carry values through a context that was captured inside another', () => {
    const outer = storage.run('outer', captureContext);
    const inner = runInContext(outer, captureContext, undefined, []);
    expect(runInContext(inner, read, undefined, [])).toBe('outer');
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
