import { install, timers, type Clock } from '../../lib/fake-timers';

/** Real time, which passes for whoever waits for it. */
function realMs(ms: number): Promise<void> {
  return new Promise((resolve) => void timers.setTimeout(resolve, ms));
}

describe('the mode nextAsync', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = install();
    clock.setTickMode({ mode: 'nextAsync' });
  });
  afterEach(() => clock.uninstall());

  it('runs jobs also when there are no timers, and time stands still for them', async () => {
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      process.nextTick(() => {
        seen.push(`job@${clock.now}`);
        queueMicrotask(() => {
          seen.push(`job of the job@${clock.now}`);
          resolve();
        });
      });
    });
    expect(seen).toEqual(['job@0', 'job of the job@0']);
  });

  it('sleeps while there is nothing to do, and goes on when there is', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await realMs(5);
    expect(process.getActiveResourcesInfo()).not.toContain('Immediate');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(clock.now).toBe(2_000);
  });
});
