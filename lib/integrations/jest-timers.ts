import { describe } from '../core/describe';
import type { Clock, Config, FakeMethod, SetTickModeConfig } from '../fake-timers/types';
import type { RunnerOptions } from './runner-options';
import { type RunnerTimers, verbs, type Verb } from './runner-timers';

/** What Jest's configuration and `jest.useFakeTimers()` say, as far as it matters here. */
export interface JestConfig {
  readonly advanceTimers?: boolean | number | undefined;
  readonly doNotFake?: readonly FakeMethod[] | null | undefined;
  readonly now?: Config['now'] | null;
  readonly timerLimit?: number | undefined;
}

const DEFAULT_TIMER_LIMIT = 100_000;

/**
 * The object that Jest calls for everything its users tell `jest` about fake timers: what its environments have as `fakeTimersModern`.
 *
 * @param global The global object of the test file, which is not that of this module. @param defaults What the configuration file says.
 */
export function jestTimers(
  timers: RunnerTimers,
  global: { console: Pick<Console, 'warn'> },
  defaults: JestConfig,
  options: Required<RunnerOptions>,
): object {
  /** Jest warns where its fake timers are not in use, and goes on. */
  function ifInstalled<T>(act: (clock: Clock) => T): T | undefined {
    if (timers.clock !== undefined) return act(timers.clock);
    const stack = new Error().stack?.split('\n').slice(3).join('\n') ?? '';
    // The first sentence is that of Jest: there are setup files that look for it.
    global.console.warn(
      `A function to advance timers was called but the timers APIs are not replaced with fake timers. Call jest.useFakeTimers() first, or set fakeTimers: { enableGlobally: true } in Jest's configuration.\n${stack}`,
    );
    return undefined;
  }

  function drive(clock: Clock, verb: Verb, args: readonly unknown[]): unknown {
    if (verb.startsWith('advanceTimersByTime')) checkDuration(verb, args[0]);
    return timers.drive(clock, verb, args);
  }

  const driving: Partial<Record<Verb, unknown>> = {};
  for (const verb of verbs) {
    driving[verb] = verb.endsWith('Async')
      ? async (...args: unknown[]) => {
          await ifInstalled((clock) => drive(clock, verb, args));
        }
      : (...args: unknown[]) => {
          ifInstalled((clock) => drive(clock, verb, args));
        };
  }

  function useFakeTimers(given: JestConfig = {}): void {
    const { advanceTimers, doNotFake, now, timerLimit } = { ...defaults, ...given };
    const config: Config = {
      now: now ?? Date.now(),
      toFake: timers.fakeable(options).filter((name) => !doNotFake?.includes(name)),
      loopLimit: timerLimit || DEFAULT_TIMER_LIMIT,
      shouldAdvanceTime: Boolean(advanceTimers),
      advanceTimeDelta: typeof advanceTimers === 'number' ? advanceTimers : undefined,
      shouldClearNativeTimers: true,
    };
    timers.install(config, options);
  }

  return {
    ...driving,
    useFakeTimers,
    useRealTimers: () => timers.uninstall(),
    dispose: () => timers.uninstall(),
    clearAllTimers: () => timers.clock?.reset(),
    /** Like `clearAllTimers`, but the time stays. */
    reset: () =>
      ifInstalled((clock) => {
        const { now } = clock;
        clock.reset();
        clock.setSystemTime(now);
      }),
    setSystemTime: (now?: Config['now']) => ifInstalled((clock) => clock.setSystemTime(now)),
    setTimerTickMode: (mode: SetTickModeConfig) => ifInstalled((clock) => clock.setTickMode(mode)),
    getTimerCount: () => ifInstalled((clock) => clock.countTimers()) ?? 0,
    now: () => timers.clock?.now ?? Date.now(),
    getRealSystemTime: () => Date.now(),
  };
}

/** Jest wants a duration, and one in milliseconds: a clock would take nothing for 0, and `'5'` for five seconds. */
function checkDuration(verb: Verb, given: unknown): void {
  if (typeof given === 'number' || typeof (given as { total?: unknown } | null | undefined)?.total === 'function')
    return;
  throw new TypeError(
    `jest.${verb}() needs a number of milliseconds or a Temporal.Duration, but was given ${describe(given)}.`,
  );
}
