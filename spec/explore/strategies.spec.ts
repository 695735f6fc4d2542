import { programs } from '../../bench/bugs/programs';
import { Random } from '../../lib/core/random';
import { dfs } from '../../lib/explore/strategies/dfs';
import { newest } from '../../lib/explore/strategies/newest';
import { pct, prioritized } from '../../lib/explore/strategies/pct';
import { pos } from '../../lib/explore/strategies/pos';
import { randomWalk } from '../../lib/explore/strategies/random';
import { staggered } from '../../lib/explore/strategies/staggered';
import { urw } from '../../lib/explore/strategies/urw';
import type { Strategy } from '../../lib/explore/strategist';
import { explore } from '../../lib/index';
import { everyOutcome, sample, share, tasks } from './schedules';

/** Each strategy against what its authors promise. Seeds are fixed, so none of this is left to luck. */

describe('dfs', () => {
  it.each([
    [{ a: 1, b: 1 }, 2],
    [{ a: 2, b: 2 }, 6],
    [{ a: 3, b: 3 }, 20],
    [{ a: 1, b: 5 }, 6],
    [{ a: 2, b: 2, c: 2 }, 90],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1 }, 120],
    [{ a: 4, b: 4 }, 70],
  ])('finds every interleaving of %p once: %i', async (steps, count) => {
    let runs = 0;
    const outcomes = await everyOutcome((sim, say) => {
      runs++;
      return tasks(steps)(sim, say);
    });
    expect(outcomes).toHaveLength(count);
    expect(runs).toBe(count);
  });

  it('goes through latencies, faults and picks as well', async () => {
    const outcomes = await everyOutcome(async (sim, say) => {
      const ask = sim.boundary('ask', () => 'yes', { latency: [1, 2], fail: new Error('down') });
      const which = sim.pick('which', ['x', 'y']);
      say(`${which} ${await ask().catch((error: unknown) => (error as Error).message)} ${sim.now}`);
    });
    expect(outcomes).toEqual([
      'x down 1',
      'x down 2',
      'x yes 1',
      'x yes 2',
      'y down 1',
      'y down 2',
      'y yes 1',
      'y yes 2',
    ]);
  });

  it('says when there is nothing left, and when it stopped before', async () => {
    const body = tasks({ a: 2, b: 2 });
    const all = await explore.report((sim) => body(sim, () => undefined), { strategy: 'dfs' });
    expect(all).toMatchObject({ failed: false, complete: true, runs: 6, distinct: 6 });
    const some = await explore.report((sim) => body(sim, () => undefined), { strategy: 'dfs', runs: 5 });
    expect(some).toMatchObject({ failed: false, complete: false, runs: 5, distinct: 5 });
  });

  it('begins with the boring schedule, and has it once', async () => {
    const said = await sample(tasks({ a: 2, b: 2 }), dfs(), 6);
    expect(said[0]).toBe('a b a b');
    expect(new Set(said).size).toBe(6);
  });
});

describe('urw', () => {
  it.each([
    [{ a: 3, b: 3 }, 20],
    [{ a: 2, b: 4 }, 15],
    [{ a: 1, b: 9 }, 10],
    [{ a: 2, b: 2, c: 2 }, 90],
  ])('draws the interleavings of %p uniformly', async (steps, count) => {
    const said = await sample(tasks(steps), urw, 50 * count);
    // A chi-square has a mean of count - 1 and a variance of twice that; four standard deviations above it is 1 in 10,000 or rarer.
    expect(chiSquare(said, count)).toBeLessThan(count - 1 + 4 * Math.sqrt(2 * (count - 1)));
  });
});

describe('random', () => {
  it('takes each of what may be next with the same probability, which is not uniform over interleavings', async () => {
    const said = await sample(tasks({ a: 2, b: 2 }), randomWalk, 4_000);
    expect(share(said, (words) => words.startsWith('a'))).toBeCloseTo(1 / 2, 1);
    expect(share(said, (words) => words === 'a a b b')).toBeCloseTo(1 / 4, 1);
    expect(share(said, (words) => words === 'a b a b')).toBeCloseTo(1 / 8, 1);
  });

  it('has a step wait for 8 others in one run of 256', async () => {
    const said = await sample(tasks({ a: 1, b: 8 }), randomWalk, 4_000);
    const rate = share(said, (words) => words.endsWith('a'));
    expect(rate).toBeGreaterThan(1 / 512);
    expect(rate).toBeLessThan(1 / 128);
  });
});

describe('pos', () => {
  it('has a step wait for m others in one run of m + 1', async () => {
    for (const m of [3, 8, 25]) {
      const said = await sample(tasks({ a: 1, b: m }), pos, 2_000);
      const rate = share(said, (words) => words.endsWith('a')) * (m + 1);
      expect(rate).toBeGreaterThan(0.75);
      expect(rate).toBeLessThan(1.25);
    }
  });

  it('draws the orders of steps that start together uniformly', async () => {
    const said = await sample(tasks({ a: 1, b: 1, c: 1, d: 1 }), pos, 2_400);
    expect(chiSquare(said, 24)).toBeLessThan(23 + 4 * Math.sqrt(46));
  });
});

