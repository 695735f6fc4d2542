import { Random } from '../../lib/core/random';
import { checkRunOptions } from '../../lib/explore/options';
import type { Sim } from '../../lib/explore/sim';
import { fifo } from '../../lib/explore/strategies/fifo';
import type { Strategy } from '../../lib/explore/strategist';
import { World } from '../../lib/explore/world';
import { explore, type ExploreOptions } from '../../lib/index';

/** What a program says, in one run. */
export type Program = (sim: Sim, say: (word: string) => void) => unknown;

/** Everything that a program can say, under every schedule there is: each word list once, in alphabetical order. */
export async function everyOutcome(program: Program, options: ExploreOptions = {}): Promise<string[]> {
  const outcomes = new Set<string>();
  const report = await explore.report(
    async (sim) => {
      const words: string[] = [];
      await program(sim, (word) => words.push(word));
      outcomes.add(words.join(' '));
    },
    { strategy: 'dfs', runs: 100_000, seed: 1, ...options },
  );
  if (report.failed) throw report.error;
  if (!report.complete) throw new Error('too many schedules for this helper');
  return [...outcomes].sort();
}

/** What a program says in each of so many runs under a strategy. */
export async function sample(program: Program, strategy: Strategy, runs: number): Promise<string[]> {
  const said: string[] = [];
  const body = async (sim: Sim): Promise<void> => {
    const words: string[] = [];
    await program(sim, (word) => words.push(word));
    said.push(words.join(' '));
  };
  const world = new World(body, checkRunOptions({ seed: 1 }));
  const job = { strategy: 'sampled', detailed: false };
  try {
    const first = await world.run({ ...job, strategist: fifo(), run: 1 });
    if (first.failed) throw first.error;
    said.length = 0;
    let run = 0;
    await world.runAll((last) => {
      if (last?.failed === true) throw last.error;
      if (run === runs) return undefined;
      run++;
      return { ...job, strategist: strategy({ random: new Random(run), first })!, run };
    });
  } finally {
    world.close();
  }
  return said;
}

/** A program of independent tasks: each says its letter at each of so many steps. */
export function tasks(steps: Readonly<Record<string, number>>): Program {
  return async (sim, say) => {
    const reply = sim.boundary('reply', () => undefined);
    const all = Object.entries(steps).map(([name, count]) =>
      sim.spawn(name, async () => {
        say(name);
        for (let i = 1; i < count; i++) {
          await reply();
          say(name);
        }
      }),
    );
    await Promise.all(all);
  };
}

/** In how many of `runs` something is true. */
export function share<T>(runs: readonly T[], isTrue: (run: T) => boolean): number {
  return runs.filter(isTrue).length / runs.length;
}
