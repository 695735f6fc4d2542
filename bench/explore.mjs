import { performance } from 'node:perf_hooks';
import { explore } from 'tickless';
import { costsAtMost, round, timeAsync, within } from './measure.mjs';

/** Real time, also while explored code has another. */
const realNow = performance.now.bind(performance);
const RUNS = 20_000;
const STEPS = 2_000;
const IDLE = [100, 1_000, 10_000, 100_000];

/** Tasks that wait for so many replies each, one after the other. */
function waiting(names, replies) {
  return async (sim) => {
    const reply = sim.boundary('reply', () => undefined);
    async function wait() {
      for (let i = 0; i < replies; i++) await reply();
    }
    await Promise.all(names.map((name) => sim.spawn(name, wait)));
  };
}

/** Both tasks read and then write: one of the updates is lost unless one task is done before the other begins. */
async function loseUpdate(sim) {
  let stored = 0;
  const read = sim.boundary('read', () => stored);
  const write = sim.boundary('write', (value) => (stored = value));
  async function increment() {
    await write((await read()) + 1);
  }
  await Promise.all([sim.spawn('A', increment), sim.spawn('B', increment)]);
  if (stored !== 2) throw new Error('lost');
}

/** The shortest of so many times, in milliseconds: the machine can only add to it. */
async function shortest(count, work) {
  let least = Infinity;
  for (let i = 0; i < count; i++) least = Math.min(least, await timeAsync(work));
  return least;
}

/** One result, judged by what it is and not against a peer. */
function limited(against, limit, unit, ours) {
  return [{ against, target: costsAtMost(limit, unit), unit, ours, peer: 0, ratio: ours }];
}

export const rows = [
  {
    name: 'explore-schedules',
    work: `${RUNS} schedules of two tasks with two replies each, strategy auto`,
    async run() {
      const ms = await shortest(5, () => explore.report(waiting(['A', 'B'], 2), { runs: RUNS, seed: 1 }));
      const us = (ms * 1000) / RUNS;
      return limited(`10,000 a second (${round(1e6 / us)})`, 100, 'µs', us);
    },
  },
  {
    name: 'explore-decisions',
    work: `a decision among two tasks, traced, with ${STEPS} steps each`,
    async run() {
      const options = { runs: 20, seed: 1, strategy: 'random', maxSteps: 10 * STEPS };
      const two = waiting(['A', 'B'], STEPS);
      const one = waiting(['A'], 2 * STEPS);
      const withChoice = await shortest(5, () => explore.report(two, options));
      // One task leaves nothing to choose, which ends the exploration; a pick keeps it going.
      const withPick = async (sim) => {
        sim.pick('keep going', 2);
        await one(sim);
      };
      const without = await shortest(5, () => explore.report(withPick, options));
      const decisions = 2 * STEPS * options.runs;
      return limited('the same steps of one task', 1, 'µs', ((withChoice - without) * 1000) / decisions);
    },
  },
  {
    name: 'explore-first-failure',
    work: 'a lost update, from the call of explore to the report',
    async run() {
      // The first call, as in a test file: nothing is compiled yet.
      const ms = await timeAsync(() => explore(loseUpdate, { seed: 1 })().catch(() => undefined));
      return limited('50 ms', 50, 'ms', ms);
    },
  },
  {
    name: 'explore-idle',
    work: 'a step of two busy tasks beside 10^2 to 10^5 that sleep',
    async run() {
      const costs = [];
      for (const idle of IDLE) {
        const busy = waiting(['A', 'B'], STEPS);
        let stepsMs = Infinity;
        const body = async (sim) => {
          for (let i = 0; i < idle; i++) setTimeout(() => undefined, 1e9 + i);
          // What begins and ends a run grows with what there is; a step must not.
          await sim.sleep(1);
          const began = realNow();
          await busy(sim);
          stepsMs = Math.min(stepsMs, realNow() - began);
        };
        await explore.report(body, { runs: 6, seed: 1, strategy: 'random', maxSteps: 1e6 });
        costs.push((stepsMs * 1000) / (2 * STEPS));
      }
      const against = `10^2 (${costs.map(round).join(', ')} µs each)`;
      return [
        { against, target: within(2), unit: 'µs', ours: costs.at(-1), peer: costs[0], ratio: costs.at(-1) / costs[0] },
      ];
    },
  },
];
