import { delegateFor, delegateForClass } from '../host/delegate';
import { builtin } from '../host/native';
import { loadUsersOfTimers, showToEsModules } from '../host/node-modules';
import { IN_TIMERS, IN_TIMERS_PROMISES } from '../fake-timers/modules';
import { Natives } from '../fake-timers/natives';
import { Patches } from '../fake-timers/patches';
import type { FakeMethod, GlobalNamespace } from '../fake-timers/types';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Bag = Record<string, unknown>;

/** They tell no time, and are called too often to be worth a detour. */
const LEFT_ALONE: readonly FakeMethod[] = ['nextTick', 'queueMicrotask'];

/**
 * Puts delegates in the place of the functions that tell the time or wait for it, of a global and of Node's modules. A delegate asks at each call whether a clock is installed, and
 * otherwise calls the real function. So code that keeps a function, before a clock is installed, reaches that clock nevertheless: by `import { setTimeout } from 'node:timers/promises'`,
 * `promisify(setTimeout)`, or a destructured `require`.
 *
 * To be called once, before the code under test is loaded: by what sets up a test file.
 *
 * @param global Where the functions are; this global, unless it is a sandbox's.
 * @returns A function that puts back what was there. References that were kept go on to work, and call the real functions.
 * @throws TypeError if a clock is installed, which delegates would then take for the real thing.
 *
 * ```ts
 * import { promisify } from 'node:util';
 * import { inVirtualTime } from 'tickless';
 * import { installDelegates } from 'tickless/delegates';
 *
 * const undo = installDelegates();
 * const sleep = promisify(setTimeout); // kept before there is a clock
 * const test = inVirtualTime(async (clock) => {
 *   await sleep(3_600_000);
 *   return clock.elapsed();
 * });
 * await test(); // => 3600000
 * undo();
 * ```
 */
export function installDelegates(global: GlobalNamespace = globalThis): () => void {
  if ((global as { Date?: { isFake?: unknown } }).Date?.isFake === true) {
    throw new TypeError(
      'Delegates cannot be put in place while a clock is installed on this global: call installDelegates() first, before code is loaded that keeps references.',
    );
  }
  loadUsersOfTimers();
  const patches = new Patches();
  const made = new Map<unknown, AnyFunction>();
  /** What is one function in two places stays one. */
  function put(target: unknown, key: string): void {
    const real = (target as Bag | undefined)?.[key];
    if (typeof real !== 'function') return;
    if (!made.has(real)) made.set(real, (key === 'Date' ? delegateForClass : delegateFor)(real as never));
    patches.replace(target as object, key, made.get(real), false);
  }

  const natives = new Natives(global as Bag);
  for (const name of Object.keys(natives.timers) as FakeMethod[]) {
    if (!LEFT_ALONE.includes(name)) put(natives.host(name), name);
  }
  put(natives.global['AbortSignal'], 'timeout');
  const promises = builtin('timers/promises') as Bag | undefined;
  for (const name of IN_TIMERS) put(builtin('timers'), name);
  for (const name of IN_TIMERS_PROMISES) put(promises, name);
  for (const name of ['wait', 'yield']) put(promises?.['scheduler'], name);
  put((builtin('perf_hooks') as Bag | undefined)?.['performance'], 'now');
  showToEsModules();
  return () => {
    patches.restore();
    showToEsModules();
  };
}
