import type { Random } from '../core/random';
import type { Decide, Option, Point } from './decision';

/** How faults are drawn in a run: never, one in eight, one in three. */
const FAULT_ODDS = [Infinity, 8, 3];
/** How long replies take in a run: all as short as can be; all long; some tasks' short and some tasks' long; each for itself. */
const TEMPOS = ['short', 'long', 'by task', 'mixed'] as const;

/**
 * Makes a strategy of one that has an opinion on order only: it takes all other decisions, biased towards what breaks programs.
 *
 * A lost race often needs one task to be slow throughout and another to be fast, which independent draws for each call hardly ever make: one abstract race was found in
 * 1.35 % of runs by uniform latencies, in 5.4 % by the least or the most, and in 25 % by slow and fast tasks. Being slow is a matter of order, too: a timer that may come before a slow reply does.
 */
export function byOrder(random: Random, order: Decide): Decide {
  const faultOdds = FAULT_ODDS[random.below(FAULT_ODDS.length)]!;
  const tempo = TEMPOS[random.below(TEMPOS.length)]!;
  const slowTasks = new Map<string, boolean>();
  const faster = new Faster();

  function isSlow(owner: string): boolean {
    if (tempo !== 'by task') return tempo === 'long';
    let slow = slowTasks.get(owner);
    if (slow === undefined) slowTasks.set(owner, (slow = random.below(2) === 1));
    return slow;
  }

  function latency({ owner, n }: Point): number {
    if (tempo === 'mixed') return random.below(2) === 0 ? 0 : random.below(n);
    return isSlow(owner) ? 1 : 0;
  }

  function fault({ n }: Point): number {
    return faultOdds < Infinity && random.below(faultOdds) === 0 ? 1 + random.below(n - 1) : 0;
  }

  function next(point: Point): number {
    if ((tempo === 'long' || tempo === 'by task') && faster.select(point, isSlow)) return faster.choose(order);
    return order(point);
  }

  return (point) => {
    if (point.kind === 'order') return next(point);
    if (point.kind === 'latency') return latency(point);
    return point.kind === 'fault' ? fault(point) : random.below(point.n);
  };
}

/** An order decision without the replies of slow tasks, where there is a timer to come before them. */
class Faster implements Point {
  kind = 'order' as const;
  owner = '';
  step = 0;
  pass = 0;
  label = '';
  private readonly choices: number[] = [];
  private all!: Point;

  /** @returns Whether that makes a difference. */
  select(point: Point, isSlow: (owner: string) => boolean): boolean {
    const { choices } = this;
    choices.length = 0;
    let hasTimer = false;
    for (let i = 0; i < point.n; i++) {
      const { kind, owner } = point.option(i);
      if (kind === 'timer') hasTimer = true;
      if (kind !== 'reply' || !isSlow(owner)) choices.push(i);
    }
    if (!hasTimer || choices.length === point.n) return false;
    this.all = point;
    ({ owner: this.owner, step: this.step, pass: this.pass, label: this.label } = point);
    return true;
  }

  choose(order: Decide): number {
    return this.choices[this.n === 1 ? 0 : order(this)]!;
  }

  get n(): number {
    return this.choices.length;
  }

  option(choice: number): Option {
    return this.all.option(this.choices[choice]!);
  }
}
