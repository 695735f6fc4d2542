import { byOrder } from '../draws';
import type { Prospect, Strategist } from '../strategist';
import { stepPriorities } from './pos';

/**
 * Newest first, the plain order backwards; but a coin is tossed for each thing, and those that it makes late wait for all others.
 *
 * A step that has to wait for m others does so in one run of two if it is older than they are, and of four if it is newer, whatever m is. So replies that overtake each other, and one task that waits for all of another, are
 * found at once. (With a priority for each step, as 'pos' has them, that is one run of m + 1.)
 */
export function newest({ random }: Prospect): Strategist {
  const priority = stepPriorities(random);
  return {
    decide: byOrder(random, (point) => {
      const last = point.n - 1;
      for (let i = last; i >= 0; i--) {
        const { owner, step } = point.option(i);
        if (priority(owner, step) >= 2 ** 31) return i;
      }
      return last;
    }),
  };
}
