/** What it costs to know whether real work is in flight, and to wait for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { EventLoop, real, runAsync, sleep } from 'tickless';
import { result, rounds, timeAsync, within } from './measure.mjs';

const COUNT = 100_000;
const SLOT = Symbol.for('tickless/1/ledger');

/** A ledger that sees nothing. */
const blind = {
  start() {},
  stop() {},
  busy: () => false,
  needsTurn: false,
  events: 0,
  describe: () => [],
  onProgress: () => () => {},
  pendingTimers: () => 0,
  unobserved: (act) => act(),
  run: { get: () => undefined, run: (_run, act) => act() },
};

/** Programs that do nothing real. */
const programs = {
  async timers(loop) {
    for (let i = 0; i < COUNT; i++) await new Promise((resolve) => loop.callLater(1, resolve));
  },
  async sleeps() {
    for (let i = 0; i < COUNT; i++) await sleep(1);
  },
};

/** Runs a program with the ledger of the process, or another in its place. */
async function runWith(ledger, program) {
  const own = Object.getOwnPropertyDescriptor(process, SLOT);
  if (ledger !== undefined) Object.defineProperty(process, SLOT, { value: ledger, configurable: true });
  try {
    const loop = new EventLoop();
    return await timeAsync(() => loop.runUntilCompleteAsync(() => program(loop)));
  } finally {
    if (ledger !== undefined) {
      if (own === undefined) Reflect.deleteProperty(process, SLOT);
      else Object.defineProperty(process, SLOT, own);
    }
  }
}

function cost(name, work) {
  return {
    name: `ledger-${name}`,
    work,
    async run() {
      const program = programs[name];
      const times = await rounds(
        { ours: () => runWith(undefined, program), peer: () => runWith(blind, program) },
        { count: 15, warmup: 4 },
      );
      return [result('a ledger that sees nothing', within(1.1), COUNT, times.ours, times.peer)];
    },
  };
}

/** How long each kind of work is waited for, in milliseconds. */
const WAIT_MS = 500;

/** Each begins some work, and returns how to wait for it. */
const works = {
  'a promise given to real()': () => () => real(setTimeout(WAIT_MS)),

  'a child process'() {
    const child = spawn('sleep', [String(WAIT_MS / 1000)]);
    return () => once(child, 'exit');
  },

  async 'an answer of a worker'() {
    const code = `const { parentPort } = require('node:worker_threads');
      parentPort.once('message', () => setTimeout(() => parentPort.postMessage('done'), ${WAIT_MS}));`;
    const worker = new Worker(code, { eval: true });
    await once(worker, 'online');
    worker.postMessage('begin');
    return () => once(worker, 'message');
  },
};

const share = {
  text: 'at most 5 % of a core',
  of: (ours, peer) => ours / peer,
  show: (ratio) => `${(100 * ratio).toFixed(2)} %`,
  meets: (ratio) => ratio <= 0.05,
};

/** The processor's time while a run waits, against the time by the clock on the wall. */
const waiting = {
  name: 'waiting',
  work: 'waiting half a second for real work',
  async run() {
    const results = [];
    for (const [name, begin] of Object.entries(works)) {
      const cpu = [];
      const wall = [];
      for (let i = 0; i < 3; i++) {
        await runAsync(async () => {
          const wait = await begin();
          const before = process.cpuUsage();
          wall.push(await timeAsync(wait));
          const { user, system } = process.cpuUsage(before);
          cpu.push((user + system) / 1000);
        });
      }
      results.push(result(`the clock on the wall: ${name}`, share, 1, cpu, wall));
    }
    return results;
  },
};

export const rows = [
  cost('timers', '100,000 timers awaited in a row, with nothing real'),
  cost('sleeps', '100,000 await sleep(1) in a row, with nothing real'),
  waiting,
];
