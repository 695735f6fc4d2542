import { makeInOrder } from './order';
import type {
  Config as CompatibleConfig,
  CreateClockCallback,
  FakeTimers as FakeTimersBy,
  InstallCallback,
  Timers,
  WithGlobal,
} from './types';
import { withGlobalBy } from './with-global';

export type { Clock, FakeMethod, Timers } from './types';

/** What `install` takes. The defaults are written into the object. */
export interface Config extends CompatibleConfig {
  /**
   * `'compatible'`, the default: the order of @sinonjs/fake-timers. `'host'`: Node's own order. There a delay of 0 is 1 ms; `nextTick`, `queueMicrotask` and promises stay the host's, each callback
   * having a macrotask of its own; so only the Async verbs can drive, and they wait for real work in flight. `hostApis` is `'complete'` then, real timers are always
   * cleared by the real functions, and `loopLimit` is how many timers may fire in one verb, a million by default.
   */
  order?: 'compatible' | 'host' | undefined;
}

/** Fake timers for one global object, by `withGlobal`. */
export type FakeTimers = FakeTimersBy<Config>;

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
export const withGlobal: WithGlobal<Config> = withGlobalBy(makeInOrder);

const own = withGlobal(globalThis);

/**
 * The real functions of this global, by the names under which they can be faked.
 *
 * ```ts
 * import { install, timers } from 'tickless';
 *
 * const clock = install();
 * timers.Date.now() > Date.now(); // => true
 * clock.uninstall();
 * ```
 */
export const timers: Timers = own.timers;

/**
 * Makes a clock that touches no global. Its functions need no `this`.
 *
 * `now` is what it reads first: milliseconds, a Date or a point of Temporal; `loopLimit`, 1000 unless given, is how many timers or jobs may run before an infinite loop is assumed.
 *
 * ```ts
 * import { createClock } from 'tickless';
 *
 * const clock = createClock();
 * const seen: string[] = [];
 * clock.setTimeout(() => seen.push(`fired at ${clock.now}`), 1_000);
 * clock.tick('01:00'); // => 60000
 * seen; // => ['fired at 1000']
 * ```
 */
export const createClock: CreateClockCallback = own.createClock;

/**
 * Makes a clock and replaces the functions of this global by its own, until `clock.uninstall()` puts them back exactly.
 *
 * @throws TypeError if fake timers are installed already, or for a contradictory config; ReferenceError for a name that cannot be faked here.
 *
 * ```ts
 * import { install } from 'tickless';
 *
 * const clock = install({ now: Date.UTC(2000, 0, 1) });
 * const seen: string[] = [];
 * setTimeout(() => seen.push(new Date().toISOString()), 3 * 3600 * 1000);
 * clock.runAll();
 * seen; // => ['2000-01-01T03:00:00.000Z']
 * clock.uninstall();
 * ```
 */
export const install: InstallCallback<Config> = own.install;
