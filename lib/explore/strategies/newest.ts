import { byOrder } from '../draws';
import type { Prospect, Strategist } from '../strategist';
import { stepPriorities } from './pos';

/**
 * Newest first, the plain order backwards; but a coin is tossed for each thing, and those that it makes late wait for all others.
 *
 * Whatever needs k things to be early and others late is found in one run of 2^k at least, however many steps there are besides and however often something has to wait for them. Replies that overtake each other, and one task
 * that waits for the whole of another, are found at once.
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
