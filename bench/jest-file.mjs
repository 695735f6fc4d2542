/**
 * A Jest file of 1,000 small tests with fake timers, on Jest's own engine and on tickless/jest-environment: each in a process of its own, by turns, and the best of some rounds counts.
 *
 *     npm run build && node bench/jest-file.mjs [ROUNDS]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 5);
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tickless-bench-'));
const environments = {
  tickless: join(root, 'dist/integrations/jest-environment.js'),
  sinon: join(root, 'node_modules/jest-environment-node'),
};

writeFileSync(
  join(folder, 'many.test.js'),
  `
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function debounce(act, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms, ...args);
  };
}

for (let i = 0; i < 1000; i++) {
  test('the last call of several counts, ' + i, () => {
    const begin = Date.now();
    const calls = [];
    const call = debounce((n) => calls.push([n, Date.now() - begin]), 100);
    for (let n = 0; n < 5; n++) {
      call(n);
      jest.advanceTimersByTime(50);
    }
    jest.runOnlyPendingTimers();
    expect(calls).toEqual([[4, 300]]);
  });
}
`,
);

try {
  const best = { tickless: Infinity, sinon: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, environment] of Object.entries(environments)) best[name] = Math.min(best[name], run(environment));
  }
  const { tickless, sinon } = best;
  const ratio = (sinon / tickless).toFixed(2);
  console.log(
    `1,000 tests in a Jest file: tickless ${tickless} ms, Jest's own engine ${sinon} ms, ${ratio}x (goal 1x)`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** @returns The milliseconds that Jest reports for the file, its environment included. */
function run(environment) {
  const output = join(folder, 'results.json');
  const config = JSON.stringify({ rootDir: folder, testEnvironment: environment, transform: {} });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const args = [jest, '--config', config, '--runInBand', '--no-cache', '--silent', '--json', `--outputFile=${output}`];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const [{ startTime, endTime }] = JSON.parse(readFileSync(output, 'utf8')).testResults;
  return endTime - startTime;
}
