import type { Random } from '../core/random';
import type { Decide, Option, Point } from './decision';
import { Selection } from './selection';

/** How faults are drawn in a run: never, one in eight, one in three. */
const FAULT_ODDS = [Infinity, 8, 3];
/** Whose replies are slow in a run, so that timers go before them where they can: nobody's, everybody's, those of some tasks. */
const SLOW = ['none', 'all', 'by task'] as const;
/** One in so many things happens at any of the times that order leaves it; in a run all others happen as early as they can, or all as late. */
const ODD_TIMES = 8;

/**
 * Makes a strategy of one that has an opinion on order only: it takes all other decisions, biased towards what breaks programs.
 *
 * A lost race often needs one task to be slow throughout and another to be fast, which independent draws for each call hardly ever make: one abstract race was found in
 * 1.35 % of runs by uniform latencies, in 5.4 % by the least or the most, and in 25 % by slow and fast tasks. Being slow is a matter of order first: a timer that may come before a slow reply does.
 * How much time then passes is another matter, and drawn apart: many time-outs that pass in a row while a reply is still missing need replies that are overtaken and time that is short.
 */
export function byOrder(random: Random, order: Decide): Decide {
  const faultOdds = FAULT_ODDS[random.below(FAULT_ODDS.length)]!;
  const slow = SLOW[random.below(SLOW.length)]!;
  const time = random.below(2);
  const slowTasks = new Map<string, boolean>();
  const faster = new Selection();

  function isSlow(owner: string): boolean {
    if (slow !== 'by task') return slow === 'all';
    let known = slowTasks.get(owner);
    if (known === undefined) slowTasks.set(owner, (known = random.below(2) === 1));
    return known;
  }

  /** Choice 0 is the first possible time, 1 the last. */
  function latency({ n }: Point): number {
    return random.below(ODD_TIMES) === 0 ? random.below(n) : time;
  }

  function fault({ n }: Point): number {
    return faultOdds < Infinity && random.below(faultOdds) === 0 ? 1 + random.below(n - 1) : 0;
  }

  const isFast = ({ kind, owner }: Option): boolean => kind !== 'reply' || !isSlow(owner);

  function next(point: Point): number {
    if (slow !== 'none' && hasTimer(point) && faster.select(point, isFast)) return faster.choose(order);
    return order(point);
  }

  return (point) => {
    if (point.kind === 'order') return next(point);
    if (point.kind === 'latency') return latency(point);
    return point.kind === 'fault' ? fault(point) : random.below(point.n);
  };
}

function hasTimer(point: Point): boolean {
  for (let i = 0; i < point.n; i++) if (point.option(i).kind === 'timer') return true;
  return false;
}
