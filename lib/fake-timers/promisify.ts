import type { Natives } from './natives';

/** Under this symbol `util.promisify` finds the promise version of a function. */
export const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');

type Schedule = (callback: () => void, delay?: never) => unknown;

/** Gives a fake `setTimeout` or `setImmediate` a promise version, where there is a process: also on jsdom's window as Jest has it, whose own functions have none. */
export function addPromisified(
  name: 'setTimeout' | 'setImmediate',
  fake: Schedule,
  { Promise, global }: Natives,
): void {
  if (Promise === undefined || !global['process']) return;
  const promisified =
    name === 'setTimeout'
      ? function promisifiedSetTimeout(delay: unknown, value: unknown) {
          return new Promise((resolve) => void fake(() => resolve(value), delay as never));
        }
      : function promisifiedSetImmediate(value: unknown) {
          return new Promise((resolve) => void fake(() => resolve(value)));
        };
  (fake as { [PROMISIFIED]?: unknown })[PROMISIFIED] = promisified;
}
