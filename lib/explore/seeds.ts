import { Random } from '../core/random';

/** The random numbers of one run: neighbours in `run`, or in `seed`, have nothing in common. */
export function randomFor(seed: number, run: number): Random {
  const low = mix(mix(seed >>> 0) ^ run);
  const high = mix(Math.floor(seed / 2 ** 32) ^ low);
  return new Random(low + (high & 0x1fffff) * 2 ** 32);
}

/** A permutation of the words of 32 bits that spreads every bit over all of them (Chris Wellons' lowbias32). */
function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
