import { parseDelay } from './delay';
import { rejectOnAbort, type AbortListeners } from './abort';
import type { Callback } from './fake-timer';
import type { SchedulerPostTask } from './types';

/** What it needs of a clock, of either order. */
interface Scheduler<T> {
  schedule(kind: 'Timeout', callback: Callback, args: readonly unknown[], ms: number, delay: number): T;
  disarm(timer: T): void;
}

/** `scheduler.postTask`: a timer with a promise. Priorities make no difference, as nothing competes with it at its instant. */
export function fakePostTask<T>(
  clock: Scheduler<T>,
  promise: PromiseConstructor,
  listeners: () => AbortListeners,
): SchedulerPostTask {
  return function postTask(callback, options) {
    if (typeof callback !== 'function') throw new TypeError('callback must be a function');
    const { delay, signal } = options ?? {};
    return new promise<unknown>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const ms = parseDelay(delay);
      const forget = rejectOnAbort(listeners(), signal, (reason) => {
        clock.disarm(timer);
        reject(reason);
      });
      const timer = clock.schedule('Timeout', run, [], ms, ms);
      function run(): void {
        forget();
        try {
          resolve((callback as Callback)());
        } catch (error) {
          reject(error);
        }
      }
    });
  };
}
