/**
 * The fake timers beside @sinonjs/fake-timers, in one process: each row is measured for both in turns, and the best of some rounds counts, which other programs on the machine disturb least.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const libraries = { tickless: require('../dist/fake-timers/index.js'), sinon: require('@sinonjs/fake-timers') };
const ROUNDS = 10;

/** What is measured: how much is done, what is prepared outside the measurement, and what is done. */
const rows = [];
for (const n of [1e3, 1e4, 1e5, 1e6]) {
  rows.push([`tick, 10^${Math.log10(n)} timers`, n, '8x', scheduled(n), (clock) => clock.tick(100_000)]);
  rows.push([
    `setTimeout and tick, 10^${Math.log10(n)} timers`,
    n,
    '8x',
    empty,
    (clock) => {
      schedule(clock, n);
      clock.tick(100_000);
    },
  ]);
}
rows.push(
  ['10^6 firings of one interval', 1e6, '3x', interval(1, 1), (clock) => clock.tick(1e6)],
  ['10^6 firings of 1,000 intervals', 1e6, '3x', interval(1_000, 10), (clock) => clock.tick(1e4)],
  [
    'set and clear, 1,000 pending',
    1e5,
    '5x',
    scheduled(1e3),
    (clock) => {
      for (let i = 0; i < 1e5; i++) clock.clearTimeout(clock.setTimeout(nothing, 100));
    },
  ],
  ['tickAsync, 10^4 timers', 1e4, '3x', scheduled(1e4), (clock) => clock.tickAsync(100_000)],
  ['runAllAsync, 10^4 timers', 1e4, '3x', scheduled(1e4), (clock) => clock.runAllAsync()],
  [
    'tickAsync(1), one timer each',
    2e3,
    '',
    empty,
    async (clock) => {
      for (let i = 0; i < 2e3; i++) {
        clock.setTimeout(nothing, 1);
        await clock.tickAsync(1);
      }
    },
  ],
  [
    'mode nextAsync, a chain of timers',
    2e3,
    '8x',
    empty,
    async (clock) => {
      clock.setTickMode({ mode: 'nextAsync' });
      await new Promise((resolve) => chain(clock, 2e3, resolve));
      clock.setTickMode({ mode: 'manual' });
    },
  ],
  [
    'install and uninstall',
    500,
    '1x',
    empty,
    (_, { install }) => {
      for (let i = 0; i < 500; i++) install().uninstall();
    },
  ],
);

console.log(
  `${'per operation'.padEnd(40)}${'tickless'.padStart(12)}${'sinon'.padStart(12)}${'ratio'.padStart(9)}  goal`,
);
const only = process.argv[2];
for (const [name, count, goal, prepare, act] of rows) {
  if (only !== undefined && !name.includes(only)) continue;
  const best = { tickless: Infinity, sinon: Infinity };
  for (let round = 0; round < (count >= 1e6 ? 2 : ROUNDS); round++) {
    for (const [library, fakes] of Object.entries(libraries)) {
      best[library] = Math.min(best[library], await measure(fakes, count, prepare, act));
    }
  }
  const cells = [nanos(best.tickless), nanos(best.sinon)].map((text) => text.padStart(12));
  console.log(
    `${name.padEnd(40)}${cells.join('')}${`${(best.sinon / best.tickless).toFixed(1)}x`.padStart(9)}  ${goal}`,
  );
}

/** @returns Nanoseconds per operation. Small amounts are repeated until they take a while. */
async function measure(fakes, count, prepare, act) {
  let spent = 0;
  let done = 0;
  do {
    const clock = fakes.createClock(0, 1e9);
    prepare(clock);
    const before = process.hrtime.bigint();
    const working = act(clock, fakes);
    if (working instanceof Promise) await working;
    spent += Number(process.hrtime.bigint() - before);
    done += count;
  } while (spent < 5e7);
  return spent / done;
}

function schedule(clock, n) {
  // A generator of its own, so that both libraries get the same delays in each round.
  for (let i = 0, x = 12345; i < n; i++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    clock.setTimeout(nothing, x % 100_000);
  }
}

function scheduled(n) {
  return (clock) => schedule(clock, n);
}

function interval(n, period) {
  return (clock) => {
    for (let i = 0; i < n; i++) clock.setInterval(nothing, period);
  };
}

function chain(clock, n, done) {
  if (n === 0) done();
  else clock.setTimeout(() => chain(clock, n - 1, done), 10);
}

function empty() {}

function nothing() {}

function nanos(value) {
  return value < 1e4 ? `${value.toFixed(0)} ns` : `${(value / 1e3).toFixed(1)} µs`;
}
