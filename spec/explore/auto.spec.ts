import { Random } from '../../lib/core/random';
import { explore, runOnce } from '../../lib/explore/explore';
import { auto } from '../../lib/explore/strategies/auto';
import type { Sim } from '../../lib/explore/sim';

describe('the default strategy', () => {
  it('takes turns, and has one thing late while there is any before it walks at random', async () => {
    const threeTasks = async (sim: Sim): Promise<void> => {
      for (const name of ['A', 'B', 'C']) void sim.spawn(name, () => undefined);
    };
    const plain = await runOnce(threeTasks, { seed: 0 }, () => 0);
    const names = Array.from({ length: 20 }, (_, i) => auto(i + 2, plain)[0]);
    const turns = (third: string): string[] => ['newest', 'pos', third, 'urw'];
    expect(names).toEqual([...['late', 'late', 'late', 'late'].flatMap(turns), ...turns('random')]);
  });

  it('has tasks start one by one in half of the runs that are left to chance', async () => {
    let apart = 0;
    const body = async (sim: Sim): Promise<void> => {
      const step = sim.boundary('step', () => undefined);
      let started = 0;
      const start = (): void => {
        started++;
      };
      void sim.spawn('first', async () => {
        start();
        await step();
        if (started === 1) apart++;
      });
      for (let i = 0; i < 30; i++) void sim.spawn(`task ${i}`, start);
    };
    const plain = await runOnce(body, { seed: 0 }, () => 0);
    apart = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { decide } = auto(3, plain)[1]({ random: new Random(seed), first: plain })!;
      let taken = 0;
      // The first task has to be the first that starts.
      await runOnce(body, { seed: 0 }, (point) => (taken++ === 0 ? 0 : decide(point)));
    }
    // A half of the half of runs; in the others it is one of 31.
    expect(apart).toBeGreaterThan(30);
    expect(apart).toBeLessThan(80);
  });

  it('finds a task that must not be slow in nine runs at most, where a random walk would need thousands', async () => {
    for (let seed = 0; seed < 10; seed++) {
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
        { seed, shrink: false },
      );
      expect(failed).toBe(true);
      expect(runs).toBeLessThanOrEqual(9);
    }
  });
});
