import { install } from '@sinonjs/fake-timers';
import type { Clock, Config } from '@sinonjs/fake-timers';
import type { Program } from './language';
import type { Replay } from './replay';
import { tracedOn } from './traced';

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
      // It writes its defaults into the object.
      (program: Program) => tracedOn(() => install({ ...config }), drive, program),
    ]),
  ),
);
