import { EventLoop, inVirtualTime, install, type Clock } from 'tickless';

let clock: Clock;
beforeEach(() => {
  clock = install({ order: 'host', now: 0 });
});
afterEach(() => {
  clock.uninstall();
});

describe('tickAsync in host order', () => {
  it('adds up fractions of a millisecond until they make one', async () => {
    const seen: number[] = [];
    setTimeout(() => seen.push(Date.now()), 1);
    expect([await clock.tickAsync(0.6), [...seen]]).toEqual([0, []]);
    expect([await clock.tickAsync(0.6), seen]).toEqual([1, [1]]);
  });

  it('leaves nothing to wait for when a callback has thrown', async () => {
    setTimeout(() => {
      throw new Error('thrown');
    }, 10);
    await expect(clock.tickAsync(1_000)).rejects.toThrow('thrown');
    expect(await clock.runAllAsync()).toBe(10);
  });

  it('by Infinity fires all there is, and the clock goes on from there', async () => {
    const seen: number[] = [];
    const note = (): unknown => seen.push(Date.now());
    setTimeout(note, 10);
    await clock.tickAsync(Infinity);
    setTimeout(note, 10);
    expect(await clock.runAllAsync()).toBe(20);
    expect(seen).toEqual([10, 20]);
  });
});

describe('tickAsync beside an event loop', () => {
  it('ends after what is set for the end when that has come', async () => {
    const seen: string[] = [];
    const loop = new EventLoop();
    setTimeout(() => loop.callAt(loop.time(), () => loop.callAt(loop.time(), () => seen.push('last'))), 10);
    await clock.tickAsync(10);
    expect(seen).toEqual(['last']);
    loop.close();
  });
});

describe('nextAsync in host order', () => {
  it('called several times at once fires so many, and no more afterwards', async () => {
    const seen: number[] = [];
    for (const ms of [1, 2, 2, 3]) setTimeout(() => seen.push(ms), ms);
    await Promise.all([clock.nextAsync(), clock.nextAsync()]);
    expect(seen).toEqual([1, 2]);
    await clock.nextAsync();
    expect(seen).toEqual([1, 2, 2]);
  });
});

describe('runAllAsync in host order', () => {
  it('runs what immediates set, too', async () => {
    const seen: string[] = [];
    setImmediate(() => {
      seen.push('first');
      setImmediate(() => setImmediate(() => seen.push('last')));
    });
    await clock.runAllAsync();
    expect(seen).toEqual(['first', 'last']);
  });
});

describe('an Async verb that is not awaited', () => {
  it('is reported at the end of inVirtualTime, as what it is', async () => {
    clock.uninstall();
    const test = inVirtualTime(() => {
      const { clock: own } = Date as unknown as { clock: Clock };
      own.tickAsync(1_000).catch(() => undefined);
    });
    await expect(test()).rejects.toThrow('An Async verb of the clock (tickAsync, runAllAsync …) goes on.');
  });
});
