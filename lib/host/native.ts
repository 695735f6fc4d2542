/**
 * The host's own functions, saved when this module is loaded, before anything could replace them.
 *
 * Node's modules are reached through `process.getBuiltinModule`, so that one build serves Node, browsers and Jest's sandboxes, whose globals
 * lack `setImmediate` and `MessageChannel` although the process has them.
 */

/** Something that tells the time by the wall, in milliseconds. */
interface RealClock {
  now(this: unknown): number;
}

/** What this library asks of a global object; what is optional is missing on some host. */
interface Scope {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setImmediate?: typeof setImmediate;
  readonly MessageChannel?: typeof MessageChannel;
  readonly performance?: RealClock;
  readonly console: Console;
}

const scope = globalThis as unknown as Scope;

/** A module of Node, or undefined where there is none. */
export function builtin(name: string): unknown {
  return scope.process?.getBuiltinModule?.(`node:${name}`);
}

const timers = builtin('timers') as typeof import('node:timers') | undefined;
const threads = builtin('worker_threads') as typeof import('node:worker_threads') | undefined;
const hooks = builtin('perf_hooks') as { performance: RealClock } | undefined;

/** Real functions of the host. Everything in this library that needs the real world calls these. */
export const native = {
  setTimeout: timers?.setTimeout ?? scope.setTimeout,
  clearTimeout: timers?.clearTimeout ?? scope.clearTimeout,
  setImmediate: timers?.setImmediate ?? scope.setImmediate,
  MessageChannel: threads?.MessageChannel ?? scope.MessageChannel,
  /** Real milliseconds since some fixed moment: for budgets and reports, never for order. */
  now: monotonicClock(hooks?.performance ?? scope.performance ?? Date),
  console: scope.console,
};

function monotonicClock(performance: RealClock): () => number {
  const { now } = performance; // eslint-disable-line @typescript-eslint/unbound-method -- saved apart: the property may be replaced later
  return () => now.call(performance);
}
