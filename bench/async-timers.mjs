import { createClock } from '@sinonjs/fake-timers';
import { setImmediate } from 'node:timers';
import { EventLoop, sleep } from 'tickless';
import { costsAtMost, faster, randomDelays, result, rounds, timeAsync } from './measure.mjs';

const COUNT = 100_000;
const delays = randomDelays(COUNT);
const byDeadline = Uint32Array.from(delays.keys()).sort((a, b) => delays[a] - delays[b] || a - b);

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
   * The bare slot driver: one callback per real macrotask, queued 64 at a time, and nothing else. It has no clock and orders nothing: what comes in at once it
   * takes in an order that was prepared, which is that of the deadlines, so that it meets the same promises in the same places of memory.
   */
  bare: async (shape) => {
    const queue = [];
    let next = 0;
    let running = true;
    const slots = () => {
      for (let i = 0; i < 64; i++) setImmediate(slot, i === 63);
    };
    const slot = (isLast) => {
      if (next < queue.length) queue[shape === shapes.allAtOnce ? byDeadline[next++] : next++]();
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

/** One of our two ways in one of the shapes, against one peer after the other. Each row has a process of its own, so the ways do not share compiled code. */
function row(name, description, ours, shape, targets) {
  const contender = (key) => () => timeAsync(() => contenders[key](shapes[shape]));
  return {
    name: `${name}-${COUNT}`,
    work: description,
    async run() {
      const results = [];
      for (const [peer, target] of Object.entries(targets)) {
        const times = await rounds({ ours: contender(ours), peer: contender(peer) }, { count: 5, warmup: 4 });
        results.push(result(names[peer], target, COUNT, times.ours, times.peer));
      }
      return results;
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
