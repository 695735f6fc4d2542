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
