import Bottleneck from 'bottleneck';
import { inVirtualTime } from 'tickless';

describe('bottleneck', () => {
  it(
    'keeps a distance between jobs',
    inVirtualTime(async (clock) => {
      const limiter = new Bottleneck({ minTime: 60_000, maxConcurrent: 1 });
      const job = () => limiter.schedule(async () => Math.floor(clock.elapsed() / 60_000));
      expect(await Promise.all([job(), job(), job()])).toEqual([0, 1, 2]);
      await limiter.disconnect();
    }),
  );

  it(
    'refills its reservoir by the hour',
    inVirtualTime(async (clock) => {
      const limiter = new Bottleneck({ reservoir: 2, reservoirRefreshAmount: 2, reservoirRefreshInterval: 3_600_000 });
      const hours = Array.from({ length: 5 }, () =>
        limiter.schedule(async () => Math.floor(clock.elapsed() / 3_600_000)),
      );
      expect(await Promise.all(hours)).toEqual([0, 0, 1, 1, 2]);
      await limiter.disconnect();
    }),
  );
});
