import type { Random } from '../core/random';
import type { Decide, Point } from './decision';

/** How faults are drawn in a run: never, one in eight, one in three. */
const FAULT_ODDS = [Infinity, 8, 3];
type Tempo = 'short' | 'by task' | 'mixed';
/** How latencies are drawn in a run: half of the runs give each task one tempo of its own. */
const TEMPOS: readonly Tempo[] = ['short', 'by task', 'by task', 'mixed'];

/**
 * Takes all decisions but those of order, biased towards what breaks programs: for strategies that have an opinion on order only.
 *
 * A lost race often needs one task to be slow throughout and another to be fast, which independent draws for each call hardly ever make: one abstract race was found in
 * 1.35 % of runs by uniform latencies, in 5.4 % by the least or the most, and in 25 % by slow and fast tasks.
 */
export function drawData(random: Random): Decide {
  const faultOdds = FAULT_ODDS[random.below(FAULT_ODDS.length)]!;
  const tempo = TEMPOS[random.below(TEMPOS.length)]!;
  const isSlow = new Map<string, boolean>();

  function latency({ owner, n }: Point): number {
    if (tempo === 'short') return 0;
    if (tempo === 'mixed') return random.below(2) === 0 ? 0 : random.below(n);
    let slow = isSlow.get(owner);
    if (slow === undefined) isSlow.set(owner, (slow = random.below(2) === 1));
    return slow ? 1 : 0;
  }

  function fault({ n }: Point): number {
    return faultOdds < Infinity && random.below(faultOdds) === 0 ? 1 + random.below(n - 1) : 0;
  }

  return (point) => {
    if (point.kind === 'latency') return latency(point);
    return point.kind === 'fault' ? fault(point) : random.below(point.n);
  };
}

/** A strategy that has an opinion on order only. */
export function byOrder(random: Random, order: Decide): Decide {
  const data = drawData(random);
  return (point) => (point.kind === 'order' ? order(point) : data(point));
}
