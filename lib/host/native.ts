/** The host's own functions, saved when this module is loaded, before anything could replace them; delegates are seen through. */

import { builtin } from './builtin';
import { realOf } from './delegate';

export { builtin };

/** Something that tells the time by the wall, in milliseconds. */
interface RealClock {
  now(this: unknown): number;
}

/** What this library asks of a global object; what is optional is missing on some host. */
interface Scope {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setImmediate?: typeof setImmediate;
  readonly MessageChannel?: typeof MessageChannel;
  readonly performance?: RealClock;
  readonly console: Console;
}

const scope = globalThis as unknown as Scope;

const timers = builtin('timers') as typeof import('node:timers') | undefined;
const threads = builtin('worker_threads') as typeof import('node:worker_threads') | undefined;
const hooks = builtin('perf_hooks') as { performance: RealClock } | undefined;

/** Real functions of the host. Everything in this library that needs the real world calls these. */
export const native = {
  setTimeout: realOf(timers?.setTimeout) ?? ofGlobal(scope.setTimeout),
  clearTimeout: realOf(timers?.clearTimeout) ?? ofGlobal(scope.clearTimeout),
  setImmediate: realOf(timers?.setImmediate) ?? ofGlobal(scope.setImmediate),
  MessageChannel: threads?.MessageChannel ?? scope.MessageChannel,
  /** Real milliseconds since some fixed moment: for budgets and reports, never for order. */
  now: monotonicClock(hooks?.performance ?? scope.performance ?? Date),
  console: scope.console,
};

/** Browsers refuse to have theirs called on another object. */
function ofGlobal<F extends ((...args: never[]) => unknown) | undefined>(fn: F): F {
  return realOf(fn)?.bind(globalThis) as F;
}

function monotonicClock(performance: RealClock): () => number {
  const now = realOf(performance.now); // eslint-disable-line @typescript-eslint/unbound-method -- saved apart: the property may be replaced later
  return () => now.call(performance);
}
