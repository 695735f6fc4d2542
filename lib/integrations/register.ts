/**
 * Runs a whole program on virtual time: `node --import tickless/register app.mjs`, or `--require`, or with `--test`. To be loaded before the program.
 *
 * Settings are in the environment: `TICKLESS_REPORT=1` prints at the end how much virtual and real time has passed; `TICKLESS_MAX_REAL_WAIT_MS` is for how long to wait for real
 * work that makes no progress.
 */
import { checkWholeNumber } from '../core/checks';
import type { Engine } from '../core/engine';
import { builtin, native } from '../host/native';
import { loadUsersOfTimers, showToEsModules } from '../host/node-modules';
import { checkConfig } from '../fake-timers/config';
import { makeHostClock } from '../fake-timers/host-face';
import { fakeHrtime } from '../fake-timers/hrtime';
import { installMade } from '../fake-timers/install';
import { Natives } from '../fake-timers/natives';
import { Patches } from '../fake-timers/patches';
import { ProgramDriver } from '../fake-timers/program';

/** A program may run for ever, as under the host itself. */
const LIMITS = { maxStepsPerInstant: Infinity, maxFirings: Infinity, maxVirtualTime: Infinity };
const MAX_REAL_WAIT_MS = 30_000;

const { isMainThread } = builtin('worker_threads') as typeof import('node:worker_threads');

register(builtin('process') as NodeJS.Process);

function register(process: NodeJS.Process): void {
  const { TICKLESS_REPORT, TICKLESS_MAX_REAL_WAIT_MS } = process.env;
  const maxRealWaitMs = Number(TICKLESS_MAX_REAL_WAIT_MS || MAX_REAL_WAIT_MS);
  checkWholeNumber(maxRealWaitMs, 0, 'TICKLESS_MAX_REAL_WAIT_MS');

  loadUsersOfTimers();
  const began = native.now();
  const natives = new Natives(globalThis);
  const now = natives.timers.Date.now();
  // A program may use more of `performance` than a fake one has.
  const config = checkConfig([{ order: 'host', now, toNotFake: ['performance', 'hrtime'] }]);
  const { engine } = installMade(natives, config, (natives) => ({
    ...makeHostClock(natives, config, LIMITS),
    // A server that waits to be asked steps from one of its unref'd timers to the next, and must not hang up on those who have real time.
    patchHost: undefined,
  })).works;
  tellTime(engine, began, process);
  showToEsModules();
  new ProgramDriver(engine, maxRealWaitMs, () => isOpenToOthers(process)).begin();
  if (TICKLESS_REPORT === '1' && isMainThread) reportAtEnd(engine, began, process);
}

/** What counts from the beginning of the process, or of the machine, goes on counting from there. */
function tellTime({ clock }: Engine, began: number, process: NodeJS.Process): void {
  const [seconds, nanos] = process.hrtime();
  function elapsed(): [seconds: number, nanos: number] {
    const ms = clock.now() + nanos / 1e6;
    const whole = Math.floor(ms / 1000);
    return [seconds + whole, Math.floor((ms - whole * 1000) * 1e6)];
  }
  const now = (): number => began + clock.now();
  const { performance } = builtin('perf_hooks') as typeof import('node:perf_hooks');
  const patches = new Patches();
  patches.replace(performance, 'now', now, false);
  patches.replace(process, 'uptime', () => now() / 1000);
  patches.replace(process, 'hrtime', fakeHrtime({ elapsed }));
}

function reportAtEnd({ clock }: Engine, began: number, process: NodeJS.Process): void {
  process.on('exit', () => {
    const real = Math.round(native.now() - began);
    process.stderr.write(`tickless: ${clock.now()} ms of virtual time in ${real} ms of real time\n`);
  });
}

/** Whether this is a worker, or has a server, a socket or a port. */
function isOpenToOthers(process: NodeJS.Process): boolean {
  return !isMainThread || process.getActiveResourcesInfo().some((name) => !/^(Timeout|Immediate)$/.test(name));
}
