import fc from 'fast-check';
import { EntryHeap } from '../../lib/core/entry-heap';
import { check, longArray } from '../support/properties';
import { makeTimer } from '../support/timers';

describe('EntryHeap', () => {
  it('tells the time, the number and the timer of its first entry', () => {
    const heap = new EntryHeap();
    const [early, late] = [makeTimer('early'), makeTimer('late')];
    heap.insert(late, 20, 1);
    heap.insert(early, 10, 2);
    expect([heap.firstTime, heap.firstSeq, heap.firstTimer]).toEqual([10, 2, early]);
    heap.takeFirst();
    expect([heap.firstTime, heap.firstSeq, heap.firstTimer]).toEqual([20, 1, late]);
  });

  it('keeps no timer alive that was the last one', () => {
    const heap = new EntryHeap();
    heap.insert(makeTimer('last'), 10, 1);
    heap.takeFirst();
    expect([heap.length, heap.firstTimer]).toEqual([0, undefined]);
  });

  it('agrees with a sorted array, whatever is inserted, taken and forgotten (property)', () => {
    const command = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('insert' as const), n: fc.nat(40) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), n: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('dropDead' as const), n: fc.integer({ min: 2, max: 5 }) }) },
    );
    check(
      fc.property(longArray(command, 120), (commands) => {
        const heap = new EntryHeap();
        let model: { label: string; when: number; seq: number }[] = [];
        const taken: unknown[] = [];
        const expected: unknown[] = [];
        const take = (): void => {
          const { firstTime: when, firstSeq: seq } = heap;
          taken.push({ label: heap.takeFirst().label(), when, seq });
          expected.push(model.shift());
        };
        commands.forEach(({ do: what, n }, seq) => {
          if (what === 'insert') {
            const timer = makeTimer(`${seq}`);
            timer.seq = seq;
            heap.insert(timer, n, seq);
            model.push({ label: `${seq}`, when: n, seq });
            model.sort((a, b) => a.when - b.when || a.seq - b.seq);
          } else if (what === 'take') {
            for (let i = 0; i < n && model.length > 0; i++) take();
          } else {
            heap.forEach((timer, when, place) => (timer.seq = place % n === 0 ? -1 : place));
            heap.dropDead();
            model = model.filter((entry) => entry.seq % n !== 0);
          }
          expect(heap.length).toBe(model.length);
        });
        while (model.length > 0) take();
        expect(taken).toEqual(expected);
        expect(heap.length).toBe(0);
      }),
    );
  });
});
