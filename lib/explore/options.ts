import type { VirtualTimeOptions } from '../fake-timers/in-virtual-time';

/** Which orders may be made: those that a browser or Node could produce, or any. */
export type Reorder = 'spec' | 'any';

/** The strategies by name; see `docs/strategies.md`. */
export const STRATEGIES = ['auto', 'fifo', 'random', 'urw', 'pos', 'pct', 'dfs'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** Settings that every single run needs, and a replay too. */
export interface RunOptions extends Pick<VirtualTimeOptions, 'now' | 'realWork' | 'maxRealWaitMs'> {
  /** `'spec'`, the default: only orders that a JavaScript host could produce. `'any'`: callbacks that are ready may overtake each other, too. */
  readonly reorder?: Reorder;
  /** By how many milliseconds a timer may be late, so that others overtake it; 0 by default. */
  readonly jitter?: number;
  /** How many callbacks a run may take; 100,000 by default. */
  readonly maxSteps?: number;
  /** How much virtual time a run may take, in milliseconds; 10 years by default. */
  readonly maxVirtualTime?: number;
  /** The seed, which also seeds `Math.random` and the random numbers of `crypto` if {@link seedRandom} is true. */
  readonly seed?: number;
  /** Whether `Math.random`, `crypto.randomUUID` and `crypto.getRandomValues` draw from the seed, the same numbers in every run; false by default. */
  readonly seedRandom?: boolean;
}
