import { withGlobal, type Clock } from '../../lib/fake-timers/any-order';

let clock: Clock | undefined;
afterEach(() => clock?.uninstall());

/** A global with timers as numbers, and what else is given. */
function globalWith<T extends object>(more: T) {
  const ids = { next: 1 };
  const set = (): number => ids.next++;
  return {
    Date,
    Promise,
    setTimeout: set as unknown as (act: () => void, ms?: number) => number,
    clearTimeout: jest.fn(),
    setInterval: set,
    clearInterval: jest.fn(),
    ...more,
  };
}

describe('a clock in host order', () => {
  it('shows what others look for on a clock', () => {
    clock = withGlobal(globalWith({})).install({ order: 'host', loopLimit: 7 });
    expect(clock).toMatchObject({ loopLimit: 7, isNearInfiniteLimit: false, tickMode: { mode: 'manual', counter: 0 } });
  });

  it('has nothing that its global has not', () => {
    clock = withGlobal(globalWith({})).install({ order: 'host' });
    expect(Object.keys(clock)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(performance|hrtime|setImmediate|clearImmediate|Temporal|Intl|scheduler)$/),
      ]),
    );
  });

  it('can have its system time set, with the timers where they are', async () => {
    const scope = globalWith({});
    clock = withGlobal(scope).install({ order: 'host', now: 5 });
    const seen: number[] = [];
    scope.setTimeout(() => seen.push(scope.Date.now()), 10);
    clock.setSystemTime(1_000);
    await clock.tickAsync(10);
    expect([seen, scope.Date.now()]).toEqual([[1_010], 1_010]);
  });

  it('tells Temporal the time, where there is one', async () => {
    class Instant {
      constructor(readonly epochNanoseconds: bigint) {}
    }
    const scope = globalWith({ Temporal: { Instant, Now: { instant: () => new Instant(0n) } } });
    clock = withGlobal(scope).install({ order: 'host', now: 1_000 });
    await clock.tickAsync(0.25);
    expect(scope.Temporal.Now.instant()).toEqual(new Instant(1_000_250_000n));
  });

  it('hands frames and idle callbacks that are not its own to the real functions of their own kind, which the global may lack', () => {
    const real = { cancelAnimationFrame: jest.fn(), cancelIdleCallback: jest.fn() };
    const frames = { requestAnimationFrame: () => 7, requestIdleCallback: () => 8 };
    const scope = globalWith({ ...real, ...frames });
    const { clearTimeout } = scope;
    clock = withGlobal(scope).install({ order: 'host' });
    scope.cancelAnimationFrame(7);
    scope.cancelIdleCallback(8);
    expect([real.cancelAnimationFrame.mock.calls, real.cancelIdleCallback.mock.calls]).toEqual([[[7]], [[8]]]);
    for (const id of [7, 8]) expect(clearTimeout).not.toHaveBeenCalledWith(id);
    clock.uninstall();
    clock = withGlobal(globalWith({})).install({ order: 'host' });
    expect(() => clock!.cancelAnimationFrame(7)).not.toThrow();
  });

  it('has scheduler.postTask, where the global has it', async () => {
    const scheduler: { postTask: Required<Clock>['scheduler']['postTask'] } = {
      postTask: () => Promise.reject(new Error('the real one')),
    };
    const scope = globalWith({ scheduler });
    clock = withGlobal(scope).install({ order: 'host', now: 0 });
    const { postTask } = scope.scheduler;
    const controller = new AbortController();
    const tasks = Promise.allSettled([
      postTask(() => clock!.now, { delay: 5 }),
      postTask(() => 'never', { delay: 5, signal: controller.signal }),
    ]);
    expect([clock.countTimers(), clock.abortListenerMap.size]).toEqual([2, 1]);
    controller.abort('why');
    expect([clock.countTimers(), clock.abortListenerMap.size]).toEqual([1, 0]);
    await clock.runAllAsync();
    expect(await tasks).toEqual([
      { status: 'fulfilled', value: 5 },
      { status: 'rejected', reason: 'why' },
    ]);
  });

  it('leaves scheduler.postTask alone where there are no promises', () => {
    const scheduler = { postTask: () => undefined };
    const scope = { ...globalWith({ scheduler }), Promise: undefined };
    clock = withGlobal(scope).install({ order: 'host' });
    expect([scope.scheduler, clock.scheduler]).toEqual([scheduler, undefined]);
  });
});