/** With d - 1 changes in k steps of n tasks, an order of d events is found in 1 run of n * k^(d - 1), or more often. */
describe('pct', () => {
  const withDepth =
    (steps: number, depth: number): Strategy =>
    ({ random }) =>
      prioritized(random, steps, depth - 1);

  it('finds an order of one event, one task behind all of another, in 1 run of n', async () => {
    const said = await sample(tasks({ a: 1, b: 20 }), withDepth(21, 1), 1_000);
    expect(share(said, (words) => words.endsWith('a'))).toBeGreaterThan(0.45);
  });

  it.each([2, 3, 4])('still finds that at depth %i, because changes need not come true', async (depth) => {
    const steps = 21;
    const said = await sample(tasks({ a: 1, b: 20 }), withDepth(steps, depth), 2_000);
    // The step that is to be last must have the lowest priority from the beginning.
    expect(share(said, (words) => words.endsWith('a'))).toBeGreaterThan(1 / (2 * steps ** (depth - 1)));
  });

  it('finds an order of two events, one task as a whole between two steps of another, in 1 run of n k', async () => {
    const said = await sample(tasks({ a: 2, b: 5 }), withDepth(7, 2), 2_000);
    expect(share(said, (words) => words === 'a b b b b b a')).toBeGreaterThan(leastOf(said, 1 / (2 * 7)));
  });

  it('finds an order of three events, a1 < b1 < a2 < b2 with all other steps close, in 1 run of n k^2', async () => {
    const said = await sample(tasks({ a: 4, b: 4 }), withDepth(8, 3), 4_000);
    expect(share(said, (words) => words === 'a a b b a a b b')).toBeGreaterThan(leastOf(said, 1 / (2 * 8 ** 2)));
  });

  it.each([
    ['PCT figure 1a', 1],
    ['PCT figure 1b', 2],
    ['PCT figure 5', 1],
  ])("finds the bug of %s in the authors' paper, of depth %i, as often as they promise", async (name, depth) => {
    const { buggy } = programs.find((program) => program.name === name)!;
    let bound = 1;
    const said = await sample(
      (sim, say) =>
        buggy!(sim).then(
          () => say('passes'),
          () => say('fails'),
        ),
      ({ random, first }) => {
        const lengths = [...first!.lanes.values()];
        const steps = lengths.reduce((sum, length) => sum + length);
        bound = 1 / (lengths.length * steps ** (depth - 1));
        return prioritized(random, steps, depth - 1);
      },
      2_000,
    );
    expect(share(said, (words) => words === 'fails')).toBeGreaterThan(bound);
  });

  it('draws how many changes there are', async () => {
    const said = await sample(tasks({ a: 3, b: 3 }), pct, 500);
    const switches = said.map(
      (words) => words.split(' ').filter((word, i, all) => i > 0 && word !== all[i - 1]).length,
    );
    for (const count of [1, 2, 3, 4]) expect(switches).toContain(count);
  });
});

describe('newest', () => {
  it('goes backwards, but for what a coin has made late', async () => {
    const said = await sample(tasks({ a: 1, b: 1, c: 1 }), newest, 2_400);
    // The first is the newest that is not late, and c again if all are.
    expect(share(said, (words) => words.startsWith('c'))).toBeCloseTo(5 / 8, 1);
    expect(share(said, (words) => words.startsWith('b'))).toBeCloseTo(2 / 8, 1);
    expect(share(said, (words) => words.startsWith('a'))).toBeCloseTo(1 / 8, 1);
  });

  it.each([3, 8, 25])('has a step wait for %i others, older or newer, as often as for one', async (m) => {
    const older = await sample(tasks({ a: 1, b: m }), newest, 1_000);
    expect(share(older, (words) => words.endsWith('a'))).toBeGreaterThan(0.45);
    const newer = await sample(tasks({ a: m, b: 1 }), newest, 1_000);
    expect(share(newer, (words) => words.endsWith('b'))).toBeGreaterThan(0.2);
  });
});

describe('staggered', () => {
  const steps = { a: 3, b: 1, c: 1, d: 1, e: 1 };

  it('has a task go on for m steps before any other starts in one run of 2^m, however many others there are', async () => {
    const goesOn = (words: string): boolean => words.startsWith('a a a');
    expect(share(await sample(tasks(steps), randomWalk, 4_000), goesOn)).toBeLessThan(2 / 5 ** 3);
    const rate = share(await sample(tasks(steps), staggered(randomWalk), 4_000), goesOn) * 5 * 2 ** 2;
    expect(rate).toBeGreaterThan(0.75);
    expect(rate).toBeLessThan(1.25);
  });

  it('leaves the rest to the strategy, and tells it what happens', async () => {
    const happened: string[] = [];
    const asked = new Set<string>();
    const strategy: Strategy = () => ({
      decide: ({ kind }) => {
        asked.add(kind);
        return 0;
      },
      ran: (owner) => happened.push(owner),
    });
    await sample(
      async (sim) => {
        sim.pick('which', 2);
        await Promise.all(['a', 'b', 'c'].map((name) => sim.spawn(name, () => undefined)));
      },
      staggered(strategy),
      1,
    );
    expect([...asked]).toEqual(['pick', 'order']);
    expect(happened).toEqual(['a', 'b', 'c']);
  });

  it('is over when the strategy is', () => {
    expect(staggered(() => undefined)({ random: new Random(1), first: undefined })).toBeUndefined();
  });
});

/** The least share of a sample that a probability allows: these two orders have exactly the one that is promised, so a sample may have a few less. Three standard deviations. */
function leastOf(said: readonly string[], probability: number): number {
  return probability - 3 * Math.sqrt((probability * (1 - probability)) / said.length);
}

/** Pearson's statistic for so many outcomes that are to be equally likely. */
function chiSquare(said: readonly string[], count: number): number {
  const counts = new Map<string, number>();
  for (const words of said) counts.set(words, (counts.get(words) ?? 0) + 1);
  expect(counts.size).toBeLessThanOrEqual(count);
  const expected = said.length / count;
  let sum = (count - counts.size) * expected;
  for (const seen of counts.values()) sum += (seen - expected) ** 2 / expected;
  return sum;
}
