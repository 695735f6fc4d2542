import { realOf } from '../host/delegate';
import type { Clock, Config, FakeMethod, SetTickModeConfig } from '../fake-timers/types';
import { checkRunnerOptions, DEFAULT_OPTIONS, type RunnerOptions } from './runner-options';
import { RunnerTimers, verbs } from './runner-timers';

/** What Vitest fakes only if it is named: Node itself needs them between two tests. */
const ONLY_BY_NAME: readonly FakeMethod[] = ['nextTick', 'queueMicrotask'];

const DEFAULTS: Config = { loopLimit: 10_000, shouldClearNativeTimers: true };

/** Vitest's words for the modes of a clock. */
const TICK_MODES: Record<string, SetTickModeConfig['mode']> = {
  manual: 'manual',
  interval: 'interval',
  nextTimerAsync: 'nextAsync',
};

/** What Vitest leaves on the global of its workers, as far as it matters here. */
interface VitestGlobal {
  readonly Date: DateConstructor;
  readonly __vitest_worker__?: { readonly config?: { readonly fakeTimers?: Config } };
  readonly __vitest_required__?: { readonly syncBuiltinESMExports?: () => void };
  readonly process?: { readonly send?: unknown };
}

/**
 * Replaces everything that `vi` has to do with fake timers, in place: `vi.waitFor` and `expect.poll` look it up on the same object.
 *
 * @throws Error if this is no `vi` that we know.
 * @returns What sets the options of later calls of `vi.useFakeTimers()`, and what ends it all but for `vi`.
 */
export function takeOver(
  vi: object,
  global: object,
): { configure: (options: RunnerOptions) => void; undo: () => void } {
  if (!('setTimerTickMode' in vi))
    throw new Error('tickless/vitest needs Vitest 5 or later. Run: npm install --save-dev vitest@5');
  const scope = global as VitestGlobal;
  // A test may spy on it.
  const realNow = realOf(scope.Date).now;
  const timers = new RunnerTimers('vi', global);
  /** Puts Node's modules back, while they reach the clock. */
  let putBack: (() => void) | undefined;
  /** What `vi.setSystemTime()` was told, if the clock that is installed was put there by it, and tells no more than the time. */
  let onlyDate: Date | undefined;
  let options = DEFAULT_OPTIONS;

  function clock(): Clock {
    if (timers.clock !== undefined && onlyDate === undefined) return timers.clock;
    // The first sentence is that of Vitest: there are tests that look for it.
    throw new Error(
      'A function to advance timers was called but the timers APIs are not mocked. Call vi.useFakeTimers() first.',
    );
  }

  function useFakeTimers(given: Config = {}): object {
    const config = { ...DEFAULTS, ...scope.__vitest_worker__?.config?.fakeTimers, ...given };
    const { toFake, toNotFake = [] } = config;
    if (toFake?.includes('nextTick') && scope.process?.send !== undefined) {
      throw new Error("nextTick cannot be faked in a child process, which needs it to report. Use pool: 'threads'.");
    }
    const now = scope.Date.now();
    timers.uninstall();
    onlyDate = undefined;
    if (toFake === undefined) {
      delete config.toNotFake;
      const spared = [...toNotFake, ...ONLY_BY_NAME];
      config.toFake = timers.fakeable(options).filter((name) => !spared.includes(name));
    }
    timers.install({ now, ...config, ignoreMissingTimers: true }, options);
    return vi;
  }

  function useRealTimers(): object {
    timers.uninstall();
    onlyDate = undefined;
    return vi;
  }

  /** Without fake timers it is the beginning of a fake `Date`. */
  function setSystemTime(given?: Config['now'] | string): object {
    const now = toDate(given);
    if (timers.clock !== undefined && onlyDate === undefined) {
      timers.clock.setSystemTime(now);
      return vi;
    }
    const date = now ?? new Date(realNow());
    if (timers.clock !== undefined) timers.clock.setSystemTime(date);
    else timers.install({ now: date, toFake: ['Date', 'Temporal'], ignoreMissingTimers: true });
    onlyDate = date;
    return vi;
  }

  function setTimerTickMode(mode: string, delta?: number): object {
    const known = TICK_MODES[mode];
    if (known === undefined) {
      throw new RangeError(
        `vi.setTimerTickMode() has the modes ${Object.keys(TICK_MODES).join(', ')}, but not ${mode}.`,
      );
    }
    clock().setTickMode({ mode: known, delta });
    return vi;
  }

  const driving: Record<string, unknown> = {};
  for (const verb of verbs) {
    // The others take nothing: not even a number of steps, as Jest's do.
    const count = verb.startsWith('advanceTimersByTime') ? 1 : 0;
    driving[verb] = verb.endsWith('Async')
      ? async (...args: unknown[]) => {
          await timers.drive(clock(), verb, args.slice(0, count));
          return vi;
        }
      : (...args: unknown[]) => {
          timers.drive(clock(), verb, args.slice(0, count));
          return vi;
        };
  }

  Object.assign(vi, driving, {
    useFakeTimers,
    useRealTimers,
    /** Whoever polls asks this to know whether to advance the time. Where nobody can, and nobody needs to, it is no. */
    isFakeTimers: () => timers.clock !== undefined && onlyDate === undefined && !timers.movesByItselfAlone,
    clearAllTimers() {
      if (onlyDate === undefined) timers.clock?.reset();
      return vi;
    },
    getTimerCount: () => clock().countTimers(),
    setSystemTime,
    getMockedSystemTime: () => onlyDate ?? (timers.clock === undefined ? null : new Date(timers.clock.now)),
    getRealSystemTime: realNow,
    setTimerTickMode,
  });
  function reachModules(on: boolean): void {
    if (on === (putBack !== undefined)) return;
    if (on) putBack = timers.reachModules();
    else {
      putBack!();
      putBack = undefined;
    }
    // In a vm pool, Vitest has copies of its own of what ES modules import from Node's.
    scope.__vitest_required__?.syncBuiltinESMExports?.();
  }

  function configure(given: RunnerOptions): void {
    options = checkRunnerOptions(given, 'configure()');
    reachModules(options.delegates);
  }

  reachModules(true);
  return {
    configure,
    undo() {
      useRealTimers();
      reachModules(false);
    },
  };
}

/** A date as Vitest makes it: one that is given stays the same object, which `vi.getMockedSystemTime()` returns. */
function toDate(given: Config['now'] | string): Date | undefined {
  if (given === undefined || given instanceof Date) return given;
  return new Date((given as { epochMilliseconds?: number } | null)?.epochMilliseconds ?? (given as number));
}
