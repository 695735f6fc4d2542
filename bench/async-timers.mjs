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

/** One of our two ways in one of the shapes, against peers. Each row has a process of its own, so the ways do not share compiled code. */
function row(name, description, ours, shape, targets) {
  return {
    name: `${name}-${COUNT}`,
    work: description,
    async run() {
      const timed = [ours, ...Object.keys(targets)].map((key) => [
        key,
        () => timeAsync(() => contenders[key](shapes[shape])),
      ]);
      const times = await rounds(Object.fromEntries(timed), { count: 5, warmup: 2 });
      return Object.entries(targets).map(([peer, target]) =>
        result(names[peer], target, COUNT, times[ours], times[peer]),
      );
    },
  };
}

const names = {
  bare: 'bare slot driver',
  runAllAsync: '@sinonjs/fake-timers runAllAsync',
  nextAsync: '@sinonjs/fake-timers nextAsync',
};
const inAll = { runAllAsync: faster(3), nextAsync: faster(8) };
const ownCost = { bare: costsAtMost(0.25, 'µs'), ...inAll };

export const rows = [
  row('async-row', '100,000 timers awaited by an async function, in a row', 'timers', 'inARow', ownCost),
  row('async-all', '100,000 timers awaited by async functions, all at once', 'timers', 'allAtOnce', ownCost),
  row('async-sleeps-row', 'the same with await sleep(), in a row', 'sleeps', 'inARow', inAll),
  row('async-sleeps-all', 'the same with await sleep(), all at once', 'sleeps', 'allAtOnce', inAll),
];
