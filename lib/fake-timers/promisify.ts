import type { Natives } from './natives';

/** Under this symbol `util.promisify` finds the promise version of a function. */
export const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');

/** Gives a fake `setTimeout` or `setImmediate` a promise version, if the real one has one. */
export function addPromisified(
  fake: (...args: never[]) => unknown,
  { Promise, timers }: Natives,
  schedule: (resolve: () => void, delay?: unknown) => unknown,
): void {
  const isTimeout = fake.name === 'setTimeout';
  const real = isTimeout ? timers.setTimeout : timers.setImmediate;
  if (Promise === undefined || real === undefined || !(PROMISIFIED in real)) return;
  const promisified = isTimeout
    ? function promisifiedSetTimeout(delay: unknown, value: unknown) {
        return new Promise((resolve) => void schedule(() => resolve(value), delay));
      }
    : function promisifiedSetImmediate(value: unknown) {
        return new Promise((resolve) => void schedule(() => resolve(value)));
      };
  Object.assign(fake, { [PROMISIFIED]: promisified });
}
