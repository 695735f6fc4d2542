/**
 * The host's own functions, saved when this module is loaded, before anything could replace them.
 *
 * Node's modules are reached through `process.getBuiltinModule`, so that one build serves Node, browsers and Jest's sandboxes, whose globals
 * lack `setImmediate` and `MessageChannel` although the process has them.
 */

interface Process {
  getBuiltinModule?: (name: string) => unknown;
}

const scope = globalThis as typeof globalThis & { process?: Process };

/** A module of Node, or undefined where there is none. */
export function builtin<M>(name: string): M | undefined {
  return scope.process?.getBuiltinModule?.(`node:${name}`) as M | undefined;
}

const timers = builtin<typeof import('node:timers')>('timers');
const threads = builtin<typeof import('node:worker_threads')>('worker_threads');
const hooks = builtin<typeof import('node:perf_hooks')>('perf_hooks');

/** Real functions of the host. Everything in this library that needs the real world calls these. */
export const native = {
  setTimeout: timers?.setTimeout ?? scope.setTimeout,
  clearTimeout: timers?.clearTimeout ?? scope.clearTimeout,
  setImmediate: timers?.setImmediate ?? (scope as { setImmediate?: typeof setImmediate }).setImmediate,
  MessageChannel: threads?.MessageChannel ?? (scope as { MessageChannel?: typeof MessageChannel }).MessageChannel,
  /** Real milliseconds since some fixed moment: for budgets and reports, never for order. */
  now: monotonicClock(hooks?.performance ?? scope.performance),
  console: scope.console,
};

function monotonicClock(performance: { now(): number }): () => number {
  const now = performance.now;
  return () => now.call(performance);
}
