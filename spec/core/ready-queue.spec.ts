import fc from 'fast-check';
import { ReadyQueue } from '../../lib/core/ready-queue';
import { makeTimer } from '../support/timers';
import { check, longArray } from '../support/properties';

describe('ReadyQueue', () => {
  it('is first in, first out', () => {
    const queue = new ReadyQueue();
    const [a, b] = [makeTimer('a'), makeTimer('b')];
    queue.push(a);
    queue.push(b);
    expect(queue.length).toBe(2);
    expect(queue.at(1)).toBe(b);
    expect([queue.shift(), queue.shift()]).toEqual([a, b]);
    expect(queue.length).toBe(0);
  });

  it('brings a later entry to the front and leaves the others in their order', () => {
    const queue = new ReadyQueue();
    for (const name of 'abcd') queue.push(makeTimer(name));
    queue.bringToFront(2);
    expect([0, 1, 2, 3].map(() => queue.shift().label())).toEqual(['c', 'a', 'b', 'd']);
  });

  it('keeps nothing alive that was taken out', () => {
    const queue = new ReadyQueue();
    for (let i = 0; i < 100; i++) queue.push(makeTimer(`${i}`));
    for (let i = 0; i < 100; i++) queue.shift();
    const { slots } = queue as unknown as { slots: unknown[] };
    expect(slots.every((slot) => slot === undefined)).toBe(true);
  });

  it('agrees with an array, whatever is done to it (property)', () => {
    const command = fc.oneof(
      fc.record({ do: fc.constant('push' as const), n: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('shift' as const), n: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('bringToFront' as const), n: fc.nat() }),
      fc.record({ do: fc.constant('filter' as const), n: fc.integer({ min: 2, max: 9 }) }),
      fc.record({ do: fc.constant('dropCancelled' as const), n: fc.integer({ min: 2, max: 9 }) }),
      fc.record({ do: fc.constant('take' as const), n: fc.nat() }),
    );
    check(
      fc.property(longArray(command, 60), (commands) => {
        const queue = new ReadyQueue();
        const model: string[] = [];
        let made = 0;
        for (const { do: what, n } of commands) {
          if (what === 'push') {
            for (let i = 0; i < n; i++) {
              queue.push(makeTimer(`${made}`));
              model.push(`${made++}`);
            }
          } else if (what === 'shift') {
            for (let i = 0; i < n && model.length > 0; i++) expect(queue.shift().label()).toBe(model.shift());
          } else if (what === 'bringToFront' && model.length > 0) {
            queue.bringToFront(n % model.length);
            model.unshift(...model.splice(n % model.length, 1));
          } else if (what === 'take' && model.length > 0) {
            expect(queue.take(n % model.length).label()).toBe(model.splice(n % model.length, 1)[0]);
          } else if (what === 'dropCancelled') {
            // Those of the first half whose number n divides.
            const half = model.length >> 1;
            for (let i = 0; i < model.length; i++) {
              const entry = queue.at(i);
              entry.isCancelled = () => Number(entry.label()) % n === 0;
            }
            const kept = model.filter((label, i) => i >= half || Number(label) % n !== 0);
            expect(queue.dropCancelled(half)).toBe(model.length - kept.length);
            model.splice(0, model.length, ...kept);
          } else if (what === 'filter') {
            const kept = model.filter((label) => Number(label) % n !== 0);
            expect(queue.filter((entry) => Number(entry.label()) % n !== 0)).toBe(model.length - kept.length);
            model.splice(0, model.length, ...kept);
          }
          expect(Array.from({ length: queue.length }, (_, i) => queue.at(i).label())).toEqual(model);
        }
      }),
    );
  });
});
