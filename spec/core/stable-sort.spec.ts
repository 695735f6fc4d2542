import fc from 'fast-check';
import { stableSort } from '../../lib/core/stable-sort';
import { check, longArray } from '../support/properties';

describe('stableSort', () => {
  it('keeps the order of equal keys', () => {
    expect([...orderOf(Float64Array.of(2, 1, 2, 1))]).toEqual([1, 3, 0, 2]);
  });

  it('orders nothing and one thing', () => {
    expect([...orderOf(new Float64Array())]).toEqual([]);
    expect([...orderOf(Float64Array.of(7))]).toEqual([0]);
  });

  it('orders by value where bits order otherwise: negatives, infinities, the smallest numbers', () => {
    const ascending = [-Infinity, -1e300, -2, -1, -5e-324, 0, 5e-324, 0.25, 1, 1.5, 2 ** 31, 2 ** 53, Infinity];
    const keys = Float64Array.from(ascending).reverse();
    stableSort(keys, new Int32Array(keys.length));
    expect([...keys]).toEqual(ascending);
  });

  it('takes 0 and -0 for the same time', () => {
    expect([...orderOf(Float64Array.of(0, -0, 0, -0))]).toEqual([0, 1, 2, 3]);
  });

  it('reads only its own part of a shared buffer', () => {
    const shared = Float64Array.of(9, 3, 1, 2, 0);
    expect([...orderOf(shared.subarray(1, 4))]).toEqual([1, 2, 0]);
  });

  it.each<[string, number[]]>([
    ['rise', [5, 6, 9]],
    ['fall, below 0', [-5, -6, -9]],
    ['are whole numbers as far apart as digits allow', [2 ** 22 - 1, 0, 2 ** 21, 2 ** 11, 2 ** 11 - 1]],
    ['are further apart', [2 ** 22, 0, 2 ** 12 - 1, 2 ** 21]],
    ['are much further apart', [2 ** 30, 2 ** 16 - 1, 2 ** 22, 0]],
    ['are much further apart, and far from each other on both sides of 0', [2 ** 29, -1, -(2 ** 29), 1]],
    ['are further apart, the lowest last', [5, 2 ** 22 + 5, 0]],
    ['are far from 0', [2 ** 52 + 7, 2 ** 52, 2 ** 52 + 3]],
    ['are whole numbers apart, though none is whole', [7.5, 0.5, 3.5]],
    ['are only rounded to be apart', [-0.1, 0.9, 2 ** 21]],
    ['are fractions and zeros of both signs', [0.5, 0, -0, 0, -0]],
    ['are infinite on one side', [Infinity, 1, Infinity, 0.5]],
    ['are infinite on both sides', [Infinity, -Infinity, 3]],
    ['are all the same', [4, 4, 4]],
  ])('orders keys that %s', (what, keys) => {
    const byComparing = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b);
    const sorted = Float64Array.from(keys);
    expect([...orderOf(sorted)]).toEqual(byComparing);
    expect([...sorted].map((key) => key + 0)).toEqual(byComparing.map((i) => keys[i]! + 0));
  });

  it('orders the same keys again as it did before: no count is left from the first time', () => {
    const keys = Float64Array.of(2 ** 22 - 1, 0, 2 ** 22 - 2, 2 ** 22 - 2 ** 11 - 1);
    for (let time = 0; time < 2; time++) expect([...orderOf(keys.slice())]).toEqual([1, 3, 2, 0]);
  });

  it.each([2_047, 2_048, 2 ** 14, 2 ** 14 + 1])('orders %d keys, whole or not', (count) => {
    for (const divisor of [1, 3]) {
      const keys = Float64Array.from({ length: count }, (_, i) => (((i * 7_919) % count) - 800) / divisor);
      const original = keys.slice();
      const order = orderOf(keys);
      expect(keys).toEqual(original.slice().sort());
      expect(Float64Array.from(order, (i) => original[i]!)).toEqual(keys);
      // In a shorter run after a long one, nothing of that is left.
      expect([...orderOf(Float64Array.of(3 / divisor, 1 / divisor))]).toEqual([1, 0]);
    }
  });

  it('agrees with the stable sort of arrays (property)', () => {
    const any = fc.double({ noNaN: true });
    const close = fc.integer({ min: -50, max: 50 });
    const whole = fc.integer({ min: 0, max: 2 ** 40 });
    const apart = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const kinds = [fc.oneof(any, close, whole), close, whole, apart].map((kind) => longArray(kind, 300));
    check(
      fc.property(fc.oneof(...kinds), fc.constantFrom(0, 0.1, -0.3, 2 ** 52), (values, offset) => {
        const keys = Float64Array.from(values, (value) => value + offset);
        // The index decides between equals, and between infinities, whose difference is NaN.
        const byComparing = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b);
        const sorted = byComparing.map((i) => keys[i]);
        expect([...orderOf(keys)]).toEqual(byComparing);
        expect([...keys].map((key) => key + 0)).toEqual(sorted.map((key) => key! + 0));
      }),
    );
  });
});

/** Sorts `keys`. @returns Where they were. */
function orderOf(keys: Float64Array): Int32Array {
  const order = new Int32Array(keys.length);
  stableSort(keys, order);
  return order;
}
