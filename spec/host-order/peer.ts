import * as timersPromises from 'node:timers/promises';
import { install } from '@sinonjs/fake-timers';
import type { Clock, Config } from '@sinonjs/fake-timers';
import { globalHost } from './host';
import { Interpreter } from './interpreter';
import type { Program } from './language';
import type { Replay } from './replay';

/** Longer than any fixture, in milliseconds. */
const LONG = 1_000;

/** What it fakes, as its two large users have it, and how its clock is driven. */
const CONFIGS: Readonly<Record<string, Config>> = {
  'all faked': {},
  'native ticks and microtasks': { toNotFake: ['nextTick', 'queueMicrotask'] },
};
const DRIVES: Readonly<Record<string, (clock: Clock) => Promise<unknown>>> = {
  runAllAsync: (clock) => clock.runAllAsync(),
  tickAsync: (clock) => clock.tickAsync(LONG),
};

/** The ways of using @sinonjs/fake-timers, by what to call them. */
export const PEERS: Readonly<Record<string, Replay>> = Object.fromEntries(
  Object.entries(CONFIGS).flatMap(([faked, config]) =>
    Object.entries(DRIVES).map(([verb, drive]) => [
      `${faked}, ${verb}`,
      (program: Program) => runOnPeer(program, config, drive),
    ]),
  ),
);

async function runOnPeer(
  program: Program,
  config: Config,
  drive: (clock: Clock) => Promise<unknown>,
): Promise<readonly string[]> {
  const trace: string[] = [];
  const { setImmediate } = globalThis;
  // It writes its defaults into the object.
  const clock = install({ ...config });
  const interpreter = new Interpreter(globalHost(timersPromises), (label) => trace.push(label));
  try {
    // In a macrotask of its own, as the main script was when it was recorded: what it leaves to the host comes in the same order.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        interpreter.start(program);
        resolve();
      });
    });
    await drive(clock);
    return [...trace];
  } finally {
    interpreter.end();
    clock.uninstall();
  }
}
