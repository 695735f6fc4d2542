import type { Random } from '../../core/random';
import { byOrder } from '../draws';
import type { Prospect, Strategist } from '../strategist';

/**
 * Partial order sampling: everything that may happen has a random priority of its own, and the highest goes first.
 *
 * One step that is unlucky waits for very many others, which a random walk hardly ever makes. (After "Partial Order Aware Concurrency Sampling", Yuan, Yang and Gu, CAV 2018,
 * without drawing anew for steps that conflict: what conflicts is not known here.)
 */
export function pos({ random }: Prospect): Strategist {
  const priority = stepPriorities(random);
  return {
    decide: byOrder(random, (point) => {
      let best = 0;
      let highest = -1;
      for (let i = 0; i < point.n; i++) {
        const { owner, step } = point.option(i);
        const its = priority(owner, step);
        if (its > highest) [best, highest] = [i, its];
      }
      return best;
    }),
  };
}

/** A random number from 0 to 2^32 - 1 for each step of each task: a hash, so that nothing has to be remembered. */
export function stepPriorities(random: Random): (owner: string, step: number) => number {
  const salt = random.uint32();
  const salts = new Map<string, number>();
  return (owner, step) => {
    let known = salts.get(owner);
    if (known === undefined) salts.set(owner, (known = hash(owner, salt)));
    return spread(known ^ Math.imul(step + 1, 0x9e3779b9));
  };
}

/** FNV-1a, begun with a salt. */
function hash(text: string, salt: number): number {
  let x = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) x = Math.imul(x ^ text.charCodeAt(i), 0x01000193);
  return spread(x);
}

/** Spreads every bit over the word (the finalizer of MurmurHash3). */
function spread(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
