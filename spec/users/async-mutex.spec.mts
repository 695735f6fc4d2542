import { E_TIMEOUT, Mutex, Semaphore, withTimeout } from 'async-mutex';
import { inVirtualTime } from 'tickless';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('async-mutex', () => {
  it(
    'lets one in at a time, in order',
    inVirtualTime(async (clock) => {
      const mutex = new Mutex();
      const leave = (name: string) =>
        mutex.runExclusive(() => sleep(10_000).then(() => `${name} at ${clock.elapsed()}`));
      expect(await Promise.all(['a', 'b', 'c'].map(leave))).toEqual(['a at 10000', 'b at 20000', 'c at 30000']);
    }),
  );

  it(
    'gives up waiting',
    inVirtualTime(async (clock) => {
      const semaphore = withTimeout(new Semaphore(1), 5_000);
      const [, release] = await semaphore.acquire();
      await expect(semaphore.acquire()).rejects.toBe(E_TIMEOUT);
      expect(clock.elapsed()).toBe(5_000);
      release();
    }),
  );
});
