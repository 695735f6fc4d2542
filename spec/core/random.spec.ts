import fc from 'fast-check';
import { Random } from '../../lib/core/random';
import { check, longArray } from '../support/properties';

describe('Random', () => {
  it.each([0, 1, 7, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER])('is sfc32, seeded with %p', (seed) => {
    const random = new Random(seed);
    expect(Array.from({ length: 100 }, () => random.uint32())).toEqual(sfc32(seed).slice(0, 100));
  });

  it('gives these numbers for ever: schedules that people wrote down depend on them', () => {
    const random = new Random(42);
    expect(Array.from({ length: 4 }, () => random.uint32())).toEqual([1251167922, 656401615, 478193053, 3278332503]);
    expect(Array.from({ length: 8 }, () => random.below(10))).toEqual([4, 1, 6, 6, 6, 1, 4, 3]);
  });

  it('keeps its seed, to be printed', () => {
    expect(new Random(42).seed).toBe(42);
  });

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53])('refuses the seed %p', (seed) => {
    expect(() => new Random(seed)).toThrow(RangeError);
    expect(() => new Random(seed)).toThrow(/^The seed of Random must be .*, but was given /);
  });

  it('refuses a seed that is not a number', () => {
    expect(() => new Random('42' as never)).toThrow(
      new TypeError('The seed of Random must be a whole number, but was given the string "42".'),
    );
  });

  it.each([0, -1, 0.5, NaN])('refuses the bound %p', (bound) => {
    expect(() => new Random(1).below(bound)).toThrow(
      new RangeError(`The bound of Random.below() must be a whole number of at least 1, but was given ${bound}.`),
    );
  });

  it('refuses a bound beyond 2^32, instead of drawing for ever', () => {
    expect(() => new Random(1).below(2 ** 32 + 1)).toThrow('must be at most 2^32, but was given 4294967297');
  });

  it('stays below the bound, whatever it is (property)', () => {
    check(
      fc.property(fc.maxSafeNat(), longArray(fc.integer({ min: 1, max: 2 ** 32 }), 100), (seed, bounds) => {
        const random = new Random(seed);
        for (const n of bounds) {
          const number = random.below(n);
          expect(Number.isInteger(number) && number >= 0 && number < n).toBe(true);
        }
      }),
    );
  });

  it('draws again from the last whole multiple of the bound on, and not below it', () => {
    const draws = new Random(0);
    const [first, second] = [draws.uint32(), draws.uint32()];
    // Above 2^31 a bound fits into 2^32 but once.
    expect([first > 2 ** 31, second < first]).toEqual([true, true]);
    expect(new Random(0).below(first + 1)).toBe(first);
    expect(new Random(0).below(first)).toBe(second);
  });

  it('favours no number, even where 2^32 is not a multiple of the bound', () => {
    const random = new Random(3);
    // Without drawing again, the lower third of this range would come up twice as often as the rest.
    const bound = 3 * 2 ** 30;
    const draws = Array.from({ length: 30_000 }, () => random.below(bound));
    const inLowestThird = draws.filter((draw) => draw < bound / 3).length;
    expect(inLowestThird).toBeGreaterThan(9_500);
    expect(inLowestThird).toBeLessThan(10_500);
  });
});

/** sfc32 as its author publishes it, in arithmetic on big integers: slow, and with nothing to get wrong. */
function sfc32(seed: number): number[] {
  const wrap = (n: bigint): bigint => BigInt.asUintN(32, n);
  let a = 0n;
  let b = wrap(BigInt(seed));
  let c = wrap(BigInt(seed) >> 32n);
  let counter = 1n;
  const numbers: number[] = [];
  for (let i = 0; i < 15 + 100; i++) {
    const sum = wrap(a + b + counter++);
    a = b ^ (b >> 9n);
    b = wrap(c + (c << 3n));
    c = wrap(wrap((c << 21n) | (c >> 11n)) + sum);
    numbers.push(Number(sum));
  }
  return numbers.slice(15);
}
