import { createClock } from '../../lib/fake-timers';

describe('an idle callback', () => {
  it('comes in its turn among timeouts when its limit is over', () => {
    const clock = createClock();
    const seen: string[] = [];
    clock.setTimeout(() => seen.push('before'), 5);
    clock.requestIdleCallback(() => seen.push('idle'), { timeout: 5 });
    clock.setTimeout(() => seen.push('after'), 5);
    clock.tick(5);
    expect(seen).toEqual(['before', 'idle', 'after']);
  });

  it('with a limit is a timeout to those who clear it by the wrong function', () => {
    const clock = createClock();
    const id = clock.requestIdleCallback(() => undefined, { timeout: 5 });
    expect(() => clock.cancelAnimationFrame(id)).toThrow(
      'timer created with setTimeout() but cleared with cancelAnimationFrame()',
    );
    clock.cancelIdleCallback(id);
    expect(clock.countTimers()).toBe(0);
  });
});
