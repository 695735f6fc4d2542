import { RECORDED, fixturesOf } from './fixtures';
import { generate, PROFILES } from './generator';
import { runOnModel } from './model';
import { compare, describeDivergence } from './replay';
import { runOnTickless } from './tickless';

describe('the model of host order', () => {
  it.each(RECORDED)('does what Node did in every program of %s', async (profile) => {
    const { programs, divergences } = await compare(profile, async (program) => (await runOnModel(program)).trace);
    expect(divergences.slice(0, 3).map(describeDivergence).join('\n')).toBe('');
    expect(programs).toBeGreaterThanOrEqual(200);
  });
});

describe('tickless in host order', () => {
  it.each(RECORDED)('does what Node did in every program of %s', async (profile) => {
    const { programs, divergences } = await compare(profile, runOnTickless);
    expect(divergences.slice(0, 3).map(describeDivergence).join('\n')).toBe('');
    expect(programs).toBeGreaterThanOrEqual(200);
  });
});

describe('the recorded programs', () => {
  const all = RECORDED.flatMap((profile) => fixturesOf(profile));

  it('are at least two thousand different ones', () => {
    expect(new Set(all.map(({ main }) => JSON.stringify(main))).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(2_000);
  });

  it('each say every line once, so that a trace tells what ran when', () => {
    const ambiguous = all.filter(({ trace }) => new Set(trace).size !== trace.length);
    expect(ambiguous.map(({ id }) => id)).toEqual([]);
  });

  // prettier-ignore
  it.each([
    'timeout', 'interval', 'immediate', 'tick', 'microtask', 'chain', 'async', 'clear', 'ref', 'unref', 'refresh', 'hasRef', 'await', 'each',
    'resolve', 'reject', 'abort', 'deadline', 'onAbort', 'sleep', 'wait', 'yield', 'timer', 'thenable', 'promise', 'call', 'all', 'race', 'allSettled',
  ])('use %s', (op) => {
    const programs = all.filter(({ main }) => JSON.stringify(main).includes(`["${op}",`) || JSON.stringify(main).includes(`["${op}"]`));
    expect(programs.length).toBeGreaterThanOrEqual(20);
  });
});

describe('the generator', () => {
  it.each(Object.keys(PROFILES))('writes the same %s program for the same seed', async (profile) => {
    expect(await generate(profile, 4)).toEqual(await generate(profile, 4));
  });
});
