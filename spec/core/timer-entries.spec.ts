import { Entries, isBefore } from '../../lib/core/timer-entries';
import { makeTimer } from '../support/timers';

describe('Entries', () => {
  it('keep their rows while they grow: fourfold at first, twofold when they are many', () => {
    const entries = new Entries();
    const capacities = new Set<number>();
    for (let i = 0; i < 5000; i++) {
      entries.append(makeTimer(`${i}`), i / 2, -i);
      capacities.add(entries.capacity);
    }
    expect([...capacities]).toEqual([8, 32, 128, 512, 2048, 4096, 8192]);
    expect(rows(entries)).toEqual(Array.from({ length: 5000 }, (_, i) => [`${i}`, i / 2, -i]));
    expect([entries.whens.length, entries.seqs.length, entries.timers.length]).toEqual([8192, 8192, 8192]);
    expect(filled(1025, new Entries(1024)).capacity).toBe(2048);
  });

  it('have three columns of the same length, new, full and shortened', () => {
    const full = filled(8);
    const shortened = filled(8);
    shortened.truncate(3);
    for (const { whens, seqs, timers } of [new Entries(), full, shortened]) {
      expect([whens.length, seqs.length, timers.length]).toEqual([8, 8, 8]);
    }
  });

  it('move, and the last one is given away', () => {
    const entries = filled(3);
    entries.move(2, 0);
    expect(rows(entries)[0]).toEqual(['2', 20, 2]);
    expect(entries.removeLast().label()).toBe('2');
    expect([entries.length, entries.timers[2]]).toEqual([2, undefined]);
  });

  it('forget the first ones, and keep nothing of them alive', () => {
    const entries = filled(5);
    entries.dropFirst(2);
    expect(rows(entries)).toEqual([
      ['2', 20, 2],
      ['3', 30, 3],
      ['4', 40, 4],
    ]);
    expect(entries.timers.slice(3, 5)).toEqual([undefined, undefined]);
  });

  it('give room back when the last is gone, if it is more than a thousand rows', () => {
    const [small, big] = [filled(1024), filled(1025)];
    for (const entries of [small, big]) entries.truncate(1);
    expect([small.capacity, big.capacity]).toEqual([2048, 2048]);
    const exact = new Entries(1024);
    for (const entries of [big, exact]) entries.truncate(0);
    expect([big.capacity, exact.capacity]).toEqual([8, 1024]);
    expect(big.timers.every((timer) => timer === undefined)).toBe(true);
  });

  it('forget tombstones, and leave the others in their order', () => {
    const entries = filled(5);
    entries.timers[1]!.seq = -1;
    entries.timers[2]!.seq = 7;
    entries.dropDead();
    expect(rows(entries)).toEqual([
      ['0', 0, 0],
      ['3', 30, 3],
      ['4', 40, 4],
    ]);
    expect(entries.timers.slice(3, 5)).toEqual([undefined, undefined]);
  });

  it('are visited in the order in which they lie', () => {
    const seen: unknown[] = [];
    filled(2).forEach((timer, when, seq) => seen.push([timer.label(), when, seq]));
    expect(seen).toEqual([
      ['0', 0, 0],
      ['1', 10, 1],
    ]);
  });
});

describe('isBefore', () => {
  it('goes by time, then by number', () => {
    expect(isBefore(1, 9, 2, 0)).toBe(true);
    expect(isBefore(2, 0, 1, 9)).toBe(false);
    expect(isBefore(1, 0, 1, 1)).toBe(true);
    expect(isBefore(1, 1, 1, 1)).toBe(false);
    expect(isBefore(1, 2, 1, 1)).toBe(false);
  });
});

/** Timers named 0, 1, 2 … due every 10 ms. */
function filled(count: number, entries = new Entries()): Entries {
  for (let i = 0; i < count; i++) {
    const timer = makeTimer(`${i}`);
    timer.seq = i;
    entries.append(timer, 10 * i, i);
  }
  return entries;
}

function rows(entries: Entries): unknown[] {
  return Array.from({ length: entries.length }, (_, i) => [
    entries.timers[i]!.label(),
    entries.whens[i],
    entries.seqs[i],
  ]);
}
