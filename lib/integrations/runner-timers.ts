import { STAY_NATIVE } from '../fake-timers/config';
import { installClock } from '../fake-timers/install';
import { Natives } from '../fake-timers/natives';
import { makeInOrder } from '../fake-timers/order';
import type { Clock, Config, FakeMethod } from '../fake-timers/types';
import { installDelegates } from './delegates';
import { DEFAULT_OPTIONS, type RunnerOptions } from './runner-options';

type Amount = Parameters<Clock['tick']>[0];

/** What Jest and Vitest have their users say, by the names that they share, and what it asks of the clock. */
const VERBS = {
  runAllTimers: (clock: Clock) => clock.runAll(),
  runAllTimersAsync: (clock: Clock) => clock.runAllAsync(),
  runOnlyPendingTimers: (clock: Clock) => clock.runToLast(),
  runOnlyPendingTimersAsync: (clock: Clock) => clock.runToLastAsync(),
  advanceTimersByTime: (clock: Clock, amount: Amount) => clock.tick(amount),
  advanceTimersByTimeAsync: (clock: Clock, amount: Amount) => clock.tickAsync(amount),
  /** The next timer, and all that are due with it. */
  advanceTimersToNextTimer(clock: Clock, steps = 1) {
    for (let i = 0; i < steps && clock.countTimers() > 0; i++) {
      clock.next();
      clock.tick(0);
    }
  },
  async advanceTimersToNextTimerAsync(clock: Clock, steps = 1) {
    // Without timers there may still be promises whose turn it is, and which set some.
    for (let i = 0; i < steps && (i === 0 || clock.countTimers() > 0); i++) {
      await clock.nextAsync();
      await clock.tickAsync(0);
    }
  },
  advanceTimersToNextFrame: (clock: Clock) => clock.runToFrame(),
  runAllTicks: (clock: Clock) => clock.runMicrotasks(),
};

export type Verb = keyof typeof VERBS;
export const verbs = Object.keys(VERBS) as Verb[];

/** What to await instead in host order, where nothing can run at once. */
const TWINS: Partial<Record<Verb, string>> = {
  runAllTimers: 'runAllTimersAsync()',
  runOnlyPendingTimers: 'runOnlyPendingTimersAsync()',
  advanceTimersByTime: 'advanceTimersByTimeAsync()',
  advanceTimersToNextTimer: 'advanceTimersToNextTimerAsync()',
  advanceTimersToNextFrame: 'advanceTimersByTimeAsync(16)',
  runAllTicks: 'advanceTimersByTimeAsync(0)',
};

/** The fake timers of a test runner: a clock that comes and goes, and the runner's verbs. */
export class RunnerTimers {
  private seen: Natives | undefined;
  private hasModules = false;
  private installed: Clock | undefined;
  /** Those of the clock that is installed. */
  private options = DEFAULT_OPTIONS;

  /** @param runner What users write before the dot: `jest` or `vi`. */
  constructor(
    private readonly runner: string,
    private readonly global: object,
  ) {}

  /**
   * Looks at what the global has, unless that has been done: what it is given later, such as a polyfill, is left alone. Each runner has its own moment for that.
   *
   * @throws TypeError if what it has are the functions of a clock.
   */
  look(): Natives {
    if (this.seen === undefined) this.refuseForeignClock();
    return (this.seen ??= new Natives(this.global as Record<string, unknown>, this.hasModules));
  }

  /**
   * Has Node's modules (`timers`, `timers/promises`, `perf_hooks`) reach the clock as well, and all that a test file took from them before there was one.
   *
   * @returns What puts back the modules.
   */
  reachModules(): () => void {
    this.hasModules = true;
    if (this.seen !== undefined) {
      this.seen = undefined;
      this.look();
    }
    const putBack = installDelegates(this.global);
    return () => {
      putBack();
      this.hasModules = false;
      this.seen = undefined;
    };
  }

  /** What this global has that can be faked; in host order, what can be faked there. */
  fakeable({ order }: RunnerOptions): FakeMethod[] {
    const names = Object.keys(this.look().timers) as FakeMethod[];
    return order === 'host' ? names.filter((name) => !STAY_NATIVE.includes(name)) : names;
  }

  /** Whether time advances by itself, and cannot be advanced otherwise at once. */
  get movesByItselfAlone(): boolean {
    return this.isHostOrder && this.options.advance === 'auto';
  }

  /** The clock that is installed, if one is. */
  get clock(): Clock | undefined {
    return this.installed;
  }

  /** Installs a clock, in the place of the one before. @throws TypeError for settings that do not go together, or if somebody else has installed one. */
  install(config: Config, options = DEFAULT_OPTIONS): Clock {
    this.uninstall();
    this.refuseForeignClock();
    this.options = options;
    const { advance, order } = options;
    if (this.isHostOrder && config.shouldAdvanceTime === true) {
      throw new TypeError(
        "Advancing with real time does not go with order: 'host'. Choose advance: 'auto', and time advances by itself whenever nothing else can happen.",
      );
    }
    // Whoever wants the modules wants all of them.
    const hostApis = this.hasModules ? 'complete' : 'compatible';
    const clock = installClock(this.look(), [{ ...config, order, hostApis }], makeInOrder);
    this.installed = clock;
    if (advance === 'auto' && config.shouldAdvanceTime !== true) clock.setTickMode({ mode: 'nextAsync' });
    return clock;
  }

  uninstall(): void {
    this.installed?.uninstall();
    this.installed = undefined;
  }

  /** @throws TypeError in host order, if the verb has to run callbacks at once. */
  drive(clock: Clock, verb: Verb, args: readonly unknown[]): unknown {
    const twin = TWINS[verb];
    if (this.isHostOrder && twin !== undefined) {
      throw new TypeError(
        `${this.runner}.${verb}() runs synchronously, but in host order every callback needs a macrotask of its own. Await ${this.runner}.${twin} instead.`,
      );
    }
    return (VERBS[verb] as (clock: Clock, ...args: unknown[]) => unknown)(clock, ...args);
  }

  private refuseForeignClock(): void {
    if ((this.global as { Date?: { isFake?: unknown } }).Date?.isFake === true) {
      throw new TypeError(
        `Fake timers of ${this.runner} cannot be used now: a clock that is not theirs is installed, such as that of inVirtualTime(), where time advances by itself, or of install(). Use one of them.`,
      );
    }
  }

  private get isHostOrder(): boolean {
    return this.options.order === 'host';
  }
}
