import { builtin } from '../host/native';
import type { FullConfig } from './config';
import type { MadeClock } from './clock';
import type { Natives } from './natives';
import type { Patches } from './patches';
import type { ModulePromises } from './timers-promises';
import type { Clock, FakeMethod } from './types';

type Module = Record<string, unknown>;

export const IN_TIMERS: readonly FakeMethod[] = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
];
export const IN_TIMERS_PROMISES = ['setTimeout', 'setInterval', 'setImmediate'] as const;

/**
 * Replaces what Node's modules have of the same functions: `timers`, `timers/promises` and `perf_hooks`. CommonJS sees that, and so does who reads a property of the module; names imported
 * by ES modules are bound to the real functions, or to delegates where those are in place.
 */
export function patchModules(
  { face, promises: makeFakes }: MadeClock,
  natives: Natives,
  config: FullConfig,
  patches: Patches,
): void {
  const has = (name: FakeMethod): boolean => face.methods.includes(name);
  const hooks = builtin('perf_hooks') as { performance: object } | undefined;
  if (hooks !== undefined && has('performance')) {
    patches.replace(hooks.performance, 'now', face.performance.now, false);
  }
  const timers = builtin('timers') as Module | undefined;
  const promises = builtin('timers/promises') as Module | undefined;
  if (timers === undefined || promises === undefined) return;

  face.timersModuleMethods = [];
  for (const name of IN_TIMERS.filter(has)) {
    face.timersModuleMethods.push({ methodName: name, original: timers[name] });
    patches.replace(timers, name, natives.global[name]);
  }
  const isComplete = config.order === 'host' || config.hostApis === 'complete';
  const fakes = makeFakes(isComplete);
  face.timersPromisesModuleMethods = [];
  for (const name of IN_TIMERS_PROMISES.filter(has)) {
    face.timersPromisesModuleMethods.push({ methodName: name, original: promises[name] });
    patches.replace(promises, name, fakes[name]);
  }
  if (isComplete) patchHostApis(face, fakes, natives, promises, patches);
}

/** What the compatible library leaves real. */
function patchHostApis(face: Clock, fakes: ModulePromises, natives: Natives, promises: Module, patches: Patches): void {
  if (face.methods.includes('setTimeout')) {
    patches.replace(promises['scheduler'] as object, 'wait', fakes.wait);
    const signals = natives.global['AbortSignal'] as object | undefined;
    if (signals !== undefined) patches.replace(signals, 'timeout', fakes.abortAfter);
  }
  if (face.methods.includes('setImmediate')) patches.replace(promises['scheduler'] as object, 'yield', fakes.yield);
}
