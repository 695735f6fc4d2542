import { explore, runOnce } from '../../lib/explore/explore';
import { auto } from '../../lib/explore/strategies/auto';
import { late } from '../../lib/explore/strategies/late';
import type { Sim } from '../../lib/explore/sim';

const starts = async (sim: Sim): Promise<void> => {
  for (const name of ['A', 'B', 'C']) void sim.spawn(name, () => sim.note(name));
};
const first = () => runOnce(starts, { seed: 0 }, () => 0);

/** The order of the tasks in each run, until there are no more. */
async function orders(): Promise<string[]> {
  const plain = await first();
  const found: string[] = [];
  for (let turn = 0; ; turn++) {
    const strategist = late(plain, turn);
    if (strategist === undefined) return found;
    const { events } = await runOnce(starts, { seed: 0 }, strategist.decide);
    found.push(events.flatMap(({ kind, label }) => (kind === 'note' ? [label] : [])).join(''));
  }
}

describe('one thing that is late', () => {
  it('gives way once, then always; then it is the next one that does', async () => {
    expect(await orders()).toEqual(['BAC', 'BCA', 'ACB', 'ACB']);
  });

  it('is given up where the plain order has very many decisions', async () => {
    const body = async (sim: Sim): Promise<void> => {
      for (let i = 0; i < 60; i++) void sim.spawn(`task ${i}`, () => undefined);
    };
    expect(late(await runOnce(body, { seed: 0 }, () => 0), 0)).toBeUndefined();
  });

  it('has every third run of the default strategy, and chance has the others', async () => {
    const plain = await first();
    const names = Array.from({ length: 13 }, (_, i) => auto(i + 2, plain)[0]);
    expect(names.filter((_, i) => i % 3 === 0)).toEqual(['late', 'late', 'late', 'late', 'urw']);
    expect(names.filter((_, i) => i % 3 !== 0)).not.toContain('late');
  });

  it('finds a task that must not be slow in the fifth run, where a random walk would need thousands', async () => {
    const { failed, runs } = await explore.report(
      async (sim) => {
        const step = sim.boundary('step', () => undefined);
        let alive = false;
        void sim.spawn('heart', async () => {
          await step();
          alive = true;
        });
        await sim.spawn('stream', async () => {
          for (let i = 0; i < 25; i++) await step();
          if (!alive) throw new Error('starved');
        });
      },
      { seed: 1, shrink: false },
    );
    expect([failed, runs]).toEqual([true, 5]);
  });
});
