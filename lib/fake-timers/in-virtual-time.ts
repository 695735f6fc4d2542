import { checkCallback, checkOneOf } from '../core/checks';
import { DeadlockError, LeftoversError } from '../core/errors';
import { limitsFrom, type Limits } from '../core/limits';
import { captureContext, runInContext } from '../host/async-context';
import { AsyncDriver, checkRealWork, type RealWorkOptions } from '../host/driver';
import { native } from '../host/native';
import { checkConfig } from './config';
import { noBrackets } from './host-drive';
import { makeHostClock, type MadeHostClock } from './host-face';
import { installMade } from './install';
import { waitInLine } from './line';
import { Natives } from './natives';
import type { Config } from './types';
import { describePending, VirtualClock, Watchers } from './virtual-clock';

const DEFAULT_NOW = Date.UTC(2000, 0, 1);

/** Settings of {@link inVirtualTime}. */
export interface VirtualTimeOptions extends Partial<Limits>, RealWorkOptions {
  /** What `Date` tells first: milliseconds since 1970, a Date, or a point of Temporal; 2000-01-01T00:00:00Z by default. */
  readonly now?: Config['now'];
  /** What to do about timers, intervals and frames that are pending at the end, and not unref'd: `'error'`, the default, `'warn'` on the console, or `'ignore'`. */
  readonly leftovers?: 'error' | 'warn' | 'ignore';
  /** What to do if another call is in progress on this global: `'queue'`, the default, waits for its end; `'error'` refuses. */
  readonly overlap?: 'queue' | 'error';
}

/**
 * Wraps a test such that it runs in virtual time: timers, `Date` and the like are replaced, and time advances by itself, exactly when nothing else can happen.
 *
 * What it returns is for the `test(name, fn)` of any runner. It declares no parameter; what the runner passes comes after `clock`. Order is Node's own (see `docs/host-order.md`).
 * Time begins at 2000-01-01T00:00:00Z. While real work is in flight it stands still. In the end, whatever happened, the globals are put back exactly.
 *
 * The promise is rejected with what the body, or a callback of a timer, throws; DeadlockError if the body can never end; RunawayError at a limit; LeftoversError for timers
 * that are pending at the end. @throws TypeError or RangeError for a setting that does not exist.
 *
 * ```ts
 * import { inVirtualTime } from 'tickless';
 *
 * const test = inVirtualTime(async (clock) => {
 *   await new Promise((resolve) => setTimeout(resolve, 3 * 3600 * 1000));
 *   return [clock.elapsed(), new Date().toISOString()];
 * });
 * await test(); // => [10800000, '2000-01-01T03:00:00.000Z']
 * ```
 */
export function inVirtualTime<A extends unknown[], T>(
  body: (clock: VirtualClock, ...args: A) => T | PromiseLike<T>,
  options: VirtualTimeOptions = {},
): (...args: A) => Promise<T> {
  checkCallback(body, 'inVirtualTime()');
  const { leftovers = 'error', overlap = 'queue' } = options;
  checkOneOf(leftovers, ['error', 'warn', 'ignore'], 'leftovers');
  checkOneOf(overlap, ['queue', 'error'], 'overlap');
  const limits = limitsFrom(options);
  const realWork = checkRealWork(options);
  return (...args) =>
    waitInLine(overlap, async () => {
      const config = checkConfig([{ order: 'host', now: options.now ?? DEFAULT_NOW }]);
      const made = installMade(new Natives(globalThis), config, (natives) => makeHostClock(natives, config, limits));
      try {
        const value = await runBody(made, (clock) => body(clock, ...args), realWork);
        if (leftovers !== 'ignore') report(made, leftovers);
        return value;
      } finally {
        made.face.uninstall();
      }
    });
}

/** Runs the body, in a macrotask of its own, and drives the clock until it is settled. */
async function runBody<T>(
  { works }: MadeHostClock,
  body: (clock: VirtualClock) => T | PromiseLike<T>,
  realWork: Required<RealWorkOptions>,
): Promise<T> {
  const { engine } = works;
  const watchers = new Watchers(engine);
  const clock = new VirtualClock(works, watchers);
  const context = captureContext();
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  function settle(result: NonNullable<typeof outcome>): void {
    outcome = result;
    // The driver may be waiting for something else.
    engine.soon({ run: () => undefined, isCancelled: () => false, label: () => 'the end of inVirtualTime' });
  }
  engine.soon({
    run() {
      const start = async (): Promise<T> => body(clock);
      runInContext(context, start, undefined).then(
        (value) => settle({ value }),
        (error: unknown) => settle({ error }),
      );
    },
    isCancelled: () => false,
    label: () => 'inVirtualTime',
  });
  const hooks = {
    enter: noBrackets,
    isStopping() {
      watchers.look();
      return outcome !== undefined;
    },
    deadlock: (realTimers: number) => deadlockError(clock, realTimers),
  };
  engine.beginRun();
  await new AsyncDriver(engine, hooks, realWork).run();
  if ('error' in outcome!) throw outcome.error;
  return outcome!.value;
}

function deadlockError(clock: VirtualClock, realTimers: number): DeadlockError {
  const pending = clock.pending();
  return new DeadlockError(
    [
      `The body of inVirtualTime() can never end: at ${clock.elapsed()} ms nothing is ready, nothing real is in flight, and no timer is pending that would go on.`,
      ...(pending.length === 0
        ? []
        : ["Pending, but unref'd, so that they hold nothing open:", ...pending.map(describePending)]),
      ...(realTimers === 0
        ? []
        : [
            `${realTimers} real timers are pending: were those functions captured before inVirtualTime() began? Import them later, or say real(promise).`,
          ]),
      'It waits for a promise that nobody will settle. If real work will settle it that cannot be seen from outside, wrap it in real(promise).',
    ].join('\n'),
  );
}

function report({ works }: MadeHostClock, how: 'error' | 'warn'): void {
  const left = works.pending().filter(({ face }) => face.hasRef());
  if (left.length === 0) return;
  const clock = new VirtualClock(works, new Watchers(works.engine));
  const things = left.length === 1 ? '1 timer is' : `${left.length} timers are`;
  const error = new LeftoversError(
    [
      `${things} pending at the end of inVirtualTime():`,
      ...left.map((entry) => describePending(clock.describe(entry))),
      "Clear what is not needed any more, await what is, or set leftovers to 'warn' or 'ignore'.",
    ].join('\n'),
  );
  if (how === 'error') throw error;
  native.console.warn(`tickless: ${error.message}`);
}
