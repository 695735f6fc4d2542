import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InstalledLibrary } from '../support/installed-library';

const MINUTE = 60_000;

/**
 * Programs in the style of the examples of libraries that know nothing of tickless, with the unit of time in which each reckons. What they print lies beside them: as recorded from
 * `UNIT_MS=30 node express.mjs` and so on, on real time; of those that follow the calendar, as the calendar has it.
 */
const PROGRAMS: Record<string, number> = {
  bottleneck: MINUTE,
  croner: MINUTE,
  // Its client gives up on its own account after five minutes.
  express: MINUTE / 6,
  fastify: MINUTE,
  'node-cron': MINUTE,
  'p-queue': MINUTE,
  rxjs: MINUTE,
};

describe('a program on virtual time prints what it prints on real time', () => {
  const library = new InstalledLibrary();
  afterAll(() => library.remove());

  it.each(Object.entries(PROGRAMS))('%s', async (program, unitMs) => {
    const path = resolve(__dirname, 'programs', `${program}.mjs`);
    const env = { UNIT_MS: String(unitMs), TICKLESS_REPORT: '1' };
    const { stderr, ...outcome } = await library.node(['--import', 'tickless/register', path], env);
    const expected = readFileSync(path.replace(/mjs$/, 'txt'), 'utf8');
    expect(outcome).toEqual({ stdout: expected, status: 0, signal: null });

    const report = /^tickless: (\d+) ms of virtual time in (\d+) ms of real time\n$/;
    expect(stderr).toMatch(report);
    const [virtualMs, realMs] = report.exec(stderr)!.slice(1).map(Number) as [number, number];
    expect(virtualMs).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(realMs).toBeLessThan(virtualMs / 10);
  });
});
