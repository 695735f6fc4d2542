import { resolve } from 'node:path';
import { InstalledLibrary } from '../support/installed-library';

const MINUTE = 60_000;

/**
 * Programs in the style of the examples of libraries that know nothing of tickless. They reckon in units of time: natively a few milliseconds, under `tickless/register` long ones. Those
 * that follow the calendar cannot be quick, so what they print is known.
 */
const SCALED: Record<string, number> = {
  'p-queue': MINUTE,
  rxjs: MINUTE,
  bottleneck: MINUTE,
  // Its client gives up on its own account after five minutes.
  express: MINUTE / 6,
  fastify: MINUTE,
};
const BY_CALENDAR: Record<string, string[]> = {
  croner: ['stopped true', '24 turns, one each full hour', 'in 36 hours false'],
  'node-cron': [...[1, 2, 3, 4, 5, 6, 7].map((n) => `backup ${n} at 02:30`), 'hours apart: 24 24 24 24 24 24'],
};
const NATIVE_UNIT_MS = 20;

const library = new InstalledLibrary();
afterAll(() => library.remove());

const path = (program: string) => resolve(__dirname, 'programs', `${program}.mjs`);

async function onVirtualTime(program: string, unitMs: number) {
  const env = { UNIT_MS: String(unitMs), TICKLESS_REPORT: '1' };
  const { stdout, stderr, ...end } = await library.node(['--import', 'tickless/register', path(program)], env);
  const [, virtual, real] = /^tickless: (\d+) ms of virtual time in (\d+) ms of real time\n$/.exec(stderr) ?? [stderr];
  return { stdout, ...end, virtualMs: Number(virtual), realMs: Number(real) };
}

describe('a program on virtual time', () => {
  it.each(Object.entries(SCALED))('prints what it prints natively: %s', async (program, unitMs) => {
    const native = await library.node([path(program)], { UNIT_MS: String(NATIVE_UNIT_MS) });
    expect(native).toMatchObject({ status: 0, stderr: '' });
    const { virtualMs, realMs, ...outcome } = await onVirtualTime(program, unitMs);
    expect(outcome).toEqual({ stdout: native.stdout, status: 0, signal: null });
    expect(virtualMs).toBeGreaterThan(10 * unitMs);
    expect(realMs).toBeLessThan(virtualMs);
  });

  it.each(Object.entries(BY_CALENDAR))('follows the calendar: %s', async (program, lines) => {
    const { virtualMs, realMs, ...outcome } = await onVirtualTime(program, MINUTE);
    expect(outcome).toEqual({ stdout: lines.map((line) => `${line}\n`).join(''), status: 0, signal: null });
    expect(virtualMs).toBeGreaterThan(24 * 60 * MINUTE);
    expect(realMs).toBeLessThan(virtualMs / 1_000);
  });
});
