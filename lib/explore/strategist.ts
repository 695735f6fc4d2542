import type { Random } from '../core/random';
import type { Decide } from './decision';
import type { RunRecord } from './record';

/** Who decides in one run. */
export interface Strategist {
  readonly decide: Decide;
  /** Called for everything that happens, whether there was a choice or not, with the task whose step it is. */
  ran?(owner: string): void;
}

/** What a strategy knows when a run begins. */
export interface Prospect {
  /** Random numbers of this run alone. */
  readonly random: Random;
  /** The first run, which takes the boring choice everywhere: by it one estimates how long tasks are. */
  readonly first: RunRecord | undefined;
}

/** Makes the one who decides in a run; undefined if there is no schedule left. */
export type Strategy = (prospect: Prospect) => Strategist | undefined;
