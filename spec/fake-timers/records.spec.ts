import { createClock } from '../../lib/fake-timers';
import { withGlobal } from '../../lib/fake-timers/any-order';

const nothing = (): void => undefined;

describe('the record of a timer', () => {
  it('tells frames and idle callbacks from timeouts', () => {
    const clock = createClock();
    clock.setTimeout(nothing, 5, 'argument');
    clock.tick(2);
    clock.requestAnimationFrame(nothing);
    clock.requestIdleCallback(nothing);
    clock.requestIdleCallback(nothing, { timeout: 7 });
    const [timeout, frame, idle, idleBy] = [...clock.timers!.values()];
    expect(timeout).toMatchObject({ type: 'Timeout', args: ['argument'], delay: 5, createdAt: 0, callAt: 5 });
    expect(frame).toMatchObject({ type: 'AnimationFrame', animation: true, args: [2], createdAt: 2, callAt: 16 });
    expect(idle).toMatchObject({ type: 'IdleCallback', requestIdleCallback: true, callAt: 2 });
    expect(idleBy).toMatchObject({ type: 'Timeout', requestIdleCallback: true, delay: 7, callAt: 9 });
    for (const mark of ['animation', 'requestIdleCallback', 'immediate', 'interval']) {
      expect(timeout).not.toHaveProperty(mark);
    }
  });

  it('shows the delay where there is one, and where an interval was set', () => {
    const clock = createClock();
    clock.setImmediate(nothing);
    clock.setTimeout(nothing, 5);
    clock.setInterval(nothing, 5);
    const [immediate, timeout, interval] = [...clock.timers!.values()];
    expect([immediate, timeout, interval].map((record) => 'delay' in record!)).toEqual([false, true, true]);
    expect([immediate, timeout, interval].map((record) => 'error' in record!)).toEqual([false, false, true]);
    expect(interval!.error?.stack).toContain('records.spec');
  });

  it('tells frames from timeouts in host order', () => {
    const scope = {
      Date,
      setTimeout: () => 1,
      requestAnimationFrame: nothing as unknown as (act: () => void) => number,
    };
    const clock = withGlobal(scope).install({ order: 'host', ignoreMissingTimers: true });
    scope.requestAnimationFrame(nothing);
    const [frame] = clock.uninstall();
    expect(frame).toMatchObject({ type: 'AnimationFrame', animation: true });
  });
});

describe('a heap of records', () => {
  it('gives out those that are due together in the order in which they were scheduled', () => {
    const clock = createClock();
    for (const [i, ms] of [5, 1, 5, 2, 5, 1].entries()) clock.setTimeout(nothing, ms, i);
    const heap = clock.timerHeap!;
    const order = Array.from({ length: 7 }, () => heap.pop()?.args[0]);
    expect(order).toEqual([1, 5, 3, 0, 2, 4, undefined]);
  });
});
