import { checkWholeNumber } from './checks';

/**
 * A seeded generator of random numbers, the only source of randomness in this library: the same seed gives the same numbers on every host.
 *
 * The generator is sfc32 from Chris Doty-Humphrey's PractRand suite: 128 bits of state, 32-bit operations only, period of at least 2^32.
 *
 * ```ts
 * import { Random } from 'tickless';
 *
 * const [one, other] = [new Random(7), new Random(7)];
 * one.below(1000) === other.below(1000); // => true
 * ```
 */
export class Random {
  private a = 0;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param seed A whole number from 0 to 2^53 - 1. Throws a RangeError for any other number, a TypeError for anything else. */
  constructor(readonly seed: number) {
    checkWholeNumber(seed, 0, 'The seed of Random');
    if (!Number.isSafeInteger(seed))
      throw new RangeError(`The seed of Random must be below 2^53, but was given ${seed}.`);
    this.b = seed >>> 0;
    this.c = Math.floor(seed / 2 ** 32);
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to `n - 1`, each as likely as any other. `n` is a whole number from 1 to 2^32. */
  below(n: number): number {
    checkWholeNumber(n, 1, 'The bound of Random.below()');
    if (n > 2 ** 32) throw new RangeError(`The bound of Random.below() must be at most 2^32, but was given ${n}.`);
    // Numbers from the incomplete last interval would favour the low results: draw again.
    const limit = 2 ** 32 - (2 ** 32 % n);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % n;
  }
}
