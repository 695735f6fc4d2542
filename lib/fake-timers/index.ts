import { makeClock, type MadeClock } from './clock';
import type { FullConfig } from './config';
import type { Natives } from './natives';
import type { CreateClockCallback, InstallCallback, Timers, WithGlobal } from './types';
import { withGlobalBy } from './with-global';

export type * from './types';

/** As in `tickless`, but in compatible order alone. */
export const withGlobal: WithGlobal = withGlobalBy(makeCompatible);

const own = withGlobal(globalThis);

/** As in `tickless`. */
export const timers: Timers = own.timers;

/** As in `tickless`. */
export const createClock: CreateClockCallback = own.createClock;

/** As in `tickless`, but in compatible order alone: whoever bundles this is spared all that the host's needs. */
export const install: InstallCallback = own.install;

function makeCompatible(natives: Natives, { order = 'compatible', now, loopLimit }: FullConfig): MadeClock {
  if (order !== 'compatible') {
    throw new TypeError(
      `These fake timers have no order '${order}'. Use install() of the package tickless: import { install } from 'tickless'.`,
    );
  }
  return makeClock(natives, now, loopLimit);
}
