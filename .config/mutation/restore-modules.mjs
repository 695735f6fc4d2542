import perfHooks from 'node:perf_hooks';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';

/** What fake timers replace outside of a spec's own global, and a failed test may have left replaced. */
const objects = [timers, timersPromises, timersPromises.scheduler, perfHooks.performance, AbortSignal];
const originals = objects.map((object) => Object.getOwnPropertyDescriptors(object));

export function restoreModules() {
  for (const [index, object] of objects.entries()) {
    for (const key of Reflect.ownKeys(object))
      if (!Object.hasOwn(originals[index], key)) Reflect.deleteProperty(object, key);
    Object.defineProperties(object, originals[index]);
  }
}

/** Where the library keeps its ledger of real work, which is one for the process. */
const LEDGER = Symbol.for('tickless/1/ledger');

/** What a failed test has in flight would hold up all that follow, and they would fail, too. */
export function forgetRealWork() {
  const ledger = process[LEDGER];
  while (ledger?.users > 0) ledger.stop();
  Reflect.deleteProperty(process, LEDGER);
}
