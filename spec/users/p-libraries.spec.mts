import pLimit from 'p-limit';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { inVirtualTime } from 'tickless';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('p-queue', () => {
  it(
    'runs so many tasks in an interval',
    inVirtualTime(async (clock) => {
      const queue = new PQueue({ interval: 60_000, intervalCap: 10 });
      const startedAt: number[] = [];
      await queue.addAll(Array.from({ length: 25 }, () => async () => startedAt.push(clock.elapsed())));
      expect(startedAt.map((at, i) => at === 60_000 * Math.floor(i / 10))).toEqual(Array(25).fill(true));
      await queue.onIdle();
    }),
  );

  it(
    'gives up on a task that takes too long',
    inVirtualTime(async (clock) => {
      const queue = new PQueue({ timeout: 5_000 });
      await expect(queue.add(() => new Promise(() => {}))).rejects.toThrow('timed out');
      expect(clock.elapsed()).toBe(5_000);
    }),
  );
});

describe('p-retry', () => {
  it(
    'waits longer each time',
    inVirtualTime(async (clock) => {
      const triedAt: number[] = [];
      const failing = () => {
        triedAt.push(clock.elapsed());
        throw new Error('down');
      };
      await expect(pRetry(failing, { retries: 4 })).rejects.toThrow('down');
      expect(triedAt).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
    }),
  );
});

describe('p-limit', () => {
  it(
    'runs two at a time',
    inVirtualTime(async (clock) => {
      const limit = pLimit(2);
      const work = (ms: number) => limit(() => sleep(ms).then(() => clock.elapsed()));
      expect(await Promise.all([3_600_000, 1_000, 2_000, 500].map(work))).toEqual([3_600_000, 1_000, 3_000, 3_500]);
    }),
  );
});
