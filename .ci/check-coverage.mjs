/**
 * Judges what `jest --coverage` measured, folder by folder. In CI the one run of the tests measures, and this is a check of its own.
 *
 * `host/` has more that one run of Jest cannot reach: hosts and versions of Node that are not the one it runs on.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const AT_LEAST = {
  core: { lines: 95, branches: 95 },
  loop: { lines: 95, branches: 95 },
  'fake-timers': { lines: 95, branches: 95 },
  host: { lines: 95, branches: 90 },
  integrations: { lines: 95, branches: 95 },
};

/** What whole programs run on: the specs have them in processes of their own, where nothing is measured. (`vitest.mts` can only be loaded by Vitest.) */
const NOT_MEASURED = ['fake-timers/program.ts', 'integrations/register.ts'];

const lib = resolve(import.meta.dirname, '../lib');
const files = JSON.parse(readFileSync(resolve(lib, '../build/coverage/coverage-summary.json'), 'utf8'));

for (const [folder, atLeast] of Object.entries(AT_LEAST)) {
  for (const what of ['lines', 'branches']) {
    const parts = Object.keys(files).filter(
      (file) => file.startsWith(`${lib}/${folder}/`) && !NOT_MEASURED.includes(file.slice(lib.length + 1)),
    );
    const covered = parts.reduce((sum, file) => sum + files[file][what].covered, 0);
    const total = parts.reduce((sum, file) => sum + files[file][what].total, 0);
    const percent = (100 * covered) / total;
    const bar = atLeast[what];
    console.log(
      `${folder}: ${what} ${percent.toFixed(1)} % (${covered} of ${total})${bar ? `, at least ${bar} %` : ''}`,
    );
    if (bar && !(percent >= bar)) process.exitCode = 1;
  }
}
