import { counted, countSchedules } from '../../bench/bugs/dfs-counts';
import { falseAlarm, hunt, summarize } from '../../bench/bugs/measure';
import { runsOfFastCheck } from '../../bench/bugs/peer';
import { programs } from '../../bench/bugs/programs';

/** The bug benchmark in small: few seeds, and few runs of the fixed versions. `npm run bench:bugs` makes all of it. */
const SEEDS = [0, 1];
const ALARMS = 60;
/** Marks are means over many seeds; here it is enough that each bug can be found. */
const PATIENCE = 2_000;

const withBug = programs.flatMap(({ buggy, ...program }) => (buggy === undefined ? [] : [{ ...program, buggy }]));

describe('the default strategy', () => {
  it.each(withBug)('finds: $name, and each token replays', async ({ buggy }) => {
    for (const seed of SEEDS) {
      const { runs, token } = await hunt(buggy, seed, PATIENCE);
      expect(runs).toBeLessThanOrEqual(PATIENCE);
      expect(token).toMatch(/^v1\./);
    }
  });

  it.each(programs)('finds nothing in the fixed version: $name', async (program) => {
    expect(await falseAlarm(program, ALARMS)).toBeUndefined();
  });
});

describe('depth-first search', () => {
  it.each(counted)('makes each schedule once: $name, $schedules', async (program) => {
    expect(await countSchedules(program)).toEqual({ made: program.schedules, exact: true });
  });
});

describe('what the benchmark compares with', () => {
  it('finds the lost update, and nothing in the fixed version', async () => {
    const { buggy, fixed } = programs[0]!;
    expect(await runsOfFastCheck(buggy!, 1, 100)).toBeLessThan(20);
    expect(await runsOfFastCheck(fixed, 1, 100)).toBeUndefined();
  });

  it('counts what was not found with all the runs that were made', () => {
    expect(summarize([1, 2, undefined], 9)).toEqual({ mean: 4, worst: 9, missed: 1 });
  });
});
