import { makeClock } from './clock';
import { installClock, type MakeClock } from './install';
import { Natives } from './natives';
import type { Config, FakeTimers, GlobalNamespace, WithGlobal } from './types';

/** @returns `withGlobal`, for those whose `install` has its clocks made by `make`. */
export function withGlobalBy<C extends Config>(make: MakeClock): WithGlobal<C> {
  function withGlobal(globalNamespace: GlobalNamespace): FakeTimers<C> {
    const natives = new Natives(globalNamespace as Record<string, unknown>);
    return {
      timers: natives.timers,
      createClock: function createClock(start, loopLimit) {
        return makeClock(natives, start, loopLimit).face;
      },
      install: function install(config) {
        return installClock(natives, arguments.length > 1 ? [config, undefined] : [config], make);
      },
      withGlobal,
    };
  }
  return withGlobal;
}
