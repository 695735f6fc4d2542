import { native } from '../host/native';
import type { FullOptions } from './options';
import { percent, shareNotSeen } from './confidence';
import { randomFor } from './seeds';
import { isIn } from './shard';
import type { RunRecord } from './record';
import { auto } from './strategies/auto';
import { dfs } from './strategies/dfs';
import { fifo } from './strategies/fifo';
import { newest } from './strategies/newest';
import { pct } from './strategies/pct';
import { pos } from './strategies/pos';
import { randomWalk } from './strategies/random';
import { urw } from './strategies/urw';
import type { Strategy } from './strategist';
import { checkSame, repeat } from './verify';
import type { Job } from './world';

/**
 * Which runs to make: number 1 is the boring one, the others are dealt out by the strategy, until one fails, all are made, no schedule is left, or the time is up.
 *
 * What a run does depends on the seed and its number alone, so that parts of a campaign can be made elsewhere.
 */
export class Campaign {
  /** How many runs were made; those that verify others do not count. */
  made = 0;
  /** The most callbacks that a run took. */
  longest = 0;
  failing: RunRecord | undefined;
  /** The run in plain order. */
  first: RunRecord | undefined;
  /** Whether there is no schedule left. */
  isComplete = false;
  private readonly hashes = new Set<string>();
  /** The run that the current one is to repeat. */
  private repeated: RunRecord | undefined;
  private number = 0;
  private readonly enumeration = dfs();
  private readonly began = native.now();

  constructor(private readonly options: FullOptions) {}

  get distinct(): number {
    return this.hashes.size;
  }

  /** Whether the body leaves nothing open to choice. */
  get hadNoChoice(): boolean {
    return this.first !== undefined && this.first.decisions.length === 0;
  }

  /** Notes the last run, and deals out the next. @throws NondeterminismError if the last one was to be the same as the one before. */
  readonly next = (last: RunRecord | undefined): Job | undefined => {
    if (last !== undefined) {
      if (this.repeated !== undefined) {
        checkSame(this.repeated, last);
        this.repeated = undefined;
      } else {
        this.note(last);
        if (this.failing !== undefined) return undefined;
        if (this.options.verify) return this.again(last);
      }
    }
    if (!this.hadNoChoice || this.made === 0) return this.deal();
    this.isComplete = true;
    return undefined;
  };

  /** One line on what passing runs tell. */
  get summary(): string {
    const { made, distinct, longest } = this;
    if (made === 0) return `0 runs: ${this.whyNone}`;
    const counts = `${count(made, 'run')}, ${distinct} distinct, longest ${count(longest, 'step')}`;
    if (this.isComplete) return `${counts}; no other schedule is possible`;
    return `${counts}; a bug hit by ${percent(shareNotSeen(made))} of schedules or more would have been seen (95 %)`;
  }

  /** Why no run was made at all: then there are more shards than runs. */
  private get whyNone(): string {
    const { index, count: shards } = this.options.shard!;
    return `shard ${index + 1}/${shards} has none of ${count(this.most, 'run')}`;
  }

  /** How many runs there may be in all parts together. Further ones under 'fifo' would be the same run. */
  private get most(): number {
    return this.options.strategy === 'fifo' ? 1 : this.options.runs;
  }

  private note(last: RunRecord): void {
    const { shard } = this.options;
    if (last.run === 1) this.first = last;
    // Other parts need the first run too, to know how long tasks are, but it is not theirs.
    if (shard !== undefined && !isIn(shard, last.run)) return;
    this.made++;
    this.hashes.add(last.hash);
    this.longest = Math.max(this.longest, last.steps);
    if (last.failed) this.failing = last;
  }

  private again(last: RunRecord): Job {
    this.repeated = last;
    return { strategist: { decide: repeat(last) }, run: last.run, strategy: last.strategy, detailed: false };
  }

  private deal(): Job | undefined {
    const { most } = this;
    const { budgetMs, shard } = this.options;
    do this.number++;
    while (this.number > 1 && this.number <= most && shard !== undefined && !isIn(shard, this.number));
    const { number } = this;
    if (number > most) return undefined;
    if (this.made > 0 && native.now() - this.began >= budgetMs) return undefined;
    const [name, strategy] = this.strategyOf(number);
    const strategist = strategy({ random: randomFor(this.options.seed, number), first: this.first });
    if (strategist === undefined) {
      this.isComplete = true;
      return undefined;
    }
    return { strategist, run: number, strategy: name, detailed: false };
  }

  private strategyOf(run: number): readonly [name: string, strategy: Strategy] {
    const { strategy } = this.options;
    if (strategy === 'dfs') return ['dfs', this.enumeration];
    if (run === 1 || strategy === 'fifo') return ['fifo', fifo];
    return strategy === 'auto' ? auto(run, this.first) : [strategy, BY_NAME[strategy]];
  }
}

const BY_NAME = { random: randomWalk, urw, pos, pct, newest };

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
