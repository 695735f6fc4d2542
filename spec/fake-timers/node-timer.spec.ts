import { DeadlockError, EventLoop } from 'tickless';
import { install, type Clock } from '../../lib/fake-timers';

describe('a timer object, to an event loop that joined', () => {
  let clock: Clock;
  beforeEach(() => void (clock = install()));
  afterEach(() => clock.uninstall());

  it('keeps the loop going, unless it is unref’d, and again when it is ref’d', () => {
    const loop = new EventLoop();
    const never = loop.createFuture();
    const run = (): unknown => loop.runUntilComplete(never);
    const timer = setTimeout(() => undefined, 1_000).unref();
    expect(run).toThrow(DeadlockError);
    expect(loop.time()).toBe(0);
    timer.ref();
    expect(run).toThrow(DeadlockError);
    expect(loop.time()).toBe(1_000);
  });
});
