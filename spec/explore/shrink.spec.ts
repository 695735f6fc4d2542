import fc from 'fast-check';
import { explore } from '../../lib/index';
import { follow } from '../../lib/explore/kept';
import type { RunRecord } from '../../lib/explore/record';
import { shrink } from '../../lib/explore/shrink';
import { checkAsync } from '../support/properties';
import { latency, play } from './shrink-model';

const tasks = (count: number, n = 5) => Array.from({ length: count }, (_, i) => latency(`task ${i}`, n));
const chosen = (record: RunRecord) => record.decisions.map(({ choice }) => choice);

/** Shrinks the run that is decided by `first`. */
async function shrunk(
  first: readonly number[],
  verdict: (choices: readonly number[]) => Error | undefined,
  budget?: number,
) {
  const questions = tasks(first.length);
  const failing = play(questions, ({ owner }) => first[Number(owner.slice(5))]!, verdict);
  const runs: number[][] = [];
  const result = await shrink(
    failing,
    async (decide) => {
      const record = play(questions, decide, verdict);
      runs.push(chosen(record));
      return record;
    },
    budget,
  );
  return { ...result, tried: runs };
}

describe('shrinking', () => {
  it('sets to 0 whatever the failure does not need', async () => {
    const { record, from, to, eachMatters } = await shrunk(Array<number>(20).fill(3), (choices) =>
      choices[4]! > 0 && choices[11]! > 0 ? new Error('late') : undefined,
    );
    expect(chosen(record).flatMap((choice, i) => (choice > 0 ? [i] : []))).toEqual([4, 11]);
    expect([from, to, eachMatters]).toEqual([20, 2, true]);
  });

  it('makes the choices that are left as small as they can be', async () => {
    const { record } = await shrunk([4, 4, 4], (choices) => (choices[1]! >= 3 ? new Error('late') : undefined));
    expect(chosen(record)).toEqual([0, 3, 0]);
  });

  it('does so for the largest choices there can be', async () => {
    const least = 3e9;
    const { failure } = await explore.report(
      (sim) => {
        if (sim.pick('size', 2 ** 32) >= least) throw new Error('too large');
      },
      { seed: 1 },
    );
    expect(failure!.decisions.map(({ choice }) => choice)).toEqual([least]);
  });

  it('finds that a test fails in the plain order, too, in one run', async () => {
    const { record, runs, to } = await shrunk([1, 2, 3], () => new Error('always'));
    expect([chosen(record), runs, to]).toEqual([[0, 0, 0], 1, 0]);
  });

  it('does not mistake one failure for another', async () => {
    const { record } = await shrunk([1, 1, 1], (choices) => {
      if (choices[0]! > 0 && choices[2]! > 0) return new Error('the one');
      return choices[2]! > 0 ? new Error('another') : undefined;
    });
    expect(chosen(record)).toEqual([1, 0, 1]);
    expect((record.error as Error).message).toBe('the one');
  });

  it('takes a failure for the same at another time, which a deadlock tells', async () => {
    const { record } = await shrunk([4, 4], (choices) =>
      choices[1]! > 0 ? new Error(`nothing is ready at ${choices[0]! * 1.5} ms`) : undefined,
    );
    expect(chosen(record)).toEqual([0, 1]);
    expect((record.error as Error).message).toBe('nothing is ready at 0 ms');
  });

  it('tells whether the test passes without any one of them, or only fails differently', async () => {
    const { to, eachMatters } = await shrunk([1, 1], (choices) => {
      if (choices[0]! > 0 && choices[1]! > 0) return new TypeError('both');
      return choices[0]! > 0 ? new Error('one') : undefined;
    });
    expect([to, eachMatters]).toEqual([2, false]);
  });

  it('keeps the best that was found when the budget is spent', async () => {
    const { record, runs, eachMatters, tried } = await shrunk(
      Array<number>(64).fill(1),
      (choices) => (choices.filter((choice) => choice > 0).length >= 20 ? new Error('many') : undefined),
      9,
    );
    const left = chosen(record).filter((choice) => choice > 0).length;
    expect([runs, tried.length, eachMatters]).toEqual([9, 9, false]);
    expect(left).toBeLessThan(64);
    expect(left).toBeGreaterThanOrEqual(20);
  });

  it('leaves exactly what is needed, whatever that is, and each run is a new one (property)', async () => {
    const needed = fc.uniqueArray(fc.nat(39), { maxLength: 5 });
    const first = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 40, maxLength: 40, size: 'max' });
    await checkAsync(
      fc.asyncProperty(needed, first, async (needed, first) => {
        const verdict = (choices: readonly number[]) =>
          needed.every((i) => choices[i]! > 0) ? new Error('needed') : undefined;
        const { record, to, runs, tried } = await shrunk(first, verdict);
        const left = chosen(record).flatMap((choice, i) => (choice > 0 ? [i] : []));
        expect(left).toEqual([...needed].sort((a, b) => a - b));
        expect(chosen(record).every((choice) => choice <= 1)).toBe(true);
        expect([to, runs]).toEqual([needed.length, tried.length]);
        expect(new Set(tried.map(String)).size).toBe(tried.length);
      }),
    );
  });
});

describe('following decisions that were kept', () => {
  it('finds what was chosen by what it is, not by its number', () => {
    const options = ['A', 'B', 'C'].map((owner) => ({ owner, step: 0, label: 'start' }));
    const question = { kind: 'order', owner: 'A', step: 0, label: 'start', options } as const;
    const record = play(
      [question],
      () => 2,
      () => undefined,
    );
    const fewer = { ...question, options: [options[0]!, options[2]!] };
    expect(chosen(play([fewer], follow(record.decisions), () => undefined))).toEqual([1]);
    const without = { ...question, options: [options[0]!, options[1]!] };
    expect(chosen(play([without], follow(record.decisions), () => undefined))).toEqual([0]);
  });
});
