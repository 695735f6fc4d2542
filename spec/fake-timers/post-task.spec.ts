import { getEventListeners } from 'node:events';
import { withGlobal } from '../../lib/fake-timers';

describe('scheduler.postTask', () => {
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
  const scope = () => ({ Date, Promise, ...timers, scheduler: { postTask: () => 'real' } });

  it('can be aborted also on a clock that is not installed', async () => {
    const clock = withGlobal(scope()).createClock();
    const controller = new AbortController();
    const task = jest.fn();
    const posted = clock.scheduler!.postTask(task, { delay: 5, signal: controller.signal });
    controller.abort('enough');
    await expect(posted).rejects.toBe('enough');
    clock.tick(10);
    expect(task).not.toHaveBeenCalled();
  });

  it('listens no more when the clock is uninstalled', () => {
    const global = scope();
    const clock = withGlobal(global).install();
    const { signal } = new AbortController();
    for (const delay of [5, 10]) void clock.scheduler!.postTask(() => undefined, { delay, signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(2);
    clock.uninstall();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('is pending as the timeout that it would be', () => {
    const clock = withGlobal(scope()).createClock();
    void clock.scheduler!.postTask(() => undefined, { delay: 5 });
    expect([...clock.timers!.values()]).toMatchObject([{ type: 'Timeout', delay: 5, args: [], callAt: 5 }]);
  });

  it('is left real where there are no promises', () => {
    const { scheduler } = scope();
    const global = { Date, ...timers, scheduler };
    const clock = withGlobal(global).install();
    expect([global.scheduler, clock.scheduler]).toEqual([scheduler, undefined]);
    clock.uninstall();
  });
});
