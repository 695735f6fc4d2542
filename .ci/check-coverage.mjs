/** Judges what `jest --coverage` measured. In CI the one run of the tests measures, and this is a check of its own. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const AT_LEAST = { lines: 95, branches: 95 };

const summary = resolve(import.meta.dirname, '../build/coverage/coverage-summary.json');
const { total } = JSON.parse(readFileSync(summary, 'utf8'));
for (const [what, percent] of Object.entries(AT_LEAST)) {
  const { pct, covered, total: all } = total[what];
  console.log(`${what}: ${pct} % (${covered} of ${all}; at least ${percent} %)`);
  if (!(pct >= percent)) process.exitCode = 1;
}
