import lodash from 'lodash';
import { inVirtualTime } from 'tickless';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('lodash', () => {
  it(
    'debounce calls once, so long after the last call',
    inVirtualTime(async (clock) => {
      const calledAt: number[] = [];
      const debounced = lodash.debounce(() => calledAt.push(clock.elapsed()), 300);
      for (let i = 0; i < 5; i++) {
        debounced();
        await sleep(100);
      }
      await sleep(1_000);
      expect(calledAt).toEqual([700]);
    }),
  );

  it(
    'debounce calls at maxWait, if it is called all the time',
    inVirtualTime(async (clock) => {
      const calledAt: number[] = [];
      const debounced = lodash.debounce(() => calledAt.push(clock.elapsed()), 300, { maxWait: 1_000 });
      while (clock.elapsed() < 2_500) {
        debounced();
        await sleep(100);
      }
      debounced.cancel();
      expect(calledAt).toEqual([1_000, 2_000]);
    }),
  );

  it(
    'throttle calls at once, and then once in each interval',
    inVirtualTime(async (clock) => {
      const calledAt: number[] = [];
      const throttled = lodash.throttle(() => calledAt.push(clock.elapsed()), 1_000);
      while (clock.elapsed() < 3_000) {
        throttled();
        await sleep(50);
      }
      await sleep(1_000);
      expect(calledAt).toEqual([0, 1_000, 2_000, 3_000]);
    }),
  );
});
