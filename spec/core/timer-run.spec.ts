import type { Timer } from '../../lib/core/runnable';
import { Entries } from '../../lib/core/timer-entries';
import { TimerRun } from '../../lib/core/timer-run';
import { makeTimer } from '../support/timers';

describe('TimerRun', () => {
  it('is joined by what comes after all that it holds, by time and then by number', () => {
    const run = new TimerRun();
    expect(run.isBehind(-1, -1)).toBe(true);
    run.append(makeTimer('first'), 10, 5);
    run.append(makeTimer('last'), 20, 4);
    expect([run.isBehind(21, 0), run.isBehind(20, 5)]).toEqual([true, true]);
    expect([run.isBehind(20, 3), run.isBehind(19, 9)]).toEqual([false, false]);
    run.takeFirst();
    run.takeFirst();
    expect(run.isBehind(-1, -1)).toBe(true);
  });

  it('orders what it takes over, and is joined by more, whether there is room or not', () => {
    for (const capacity of [3, 4, 8]) {
      const run = new TimerRun();
      run.sort(entriesAt([30, 10, 20], capacity));
      expect([run.isBehind(30, 1), run.isBehind(30, -1)]).toEqual([true, false]);
      run.append(makeTimer('3'), 40, 3);
      run.append(makeTimer('4'), 40, 4);
      expect([run.length, run.firstTime, run.firstSeq]).toEqual([5, 10, 1]);
      expect(takeAll(run)).toEqual(['1 at 10', '2 at 20', '0 at 30', '3 at 40', '4 at 40']);
    }
  });

  it('forgets tombstones, and what is left keeps its order', () => {
    const run = new TimerRun();
    const entries = entriesAt([30, 10, 20, 40]);
    entries.timers[2]!.seq = -1;
    run.sort(entries);
    run.dropDead();
    expect(takeAll(run)).toEqual(['1 at 10', '0 at 30', '3 at 40']);
  });

  describe('hands its room back', () => {
    it('when it takes other entries over, with nothing left in it', () => {
      const run = new TimerRun();
      const first = entriesAt([20, 10]);
      run.sort(first);
      takeAll(run);
      expect(run.sort(entriesAt([40, 30]))).toBe(first);
      expect([first.length, ...first.timers]).toEqual([0, ...Array<undefined>(8).fill(undefined)]);
      expect(takeAll(run)).toEqual(['1 at 30', '0 at 40']);
    });

    it('which it has not left as long as there was some', () => {
      const run = new TimerRun();
      const roomy = entriesAt([20, 10], 16);
      run.sort(roomy);
      for (let seq = 2; seq < 16; seq++) run.append(makeTimer(`${seq}`), 30, seq);
      takeAll(run);
      expect(run.sort(new Entries())).toBe(roomy);
    });

    it.each([
      ['half is spent, whose place the others take', 4, 8],
      ['less is spent, and the room grows', 3, 32],
    ])('after it was full when %s', (what, spent, capacity) => {
      const run = new TimerRun();
      const entries = new Entries();
      run.sort(entries);
      run.clear();
      for (let seq = 0; seq < 8; seq++) run.append(makeTimer(`${seq}`), seq, seq);
      for (let i = 0; i < spent; i++) run.takeFirst();
      run.append(makeTimer('8'), 8, 8);
      expect(takeAll(run)).toEqual(Array.from({ length: 9 - spent }, (_, i) => `${spent + i} at ${spent + i}`));
      expect(run.sort(new Entries())).toBe(entries);
      expect(entries.capacity).toBe(capacity);
    });
  });

  describe('touches timers ahead of time', () => {
    it('among many: the next sixteen together, each of them once', () => {
      const { run, touched } = watched(5_000);
      const after: number[][] = [];
      for (let taken = 1; taken <= 48; taken++) {
        run.takeFirst();
        if (touched.length > 0) after.push([taken, ...touched.splice(0)]);
      }
      const sixteenFrom = (first: number): number[] => Array.from({ length: 16 }, (_, i) => first + i);
      expect(after).toEqual([16, 32, 48].map((taken) => [taken, ...sixteenFrom(taken)]));
    });

    it('up to the last one', () => {
      const { run, touched } = watched(4_100);
      while (run.length > 0) run.takeFirst();
      expect(touched).toEqual(Array.from({ length: 4_100 - 16 }, (_, i) => 16 + i));
    });

    it.each([
      [4_095, 0],
      [4_096, 16],
    ])('but only where there were 4096 together: of %d, once 16 are taken, %d', (count, expected) => {
      const { run, touched } = watched(count);
      for (let i = 0; i < 16; i++) run.takeFirst();
      expect(touched).toHaveLength(expected);
    });
  });
});

/** Timers named 0, 1, 2 … due at these times, as they came. */
function entriesAt(whens: readonly number[], capacity = 8): Entries {
  const entries = new Entries(capacity);
  whens.forEach((when, seq) => {
    const timer = makeTimer(`${seq}`);
    timer.seq = seq;
    entries.append(timer, when, seq);
  });
  return entries;
}

/** A run of so many timers that were created in another order than they fire in, and which of them, in the order of firing, were looked at since. */
function watched(count: number): { run: TimerRun; touched: number[] } {
  const touched: number[] = [];
  const entries = new Entries();
  for (let seq = 0; seq < count; seq++) {
    const when = count - 1 - seq;
    const timer: Timer = Object.defineProperty(makeTimer(`${seq}`), 'seq', {
      get: () => (touched.push(when), seq),
    });
    entries.append(timer, when, seq);
  }
  const run = new TimerRun();
  run.sort(entries);
  return { run, touched };
}

function takeAll(run: TimerRun): string[] {
  const taken: string[] = [];
  while (run.length > 0) {
    const { firstTime } = run;
    taken.push(`${run.takeFirst().label()} at ${firstTime}`);
  }
  return taken;
}
