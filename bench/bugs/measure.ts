import { explore } from 'tickless';
import type { Program, Test } from './program';

/** How one exploration went that looked for a bug. */
export interface Hunt {
  readonly seed: number;
  /** In how many runs the bug was found, the first, in plain order, included; undefined if it was not. */
  readonly runs: number | undefined;
  /** The schedule that was found, as it was: nothing is shrunk. */
  readonly token: string | undefined;
}

/** Looks for the bug of a program in at most so many runs, by the default strategy, and replays what it finds. @throws Error if the replay is not the same in every step. */
export async function hunt(test: Test, seed: number, most: number): Promise<Hunt> {
  const { failed, runs, failure } = await explore.report(test, { seed, runs: most, shrink: false });
  if (!failed || failure === undefined) return { seed, runs: undefined, token: undefined };
  const { token, hash, error } = failure;
  const again = await explore.report(test, { replay: token });
  if (again.failure?.hash !== hash || again.failure.error.message !== error.message) {
    throw new Error(`The token ${token} of seed ${seed} does not replay: ${error.message}`);
  }
  return { seed, runs, token };
}

/** Explores the version without the bug. @returns What it failed with, if it did: a false alarm. */
export async function falseAlarm({ fixed }: Program, runs: number): Promise<string | undefined> {
  const { failure } = await explore.report(fixed, { seed: 0, runs, shrink: false });
  return failure && `${failure.error.message} (${failure.token})`;
}

/** A number of rows, summed up. */
export interface Summary {
  readonly mean: number;
  readonly worst: number;
  /** How many found nothing; they count with all the runs they made. */
  readonly missed: number;
}

export function summarize(runs: readonly (number | undefined)[], most: number): Summary {
  const all = runs.map((count) => count ?? most);
  const missed = runs.filter((count) => count === undefined).length;
  return { mean: all.reduce((sum, count) => sum + count, 0) / all.length, worst: Math.max(...all), missed };
}
