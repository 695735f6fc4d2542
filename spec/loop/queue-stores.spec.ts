import fc from 'fast-check';
import { FifoStore, HeapStore, LifoStore } from '../../lib/loop/queue-stores';
import { check, longArray } from '../support/properties';

describe('HeapStore', () => {
  function drained<T>(store: HeapStore<T>): T[] {
    return Array.from({ length: store.size }, () => store.take());
  }

  function filled<T>(items: readonly T[]): HeapStore<T> {
    const store = new HeapStore<T>();
    for (const item of items) store.add(item);
    return store;
  }

  it('orders numbers, strings, dates and arrays of them as "<" does, the shorter array first', () => {
    expect(drained(filled([3, 10, 2, 10n, -1]))).toEqual([-1, 2, 3, 10, 10n]);
    expect(drained(filled(['b', 'B', 'a']))).toEqual(['B', 'a', 'b']);
    expect(drained(filled([true, false]))).toEqual([false, true]);
    expect(drained(filled([new Date(2), new Date(1)]))).toEqual([new Date(1), new Date(2)]);
    const arrays = [[1, 'b'], [1], [0, 'z'], [1, 'a'], []];
    expect(drained(filled(arrays))).toEqual([[], [0, 'z'], [1], [1, 'a'], [1, 'b']]);
  });

  it.each<[string, unknown, string]>([
    ['objects', {}, 'a plain object'],
    ['nothing', undefined, 'undefined'],
    ['arrays beside what is none', [1], 'an array of 1'],
  ])('cannot order %s, says so, and stays as it was', (what, item, words) => {
    const store = filled<unknown>([2, 1]);
    expect(() => store.add(item)).toThrow(
      new TypeError(
        `A PriorityQueue cannot order ${words}. Put numbers, strings or arrays of these, or give the queue a compare function.`,
      ),
    );
    expect(drained(store)).toEqual([1, 2]);
  });

  it('agrees with a stable sort, also when things come and go (property)', () => {
    const command = fc.oneof({ weight: 3, arbitrary: fc.nat(20) }, { weight: 2, arbitrary: fc.constant('take') });
    check(
      fc.property(longArray(command, 60), (commands) => {
        const store = new HeapStore<{ rank: number; arrival: number }>();
        store.compare = (a, b) => a.rank - b.rank;
        const model: { rank: number; arrival: number }[] = [];
        commands.forEach((command, arrival) => {
          if (typeof command === 'number') {
            store.add({ rank: command, arrival });
            model.push({ rank: command, arrival });
            model.sort((a, b) => a.rank - b.rank);
          } else if (model.length > 0) expect(store.take()).toEqual(model.shift());
          expect(store.size).toBe(model.length);
        });
        expect(Array.from({ length: store.size }, () => store.take())).toEqual(model);
      }),
    );
  });

  it('keeps nothing that was taken', () => {
    const store = filled([2, 1, 3]);
    drained(store);
    expect((store as unknown as { heap: unknown[] }).heap).toEqual([]);
  });
});

describe.each([
  ['FifoStore', FifoStore, (model: number[]) => model.shift()],
  ['LifoStore', LifoStore, (model: number[]) => model.pop()],
] as const)('%s', (name, Kind, takeFromModel) => {
  it('agrees with an array, also in its size (property)', () => {
    const command = fc.oneof({ weight: 3, arbitrary: fc.nat(20) }, { weight: 2, arbitrary: fc.constant('take') });
    check(
      fc.property(longArray(command, 60), (commands) => {
        const store = new Kind<number>();
        const model: number[] = [];
        for (const command of commands) {
          if (typeof command === 'number') {
            store.add(command);
            model.push(command);
          } else if (model.length > 0) expect(store.take()).toBe(takeFromModel(model));
          expect(store.size).toBe(model.length);
        }
      }),
    );
  });
});

describe('FifoStore', () => {
  it('gives the first one first, and lets go of what was taken', () => {
    const store = new FifoStore<number>();
    const { length } = Array.from({ length: 100 }, (_, i) => store.add(i));
    let longest = 0;
    for (let i = length; i < 5000; i++) {
      store.add(i);
      expect(store.take()).toBe(i - length);
      const { items } = store as unknown as { items: (number | undefined)[] };
      longest = Math.max(longest, items.length);
      if (i % 100 === 0) expect(items.filter((item) => item !== undefined)).toHaveLength(length);
    }
    expect(longest).toBe(1023 + length);
    while (store.size > 0) store.take();
    store.add(7);
    expect([store.size, store.take(), store.size]).toEqual([1, 7, 0]);
  });
});

describe('LifoStore', () => {
  it('gives the last one first', () => {
    const store = new LifoStore<number>();
    store.add(1);
    store.add(2);
    expect([store.size, store.take(), store.take(), store.size]).toEqual([2, 2, 1, 0]);
  });
});
