import { measure } from 'mitata';
import { createTask, EventLoop, sleep } from 'tickless';
import { randomDelays, round, within } from './measure.mjs';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const MOST = 1_000_000;

/**
 * Work whose cost should grow as n log n at worst: what one unit costs at each size, and how much more that grew than the logarithm.
 *
 * Some growth beyond it is the machine's: a thousand timers fit into the processor's cache, a million do not.
 */
function growth(name, description, work) {
  return {
    name: `growth-${name}`,
    work: `${description}, 10^3 to 10^6`,
    async run() {
      const costs = [];
      for (const n of SIZES) {
        const delays = randomDelays(n, MOST);
        const { p50 } = await measure(() => work(delays), { min_samples: 5, min_cpu_time: 500e6 });
        costs.push(p50 / 1000 / n);
      }
      const first = costs[0] / Math.log(SIZES[0]);
      const last = costs.at(-1) / Math.log(SIZES.at(-1));
      const against = `n log n (${costs.map(round).join(', ')} µs each)`;
      return [{ against, target: within(2), unit: 'µs', ours: costs.at(-1), peer: costs[0], ratio: last / first }];
    },
  };
}

export const rows = [
  growth('timers', 'timers scheduled and run', (delays) => {
    const loop = new EventLoop();
    for (const delay of delays) loop.callLater(delay, () => {});
    loop.callLater(MOST, () => loop.stop());
    loop.runForever();
  }),
  growth('tasks', 'tasks that sleep once', (delays) => {
    const loop = new EventLoop();
    loop.runUntilComplete(function* () {
      for (const delay of delays) createTask(sleep(delay));
      yield* sleep(MOST);
    });
  }),
];
