import { Random } from '../../lib/core/random';
import { runOnce } from '../../lib/explore/explore';
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
    const strategist = late(plain, turn)?.({ random: new Random(turn), first: plain });
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

  it('has its latencies, faults and picks drawn, as any other run', async () => {
    const body = async (sim: Sim): Promise<void> => {
      const ask = sim.boundary('ask', () => 'reply', { latency: [1, 9], fail: new Error('fault') });
      const asked = ask().catch(() => 'fault');
      sim.note(`${sim.pick('size', 9)} ${await asked} ${sim.now}`);
    };
    const plain = await first();
    const said = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const { decide } = late(plain, 0)!({ random: new Random(seed), first: plain })!;
      const { events } = await runOnce(body, { seed: 0 }, decide);
      said.add(events.find(({ kind }) => kind === 'note')!.label);
    }
    for (const [i, values] of [
      ['0', '8'],
      ['reply', 'fault'],
      ['1', '9'],
    ].entries())
      for (const value of values) expect([...said].map((words) => words.split(' ')[i])).toContain(value);
  });
});
