import { explore, type Sim } from 'tickless';

/** Programs of which one can say how many schedules there are. */
interface Counted {
  readonly name: string;
  readonly schedules: number;
  readonly body: (sim: Sim) => Promise<void>;
}

/** Tasks that make so many calls each, one after the other. A task with n calls has n + 1 steps, and their interleavings are counted by the multinomial coefficient. */
function tasks(...calls: readonly number[]): Counted {
  const steps = calls.map((count) => count + 1);
  const total = steps.reduce((sum, count) => sum + count, 0);
  return {
    name: `tasks of ${steps.join(', ')} steps`,
    schedules: steps.reduce((product, count) => product / factorial(count), factorial(total)),
    async body(sim) {
      const step = sim.boundary('step', () => undefined);
      await Promise.all(
        calls.map((count, i) =>
          sim.spawn(`task ${i + 1}`, async () => {
            for (let n = 0; n < count; n++) await step();
          }),
        ),
      );
    },
  };
}

/** A value of so many is picked, again and again. */
function picks(...options: readonly number[]): Counted {
  return {
    name: `picks of ${options.join(', ')} values`,
    schedules: options.reduce((product, count) => product * count, 1),
    async body(sim) {
      options.forEach((count, i) => sim.pick(`pick ${i}`, count));
    },
  };
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

export const counted: readonly Counted[] = [
  tasks(1, 1),
  tasks(2, 2),
  tasks(4, 1),
  tasks(0, 0, 0, 0),
  tasks(1, 1, 1),
  picks(2, 3, 4),
];

/** How many schedules depth-first search makes, and whether it says that these are all; each must be different from all others. */
export async function countSchedules({ body, schedules }: Counted): Promise<{ made: number; exact: boolean }> {
  const { runs, distinct, complete } = await explore.report(body, {
    strategy: 'dfs',
    runs: 2 * schedules + 10,
    seed: 0,
  });
  return { made: runs, exact: complete && runs === schedules && distinct === schedules };
}
