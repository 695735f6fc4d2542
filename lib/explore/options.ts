import { checkKnown, checkNumber, checkOneOf, checkWholeNumber } from '../core/checks';
import { describe } from '../core/describe';
import { limitsFrom } from '../core/limits';
import { parseEpoch } from '../fake-timers/epoch';
import type { VirtualTimeOptions } from '../fake-timers/in-virtual-time';
import { checkRealWork } from '../host/real-work-options';
import { native } from '../host/native';
import { checkShard, type Shard, shardFromEnvironment } from './shard';

/** The strategies by name; `docs/strategies.md` says what each is good at. */
export type StrategyName = 'auto' | 'fifo' | 'random' | 'urw' | 'pos' | 'pct' | 'newest' | 'dfs';
const STRATEGIES: readonly StrategyName[] = ['auto', 'fifo', 'random', 'urw', 'pos', 'pct', 'newest', 'dfs'];

/** Which orders may be made: those that a browser or Node could produce, or any. */
export type Reorder = 'spec' | 'any';

/** Settings that every single run needs, and a replay too. */
export interface RunOptions extends Pick<VirtualTimeOptions, 'now' | 'realWork' | 'maxRealWaitMs'> {
  /** `'spec'`, the default: only orders that a JavaScript host could produce. `'any'`: timers and callbacks that are ready may overtake each other, too. */
  readonly reorder?: Reorder;
  /** By how many milliseconds a timer may be late, so that others overtake it; 0 by default. */
  readonly jitter?: number;
  /** How many callbacks a run may take; 100,000 by default. */
  readonly maxSteps?: number;
  /** How much virtual time a run may take, in milliseconds; 10 years by default. */
  readonly maxVirtualTime?: number;
  /** A whole number that tells this exploration from others; drawn, and always reported, by default. */
  readonly seed?: number;
  /** Whether `Math.random`, `crypto.randomUUID` and `crypto.getRandomValues` draw from the seed, the same numbers in every run; false by default. */
  readonly seedRandom?: boolean;
}

/** Settings of {@link explore}. */
export interface ExploreOptions extends RunOptions {
  /** How many runs to make, or until one fails; 100 by default. */
  readonly runs?: number;
  /** How schedules are chosen; `'auto'`, the default, takes turns with several. */
  readonly strategy?: StrategyName;
  /** After how many real milliseconds to begin no further run; none by default. */
  readonly budgetMs?: number;
  /** Whether to look for the smallest schedule that fails likewise, true by default; or in how many runs at most, 500 by default. */
  readonly shrink?: boolean | number;
  /** A token from a report: makes the run that it stands for, and no other. The environment variable `TICKLESS_REPLAY` does the same. */
  readonly replay?: string;
  /** `'2/8'`: make the second eighth of the runs. The environment variable `TICKLESS_SHARD` does the same. */
  readonly shard?: string;
  /** Whether to make each run twice, and to fail if the second is different; false by default. A run that failed is made again in any case. */
  readonly verify?: boolean;
}

type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

export interface FullRunOptions extends Complete<RunOptions> {
  readonly seed: number;
}

/** All settings, with the defaults written in. */
export interface FullOptions
  extends FullRunOptions, Complete<Pick<ExploreOptions, 'runs' | 'strategy' | 'budgetMs' | 'verify'>> {
  /** In how many runs to shrink; 0: not at all. */
  readonly shrink: number;
  readonly replay: string | undefined;
  readonly shard: Shard | undefined;
}

const RUN_OPTIONS = [
  'now',
  'realWork',
  'maxRealWaitMs',
  'reorder',
  'jitter',
  'maxSteps',
  'maxVirtualTime',
  'seed',
  'seedRandom',
] as const satisfies readonly (keyof RunOptions)[];
const OPTIONS = [
  ...RUN_OPTIONS,
  'runs',
  'strategy',
  'budgetMs',
  'shrink',
  'replay',
  'shard',
  'verify',
] as const satisfies readonly (keyof ExploreOptions)[];

/** Checks the settings of a run. @throws TypeError or RangeError that names the setting and what is allowed. */
export function checkRunOptions(options: RunOptions, allowed: readonly string[] = RUN_OPTIONS): FullRunOptions {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new TypeError(`The settings of explore() must be an object, but was given ${describe(options)}.`);
  checkKnown(options, allowed, 'explore()');
  const { now = Date.UTC(2000, 0, 1), reorder = 'spec', jitter = 0, maxSteps = 100_000, seedRandom = false } = options;
  parseEpoch(now);
  checkOneOf(reorder, ['spec', 'any'], 'reorder');
  checkNumber(jitter, 'jitter');
  if (jitter < 0 || jitter === Infinity)
    throw new RangeError(`jitter must be finite and at least 0, but was given ${jitter}.`);
  checkWholeNumber(maxSteps, 1, 'maxSteps');
  checkBoolean(seedRandom, 'seedRandom');
  const { maxVirtualTime } = limitsFrom({ maxVirtualTime: options.maxVirtualTime });
  const seed = options.seed ?? drawSeed();
  checkWholeNumber(seed, 0, 'seed');
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be below 2^53, but was given ${seed}.`);
  return { now, reorder, jitter, maxSteps, maxVirtualTime, seed, seedRandom, ...checkRealWork(options) };
}

/** Checks the settings of an exploration. @throws TypeError or RangeError that names the setting and what is allowed. */
export function checkOptions(options: ExploreOptions): FullOptions {
  const full = checkRunOptions(options, OPTIONS);
  const { runs = 100, strategy = 'auto', budgetMs = Infinity, shrink = true, verify = false } = options;
  checkWholeNumber(runs, 1, 'runs');
  checkOneOf(strategy, STRATEGIES, 'strategy');
  checkNumber(budgetMs, 'budgetMs');
  if (budgetMs < 0) throw new RangeError(`budgetMs must be at least 0, but was given ${budgetMs}.`);
  if (typeof shrink !== 'boolean') checkWholeNumber(shrink, 0, 'shrink');
  checkBoolean(verify, 'verify');
  const shard = options.shard === undefined ? shardFromEnvironment() : checkShard(options.shard, 'shard');
  if (shard !== undefined) checkCanShard(options);
  return {
    ...full,
    runs,
    strategy,
    budgetMs,
    shrink: typeof shrink === 'number' ? shrink : shrink ? 500 : 0,
    replay: options.replay,
    shard,
    verify,
  };
}

function checkBoolean(value: unknown, what: string): void {
  if (typeof value !== 'boolean')
    throw new TypeError(`${what} must be true or false, but was given ${describe(value)}.`);
}

/** A seed that nobody has to think of. It may come from the wall clock, because it is reported. */
function drawSeed(): number {
  return Math.floor(native.now() * 1e6) % 2 ** 32;
}

function checkCanShard({ seed, strategy }: ExploreOptions): void {
  if (strategy === 'dfs') {
    throw new RangeError(
      "There are no shards of strategy 'dfs', which makes each schedule from the one before. Take another strategy.",
    );
  }
  if (seed === undefined) {
    throw new RangeError('A shard needs a seed that all shards share, and none was given. Set the option seed.');
  }
}
