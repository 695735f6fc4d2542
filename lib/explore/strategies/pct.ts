import type { Random } from '../../core/random';
import { byOrder } from '../draws';
import type { Point } from '../decision';
import type { Prospect, Strategist } from '../strategist';
import { stepPriorities } from './pos';

/** How many change points a run has at most. */
const MOST_CHANGES = 4;

/**
 * Probabilistic concurrency testing: each task has a random priority, and the highest goes on, but at a few random moments the task that has just gone on falls behind all others.
 *
 * A bug that needs d events in a certain order is found in a run with a probability of at least 1 / (n k^(d-1)), for n tasks and k steps: with d - 1 changes ("A Randomized Scheduler with Probabilistic Guarantees of
 * Finding Bugs", Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010). Nobody knows d, so each run draws it.
 *
 * The moments are independent, and range over all steps, those without a choice included: distinct moments among the choices alone would all come true, and then no run leaves a task in front to the end.
 */
export function pct({ random, first }: Prospect): Strategist {
  return prioritized(random, lengthOf(first), random.below(MOST_CHANGES + 1));
}

/** The same with a given number of changes, over an expected number of steps. */
export function prioritized(random: Random, steps: number, changes: number): Strategist {
  const moments = Array.from({ length: changes }, () => random.below(Math.max(1, steps)));
  const priorities = new Map<string, number>();
  let step = 0;
  function priority(owner: string): number {
    let known = priorities.get(owner);
    // Above 1 at first, below after a change.
    if (known === undefined) priorities.set(owner, (known = 1 + random.uint32() / 2 ** 32));
    return known;
  }
  const stepPriority = stepPriorities(random);
  function first(point: Point): number {
    let best = 0;
    for (let i = 1; i < point.n; i++) {
      const [one, other] = [point.option(i), point.option(best)];
      // A task that waits for several things at once is not in control of their order.
      const ahead =
        one.owner === other.owner
          ? stepPriority(one.owner, one.step) - stepPriority(other.owner, other.step)
          : priority(one.owner) - priority(other.owner);
      if (ahead > 0) best = i;
    }
    return best;
  }
  return {
    decide: byOrder(random, first),
    ran(owner) {
      const change = moments.indexOf(step++);
      if (change >= 0) priorities.set(owner, change / MOST_CHANGES - 1);
    },
  };
}

/** How many steps a run takes, as far as the first one tells. */
function lengthOf(first: Prospect['first']): number {
  let sum = 0;
  for (const count of first?.lanes.values() ?? []) sum += count;
  return sum;
}
