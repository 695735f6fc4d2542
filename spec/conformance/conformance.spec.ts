import { basename } from 'node:path';
import { CORPUS } from './corpus';
import { describeDivergence, judge } from './report';

// Many programs end in a deadlock, and an Async twin is sure of one only after a grace period of real time.
jest.setTimeout(120_000);

describe.each(['generators', 'async functions'] as const)('with %s, the loop does what CPython does', (mode) => {
  it.each(CORPUS.map((file) => ({ name: basename(file.programs), file })))(
    'in every program of $name',
    async ({ file }) => {
      const divergences: string[] = [];
      let programs = 0;
      for await (const verdict of judge(file, mode)) {
        programs++;
        if (verdict.difference !== undefined) divergences.push(describeDivergence(verdict));
      }
      expect(divergences.slice(0, 5).join('\n')).toBe('');
      expect(programs).toBeGreaterThanOrEqual(100);
    },
  );
});
