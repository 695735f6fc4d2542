import { getEventListeners } from 'node:events';
import * as timersPromises from 'node:timers/promises';
import { DeadlockError, EventLoop } from 'tickless';
import { install, type Clock } from '../../lib/fake-timers';

let clock: Clock;
beforeEach(() => void (clock = install({ hostApis: 'complete' })));
afterEach(() => clock.uninstall());

describe('AbortSignal.timeout', () => {
  it('aborts with the words of the real one', async () => {
    const signal = AbortSignal.timeout(500);
    await clock.tickAsync(499);
    expect(signal.aborted).toBe(false);
    await clock.tickAsync(1);
    const { name, message } = signal.reason as DOMException;
    expect([name, message]).toEqual(['TimeoutError', 'The operation was aborted due to timeout']);
  });

  it('holds no event loop open, neither while it is pending nor afterwards', () => {
    const loop = new EventLoop();
    const never = loop.createFuture();
    const signal = AbortSignal.timeout(500);
    expect(() => loop.runUntilComplete(never)).toThrow(DeadlockError);
    expect([loop.time(), signal.aborted]).toEqual([0, false]);
    clock.tick(500);
    expect(signal.aborted).toBe(true);
    setTimeout(() => undefined, 100).unref();
    expect(() => loop.runUntilComplete(never)).toThrow(DeadlockError);
    expect(loop.time()).toBe(500);
  });
});

describe('a wait with a signal', () => {
  it('is rejected with an error in the words of Node', async () => {
    const controller = new AbortController();
    const waits = [
      timersPromises.setTimeout(10, 'value', { signal: controller.signal }),
      timersPromises.setImmediate('value', { signal: controller.signal }),
    ];
    controller.abort('enough');
    for (const wait of waits) {
      await expect(wait).rejects.toMatchObject({ message: 'The operation was aborted', cause: 'enough' });
    }
  });

  it('listens no more when it is over, nor when the clock is uninstalled', async () => {
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const done = timersPromises.setTimeout(10, 'value', { signal });
    expect(listeners()).toBe(1);
    await clock.tickAsync(10);
    expect([await done, listeners()]).toEqual(['value', 0]);
    void timersPromises.setTimeout(10, 'value', { signal });
    void timersPromises.setInterval(10, 'value', { signal })[Symbol.asyncIterator]().next();
    expect(listeners()).toBe(2);
    clock.uninstall();
    expect(listeners()).toBe(0);
  });
});

describe('what waits by a promise', () => {
  it('is pending as the timer that it would be by a callback', () => {
    void timersPromises.setTimeout(10);
    void timersPromises.setImmediate();
    void timersPromises.setInterval(20)[Symbol.asyncIterator]().next();
    AbortSignal.timeout(30);
    expect([...clock.timers!.values()]).toMatchObject([
      { type: 'Timeout', delay: 10, args: [], callAt: 10 },
      { type: 'Immediate', immediate: true, args: [], callAt: 0 },
      { type: 'Interval', interval: 20, args: [], callAt: 20 },
      { type: 'Timeout', delay: 30, args: [], callAt: 30 },
    ]);
  });
});
