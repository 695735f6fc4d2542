import { checkCallback, checkKnown, checkOneOf } from '../core/checks';
import { describe } from '../core/describe';
import { type LeftoversError, RuntimeError } from '../core/errors';
import { limitsFrom, type Limits } from '../core/limits';
import { captureContext, runInContext } from '../host/async-context';
import { AsyncDriver } from '../host/driver';
import { processLedger } from '../host/ledger';
import { checkRealWork, type RealWorkOptions } from '../host/real-work-options';
import { native } from '../host/native';
import { checkConfig } from './config';
import type { Epoch } from './epoch';
import type { HostClock } from './host-clock';
import { noBrackets } from './host-drive';
import { makeHostClock } from './host-face';
import { deadlockError, endRuns, endWork, leftoversError, mayBeCleared } from './in-virtual-time-reports';
import { installMade } from './install';
import { waitInLine } from './line';
import { Natives } from './natives';
import type { Clock } from './types';
import { pointInTime, VirtualClock, Watchers } from './virtual-clock';

const DEFAULT_NOW = Date.UTC(2000, 0, 1);

/** Settings of {@link inVirtualTime}. */
export interface VirtualTimeOptions extends Partial<Limits>, RealWorkOptions {
  /** What `Date` tells first: milliseconds since 1970, a Date, or a point of Temporal; 2000-01-01T00:00:00Z by default. */
  readonly now?: Epoch;
  /** What to do about timers, intervals, frames and runs of event loops that are left at the end, and not unref'd: `'error'`, the default, `'warn'` on the console, or `'ignore'`. */
  readonly leftovers?: 'error' | 'warn' | 'ignore';
  /** What to do if another call is in progress on this global: `'queue'`, the default, waits for its end; `'error'` refuses. */
  readonly overlap?: 'queue' | 'error';
}

interface Settings {
  readonly now: number;
  readonly leftovers: 'error' | 'warn' | 'ignore';
  readonly overlap: 'queue' | 'error';
  readonly limits: Limits;
  readonly realWork: Required<RealWorkOptions>;
}

/**
 * Wraps a test such that it runs in virtual time: timers, `Date` and the like are replaced, and time advances by itself, exactly when nothing else can happen.
 *
 * What it returns is for the `test(name, fn)` of any runner. It declares no parameter; what the runner passes comes after `clock`, and `this` is passed on. Order is Node's own (see
 * `docs/host-order.md`). Time begins at 2000-01-01T00:00:00Z. While real work is in flight it stands still. In the end, whatever happened, the globals are put back exactly.
 *
 * The promise is rejected with what the body, a callback of a timer, or a promise that nobody listens to, fails with; DeadlockError if the body can never end; RunawayError at a limit;
 * LeftoversError for what is pending at the end; RuntimeError for a call inside another one's body, or while fake timers are installed. @throws TypeError or RangeError for a setting that does
 * not exist.
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
export function inVirtualTime<A extends unknown[], T, This = unknown>(
  body: (this: This, clock: VirtualClock, ...args: A) => T | PromiseLike<T>,
  options: VirtualTimeOptions = {},
): (this: This, ...args: A) => Promise<T> {
  checkCallback(body, 'inVirtualTime()');
  const settings = checkSettings(options);
  function test(this: This, ...args: A): Promise<T> {
    return waitInLine('inVirtualTime()', settings.overlap, () =>
      runOnce(settings, (clock) => body.call(this, clock, ...args)),
    );
  }
  // Some runners name a test by its function.
  return Object.defineProperty(test, 'name', { value: body.name });
}

function checkSettings(options: VirtualTimeOptions): Settings {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new TypeError(`The options of inVirtualTime() must be an object, but are ${describe(options)}.`);
  }
  const { now = DEFAULT_NOW, leftovers = 'error', overlap = 'queue' } = options;
  const [limits, realWork] = [limitsFrom(options), checkRealWork(options)];
  const names = Object.keys({ now, leftovers, overlap, ...limits, ...realWork });
  checkKnown(options, names, 'inVirtualTime()');
  checkOneOf(leftovers, ['error', 'warn', 'ignore'], 'leftovers');
  checkOneOf(overlap, ['queue', 'error'], 'overlap');
  return { now: pointInTime(now, 'now'), leftovers, overlap, limits, realWork };
}

/** Replaces the globals, runs the body, looks what is left, and puts everything back. */
async function runOnce<T>(settings: Settings, body: (clock: VirtualClock) => T | PromiseLike<T>): Promise<T> {
  if ((Date as unknown as Clock['Date']).isFake === true) {
    throw new RuntimeError(
      'inVirtualTime() cannot replace the globals: fake timers are installed on them already. Uninstall those first (jest.useRealTimers(), vi.useRealTimers(), clock.uninstall()); under tickless/register all is on virtual time as it is.',
    );
  }
  const { now, limits, realWork, leftovers } = settings;
  const config = checkConfig([{ order: 'host', now }]);
  const { face, works } = installMade(new Natives(globalThis), config, (natives) =>
    makeHostClock(natives, config, limits),
  );
  const clock = new VirtualClock(works, new Watchers(works.engine));
  // From before the body until after the last look, so that the real timers it starts are known.
  const ledger = processLedger();
  ledger.start();
  try {
    let runsLeft: string[];
    let value: T;
    try {
      value = await ledger.run.run(clock, () => runBody(works, clock, body, realWork));
    } finally {
      runsLeft = await endRuns(works.engine, realWork);
    }
    const look = (): LeftoversError | undefined => leftoversError(clock, runsLeft, ledger.pendingTimers(clock));
    let error = leftovers === 'ignore' ? undefined : look();
    if (error !== undefined && mayBeCleared(clock, ledger, realWork.quietMs)) {
      await endWork(works.engine, realWork);
      error = look();
    }
    if (error !== undefined && leftovers === 'error') throw error;
    if (error !== undefined) native.console.warn(`tickless: ${error.message}`);
    return value;
  } finally {
    ledger.stop();
    clock.end();
    face.uninstall();
  }
}

/** Runs the body, in a macrotask of its own, and drives the clock until it is settled. */
async function runBody<T>(
  { engine }: HostClock,
  clock: VirtualClock,
  body: (clock: VirtualClock) => T | PromiseLike<T>,
  realWork: Required<RealWorkOptions>,
): Promise<T> {
  const context = captureContext();
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  function settle(result: NonNullable<typeof outcome>): void {
    outcome = result;
    // The driver may be waiting for something else.
    engine.wakeUp();
  }
  engine.soon({
    run() {
      const start = async (): Promise<T> => body(clock);
      runInContext(context, start, undefined, []).then(
        (value) => settle({ value }),
        (error: unknown) => settle({ error }),
      );
    },
    isCancelled: () => false,
    label: () => 'the body of inVirtualTime()',
  });
  const hooks = {
    enter: noBrackets,
    isStopping() {
      clock.watchers.look();
      return outcome !== undefined;
    },
    deadlock: (realTimers: number) => deadlockError(clock, realTimers),
    describe: () => 'The body of inVirtualTime() goes on.',
  };
  engine.beginRun();
  await new AsyncDriver(engine, hooks, realWork).run();
  if ('error' in outcome!) throw outcome.error;
  return outcome!.value;
}
