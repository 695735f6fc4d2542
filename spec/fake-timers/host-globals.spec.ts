import * as timersPromises from 'node:timers/promises';
import { install, withGlobal, type Clock } from '../../lib/fake-timers/any-order';

const nothing = (): void => undefined;

/** A global as browsers have it: timers are numbers, there are frames and idle callbacks, and no immediates. */
function page() {
  const native = { setTimeout: jest.fn(() => 7), clearTimeout: jest.fn(), setInterval: jest.fn(() => 8) };
  const scope = {
    Date,
    ...native,
    clearInterval: jest.fn(),
    requestAnimationFrame: nothing as unknown as (act: (time: number) => void) => number,
    cancelAnimationFrame: nothing as (id: number) => void,
    requestIdleCallback: nothing as unknown as (act: (deadline: Deadline) => void) => number,
    cancelIdleCallback: nothing as (id: number) => void,
  };
  return scope as typeof scope & Record<'setTimeout' | 'setInterval', (act: () => void, ms: number) => number>;
}

interface Deadline {
  readonly didTimeout: boolean;
  timeRemaining(): number;
}

describe("order: 'host' on another global", () => {
  let clock: Clock | undefined;
  afterEach(() => clock?.uninstall());

  it('has timers, frames and idle callbacks by number', async () => {
    const scope = page();
    clock = withGlobal(scope).install({ order: 'host', now: 1_000 });
    const seen: unknown[] = [];
    const ids = [
      scope.setTimeout(() => seen.push('timeout'), 5),
      scope.requestAnimationFrame((time) => seen.push(['frame', typeof time])),
      scope.requestIdleCallback((idle) => seen.push(['idle', idle.didTimeout, idle.timeRemaining()])),
    ];
    expect(ids.map((id) => typeof id)).toEqual(['number', 'number', 'number']);
    expect(clock.uninstall().map(({ type, callAt }) => [type, callAt])).toEqual([
      ['IdleCallback', 1_001],
      ['Timeout', 1_005],
      ['AnimationFrame', 1_016],
    ]);
    await clock.runAllAsync();
    expect(seen).toEqual([['idle', false, 1], 'timeout', ['frame', 'number']]);
  });

  it('clears by number, and hands what is not its own to the real function', async () => {
    const scope = page();
    const { clearTimeout, clearInterval } = scope;
    clock = withGlobal(scope).install({ order: 'host' });
    const fired = jest.fn();
    scope.clearTimeout(scope.setTimeout(fired, 1));
    scope.clearInterval(scope.setInterval(fired, 1));
    scope.cancelAnimationFrame(scope.requestAnimationFrame(fired));
    scope.cancelIdleCallback(scope.requestIdleCallback(fired));
    expect(clock.countTimers()).toBe(0);
    clearTimeout.mockClear();
    scope.clearTimeout(7);
    scope.clearInterval(8);
    scope.clearTimeout(undefined);
    scope.clearTimeout(null);
    expect([clearTimeout.mock.calls, clearInterval.mock.calls]).toEqual([[[7]], [[8]]]);
    await clock.runAllAsync();
    expect(fired).not.toHaveBeenCalled();
  });

  it('can be set, and begins anew after a reset', () => {
    const scope = page();
    clock = withGlobal(scope).install({ order: 'host', now: 5, loopLimit: 9 });
    expect([clock.now, clock.loopLimit, scope.Date.now()]).toEqual([5, 9, 5]);
    clock.now = 70;
    scope.setTimeout(nothing, 1);
    expect([scope.Date.now(), clock.countTimers()]).toEqual([70, 1]);
    clock.reset();
    expect([scope.Date.now(), clock.countTimers()]).toEqual([5, 0]);
  });

  it('Date can be extended and called', () => {
    const scope = page();
    clock = withGlobal(scope).install({ order: 'host', now: 5 });
    class Day extends scope.Date {}
    expect([new Day().getTime(), new scope.Date(7).getTime(), typeof (scope.Date as () => string)()]).toEqual([
      5,
      7,
      'string',
    ]);
  });
});

describe('timers/promises.setInterval', () => {
  it('serves several who wait in order, ends once, and once for all', async () => {
    const clock = install();
    try {
      const turns = timersPromises.setInterval(10, 'turn')[Symbol.asyncIterator]();
      const both = Promise.all([turns.next(), turns.next()]);
      await clock.tickAsync(10);
      const end = turns.return!();
      await clock.tickAsync(10);
      const turn = { done: false, value: 'turn' };
      expect(await both).toEqual([turn, turn]);
      const over = { done: true, value: undefined };
      expect([await end, await turns.return!(), await turns.next()]).toEqual([over, over, over]);
      expect(clock.countTimers()).toBe(0);
    } finally {
      clock.uninstall();
    }
  });

  it('tells those who wait that it was aborted, and whoever asks first after that', async () => {
    const clock = install();
    try {
      const controller = new AbortController();
      const { signal } = controller;
      const waiting = timersPromises.setInterval(10, 0, { signal })[Symbol.asyncIterator]();
      const idle = timersPromises.setInterval(10, 0, { signal })[Symbol.asyncIterator]();
      const next = waiting.next().catch((error: unknown) => error);
      const returned = waiting.return!();
      controller.abort('enough');
      expect([await next, (await returned).done]).toEqual(['enough', true]);
      expect(await idle.next().catch((error: unknown) => error)).toBe('enough');
      expect((await idle.next()).done).toBe(true);
    } finally {
      clock.uninstall();
    }
  });
});

describe('what Node has besides', () => {
  it('is left alone where its function is not faked', () => {
    const before = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout');
    const clock = install({ hostApis: 'complete', toFake: ['Date'] });
    expect(Object.getOwnPropertyDescriptor(AbortSignal, 'timeout')).toEqual(before);
    clock.uninstall();
  });

  it('a mark turns into text', () => {
    const clock = install({ toFake: ['performance'] });
    const mark = performance.mark('begin') as unknown as { toJSON(): string };
    expect(JSON.parse(mark.toJSON())).toEqual({ name: 'begin', entryType: 'mark', startTime: 0, duration: 0 });
    expect(performance.getEntriesByName('begin')).toEqual([]);
    performance.clearMarks();
    clock.uninstall();
  });
});
