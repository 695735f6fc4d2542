import type { Decide } from './decision';
import { deviationsOf, follow, type Kept } from './kept';
import { describeError } from './thrown';
import type { RunRecord } from './record';

/** What became of a failing run. */
export interface Shrunk {
  /** The best run found: it fails with the same error by as few decisions as could be found. */
  readonly record: RunRecord;
  /** How many runs it took. */
  readonly runs: number;
  /** How many decisions the failing run had taken, boring or not. */
  readonly from: number;
  /** How many of them are left that matter. */
  readonly to: number;
  /** Whether the test passes if any single one of these is undone. False also if the budget was spent before that could be told. */
  readonly eachMatters: boolean;
}

/**
 * Looks for the decisions that a failure needs, by running the test again with all others set to 0.
 *
 * First what comes after the failure is decided is cut off, then what comes before; the rest is delta debugging (Zeller and Hildebrandt, 2002), and in the end each
 * choice that is left is made as small as it can be. Decisions are told by who takes them, so those that are kept keep their meaning, whatever becomes of the others.
 *
 * @param rerun Runs the test with given decisions.
 * @param budget For how many runs at most to go on. The best that was found until then is the result.
 */
export async function shrink(
  failing: RunRecord,
  rerun: (decide: Decide) => Promise<RunRecord>,
  budget = 500,
): Promise<Shrunk> {
  const search = new Search(failing, rerun, budget);
  if (!(await search.keep(() => []))) {
    await search.cutEnd();
    await search.cutBeginning();
    await search.minimize();
    await search.lower();
  }
  const eachMatters = await search.eachMatters();
  const { best, runs } = search;
  return { record: best, runs, from: failing.decisions.length, to: deviationsOf(best).length, eachMatters };
}

class Search {
  best: RunRecord;
  /** Those of `best` that are not 0. */
  private kept: readonly Kept[];
  runs = 0;
  /** What came of which decisions: none is tried twice. */
  private readonly tried = new Map<string, 'same' | 'other' | 'passed'>();

  constructor(
    private readonly failing: RunRecord,
    private readonly rerun: (decide: Decide) => Promise<RunRecord>,
    private readonly budget: number,
  ) {
    this.best = failing;
    this.kept = deviationsOf(failing);
  }

  /** Keeps only what `select` says, if the test still fails in the same way. @returns Whether it does. */
  async keep(select: (kept: readonly Kept[]) => readonly Kept[]): Promise<boolean> {
    const { best } = this;
    // What was tried before is no progress, so nobody goes on for ever.
    return (await this.outcomeOf(select(this.kept))) === 'same' && this.best !== best;
  }

  /** Drops what comes last: by bisection, as if a longer beginning failed whenever a shorter one does. Where that is not so, the result is still a failure. */
  async cutEnd(): Promise<void> {
    await this.bisect((kept, dropped) => kept.slice(0, kept.length - dropped));
  }

  async cutBeginning(): Promise<void> {
    await this.bisect((kept, dropped) => kept.slice(dropped));
  }

  private async bisect(without: (kept: readonly Kept[], dropped: number) => readonly Kept[]): Promise<void> {
    const all = this.kept;
    let [least, most] = [0, all.length];
    while (least < most) {
      const dropped = (least + most + 1) >> 1;
      if (await this.keep(() => without(all, dropped))) least = dropped;
      else most = dropped - 1;
    }
  }

  /** Drops pieces: halves, then quarters, and so on down to single decisions, until none of these can be dropped. */
  async minimize(): Promise<void> {
    let size = this.kept.length >> 1;
    while (size >= 1) {
      let dropped = false;
      for (let at = 0; at < this.kept.length && !this.isSpent;) {
        if (await this.keep((kept) => [...kept.slice(0, at), ...kept.slice(at + size)])) dropped = true;
        else at += size;
      }
      if (this.isSpent) return;
      // At single decisions, what could not be dropped before may be now.
      if (!(size === 1 && dropped)) size >>= 1;
    }
  }

  /** Has every decision choose as little as it can: the shortest latency, the least reordering. */
  async lower(): Promise<void> {
    for (let at = 0; at < this.kept.length; at++) {
      let least = 1;
      for (let most = this.choiceAt(at); least < most && !this.isSpent; most = this.choiceAt(at)) {
        const choice = Math.floor((least + most) / 2);
        if (
          !(await this.keep((kept) => [
            ...kept.slice(0, at),
            { ...kept[at]!, choice, chosen: undefined },
            ...kept.slice(at + 1),
          ]))
        )
          least = choice + 1;
      }
    }
  }

  private choiceAt(at: number): number {
    return this.kept[at]?.choice ?? 0;
  }

  /** Whether the test passes without any one of the decisions that are left. */
  async eachMatters(): Promise<boolean> {
    const { kept } = this;
    for (let at = 0; at < kept.length; at++) {
      if ((await this.outcomeOf([...kept.slice(0, at), ...kept.slice(at + 1)])) !== 'passed') return false;
    }
    return true;
  }

  private get isSpent(): boolean {
    return this.runs >= this.budget;
  }

  private async outcomeOf(kept: readonly Kept[]): Promise<'same' | 'other' | 'passed' | undefined> {
    const key = JSON.stringify(kept);
    const known = this.tried.get(key);
    if (known !== undefined || this.isSpent) return known;
    this.runs++;
    const record = await this.rerun(follow(kept));
    const outcome = !record.failed ? 'passed' : isSameFailure(record.error, this.failing.error) ? 'same' : 'other';
    this.tried.set(key, outcome);
    if (outcome === 'same') {
      // Some of the decisions may not even have come up.
      this.best = record;
      this.kept = deviationsOf(record);
    }
    return outcome;
  }
}

/** The same class and the same message, whenever it happens: a deadlock tells at what time, and an earlier one is no other. */
function isSameFailure(a: unknown, b: unknown): boolean {
  const [one, other] = [describeError(a), describeError(b)];
  return one.name === other.name && withoutTimes(one.message) === withoutTimes(other.message);
}

function withoutTimes(message: string): string {
  return message.replace(/\d+(\.\d+)?(?= ms\b)/g, '');
}
