import type { Natives } from './natives';

/** Under this symbol `util.promisify` finds the promise version of a function. */
export const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');

/** Gives a fake `setTimeout` or `setImmediate` a promise version, where there is a process: also on jsdom's window as Jest has it, whose own functions have none. */
export function addPromisified(
  fake: (...args: never[]) => unknown,
  { Promise, global }: Natives,
  schedule: (resolve: () => void, delay?: unknown) => unknown,
): void {
  if (Promise === undefined || !global['process']) return;
  const promisified =
    fake.name === 'setTimeout'
      ? function promisifiedSetTimeout(delay: unknown, value: unknown) {
          return new Promise((resolve) => void schedule(() => resolve(value), delay));
        }
      : function promisifiedSetImmediate(value: unknown) {
          return new Promise((resolve) => void schedule(() => resolve(value)));
        };
  (fake as { [PROMISIFIED]?: unknown })[PROMISIFIED] = promisified;
}
