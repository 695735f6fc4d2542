import { EventLoop } from 'tickless';
import { install } from '../../lib/fake-timers';

/** What an event loop fails with that waits for ever beside the timers that `start` sets. */
function failureBeside(start: () => unknown): string {
  const clock = install();
  try {
    start();
    const loop = new EventLoop();
    loop.runUntilComplete(loop.createFuture());
    return 'it did not fail';
  } catch (error) {
    return (error as Error).message;
  } finally {
    clock.uninstall();
  }
}

/** The longest delay there is: few of them make ten years. */
const LONG_MS = 2 ** 31 - 1;

describe('a fake timer beside an event loop', () => {
  it('keeps it going', () => {
    const clock = install();
    try {
      const loop = new EventLoop();
      const future = loop.createFuture<number>();
      setTimeout(() => future.setResult(clock.now), 5);
      expect(loop.runUntilComplete(future)).toBe(5);
    } finally {
      clock.uninstall();
    }
  });

  it('is named in reports, as what it is, and intervals as what may hide a deadlock', () => {
    const hint = 'Only intervals are left, which may hide a deadlock';
    const named = failureBeside(() => setInterval(function poll() {}, LONG_MS));
    expect(named).toMatch(/315576000000 ms of virtual time would pass.*The busiest: Interval poll \(/);
    expect(named).toContain(hint);
    const again = (): unknown => setTimeout(() => again(), LONG_MS);
    const anonymous = failureBeside(again);
    expect(anonymous).toContain('The busiest: Timeout (anonymous) (');
    expect(anonymous).not.toContain(hint);
  });
});
