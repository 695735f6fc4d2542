import { makeClock } from './clock';
import { installClock } from './install';
import { Natives } from './natives';
import type { FakeTimers, GlobalNamespace } from './types';

/**
 * Fake timers for another global object: that of a `vm` context, a frame, jsdom.
 *
 * What that global has is found out now, with one call of its `setTimeout` and `clearTimeout`. @throws Error if it has no `Date`.
 *
 * ```ts
 * import { withGlobal } from 'tickless';
 *
 * const sandbox = { Date, setTimeout, clearTimeout, setInterval, clearInterval, Promise };
 * const clock = withGlobal(sandbox).install({ now: 1_000 });
 * new sandbox.Date().getTime(); // => 1000
 * clock.uninstall();
 * sandbox.Date === Date; // => true
 * ```
 */
export function withGlobal(globalNamespace: GlobalNamespace): FakeTimers {
  const natives = new Natives(globalNamespace as Record<string, unknown>);
  return {
    timers: natives.timers,
    createClock: function createClock(start, loopLimit) {
      return makeClock(natives, start, loopLimit).face;
    },
    install: function install(config) {
      return installClock(natives, arguments.length > 1 ? [config, undefined] : [config]);
    },
    withGlobal,
  };
}
