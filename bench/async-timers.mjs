import { createClock } from '@sinonjs/fake-timers';
import { setImmediate } from 'node:timers';
import { EventLoop, sleep } from 'tickless';
import { costsAtMost, faster, randomDelays, result, rounds, timeAsync } from './measure.mjs';

const COUNT = 100_000;
const delays = randomDelays(COUNT);

/** The program under test, the same for all: async functions that await timers. */
const shapes = {
  async inARow(wait) {
    for (let i = 0; i < COUNT; i++) await wait(1);
  },

  async allAtOnce(wait) {
    await Promise.all(delays.map((delay) => wait(delay)));
  },
};

/** An async function that waits, by a function that is like setTimeout. */
const waiting = (setTimer) => (delay) => new Promise((resolve) => setTimer(resolve, delay));

const contenders = {
  /** Timers of the loop, each awaited by way of a promise of the program's own. */
  timers: (shape) => {
    const loop = new EventLoop();
    return loop.runUntilCompleteAsync(() => shape(waiting((resolve, delay) => loop.callLater(delay, resolve))));
  },

  /** The loop's own sleep, which can be cancelled and knows its task. */
  sleeps: (shape) => new EventLoop().runUntilCompleteAsync(() => shape(async (delay) => await sleep(delay))),

  /**
   * The bare slot driver: one callback per real macrotask, queued 64 at a time; in the order of arrival, and without a clock.
   * It is the price of exact settling, on top of which everything else comes.
   */
  bare: async (shape) => {
    const queue = [];
    let next = 0;
    let running = true;
    const slots = () => {
      for (let i = 0; i < 64; i++) setImmediate(slot, i === 63);
    };
    const slot = (isLast) => {
      if (next < queue.length) queue[next++]();
      if (isLast && running) slots();
    };
    slots();
    await shape(waiting((resolve) => queue.push(resolve)));
    running = false;
  },

  runAllAsync: async (shape) => {
    const clock = createClock(0, Infinity);
    const done = shape(waiting(clock.setTimeout));
    await clock.runAllAsync();
    await done;
  },

  nextAsync: async (shape) => {
    const clock = createClock(0, Infinity);
    clock.setTickMode({ mode: 'nextAsync' });
    await shape(waiting(clock.setTimeout));
    clock.setTickMode({ mode: 'manual' });
  },
};

function row(shape, name, description) {
  return {
    name,
    work: description,
    async run() {
      const timed = Object.entries(contenders).map(([key, run]) => [key, () => timeAsync(() => run(shapes[shape]))]);
      const times = await rounds(Object.fromEntries(timed), { count: 3, warmup: 1 });
      const compare = (ours, against, target, peer) => result(against, target, COUNT, times[ours], times[peer]);
      return [
        compare('timers', 'bare slot driver', costsAtMost(0.25, 'µs'), 'bare'),
        compare('timers', 'fake-timers runAllAsync', faster(3), 'runAllAsync'),
        compare('timers', 'fake-timers nextAsync', faster(8), 'nextAsync'),
        compare('sleeps', 'as sleep(): runAllAsync', faster(3), 'runAllAsync'),
        compare('sleeps', 'as sleep(): nextAsync', faster(8), 'nextAsync'),
      ];
    },
  };
}

export const rows = [
  row('inARow', `async-row-${COUNT}`, '100,000 timers awaited by an async function, in a row'),
  row('allAtOnce', `async-all-${COUNT}`, '100,000 timers awaited by async functions, all at once'),
];
