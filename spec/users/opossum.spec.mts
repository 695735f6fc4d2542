import CircuitBreaker from 'opossum';
import { inVirtualTime } from 'tickless';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('opossum', () => {
  it(
    'opens after failures, lets one call try again, and closes',
    inVirtualTime(async (clock) => {
      let isDown = true;
      const service = async () => {
        if (isDown) await sleep(60_000);
        return 'answer';
      };
      const breaker = new CircuitBreaker(service, { timeout: 3_000, resetTimeout: 30_000, volumeThreshold: 2 });
      await expect(breaker.fire()).rejects.toThrow('Timed out after 3000ms');
      await expect(breaker.fire()).rejects.toThrow('Timed out after 3000ms');
      expect([breaker.opened, clock.elapsed()]).toEqual([true, 6_000]);
      await expect(breaker.fire()).rejects.toThrow('Breaker is open');
      isDown = false;
      await clock.runUntil(() => breaker.halfOpen);
      expect(clock.elapsed()).toBe(36_000);
      expect(await breaker.fire()).toBe('answer');
      expect(breaker.closed).toBe(true);
      breaker.shutdown();
      await sleep(60_000);
    }),
  );
});
