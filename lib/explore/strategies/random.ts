import { byOrder } from '../draws';
import type { Prospect, Strategist } from '../strategist';

/** A uniform walk: each of what may be next is as likely as any other. Good at shallow races among few tasks; a long task hardly ever overtakes a short one as a whole. */
export function randomWalk({ random }: Prospect): Strategist {
  return { decide: byOrder(random, ({ n }) => random.below(n)) };
}
