import { isThenable } from '../core/checks';
import { describe } from '../core/describe';
import { processLedger } from './ledger';
import type { Entry, State } from './ledger-entry';

/**
 * Says that `promise` is settled by real work, such as cannot be seen from outside (a WebAssembly compilation, an addon, a real timer): virtual time stands still until it
 * is settled.
 *
 * ```ts
 * import { real, runAsync, waitFor } from 'tickless';
 *
 * const compile = () => new Promise<string>((resolve) => setTimeout(resolve, 20, 'compiled')); // 20 ms by the clock on the wall
 * await runAsync(() => waitFor(real(compile()), 10)); // => 'compiled'
 * ```
 *
 * @returns A promise for the same outcome.
 * @throws TypeError for anything that is not a promise.
 */
export function real<T>(promise: PromiseLike<T>): Promise<T> {
  if (!isThenable(promise)) {
    throw new TypeError(
      `real() takes a promise, the one that real work will settle, but was given ${describe(promise)}.`,
    );
  }
  const ledger = processLedger();
  const work = new RealWork(new Error('real()').stack);
  ledger.addPromise(work);
  return Promise.resolve(promise).finally(() => ledger.removePromise(work));
}

class RealWork implements Entry {
  constructor(private readonly stack: string | undefined) {}

  state(): State {
    return 'busy';
  }

  describe(): string {
    const place = this.stack?.split('\n').find((line) => line.includes('at ') && !line.includes('at real '));
    return `a promise passed to real()${place === undefined ? '' : ` ${place.trim()}`}`;
  }
}
