/** Runs in the project that install.mjs made, on the Node that runs it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import * as esm from './program.mjs';

const cjs = createRequire(import.meta.url)('./program.cjs');
const expected = { results: [1000, 3000, 2000], virtualMs: 3000 };

for (const program of [esm, cjs]) {
  assert.deepEqual(program.sync(), expected);
  assert.equal(await program.async(), 'a minute later');
}

// One build behind both doors: every name is the same object, and none is missing on either side.
assert.deepEqual(Object.keys(esm.tickless).sort(), Object.keys(cjs.tickless).sort());
for (const name of Object.keys(esm.tickless)) assert.equal(esm.tickless[name], cjs.tickless[name], name);

// A browser as poor as can be: the language itself, with no process, no require, no timers.
const bare = createContext({});
runInContext(readFileSync(new URL('program.browser.js', import.meta.url), 'utf8'), bare);
assert.deepEqual(JSON.parse(runInContext('JSON.stringify(program.sync())', bare)), expected);

// The same programs and seeds: the same traces.
const hashes = execFileSync(process.execPath, ['determinism-program.mjs'], {
  cwd: import.meta.dirname,
  encoding: 'utf8',
});
assert.equal(hashes, readFileSync(new URL('hashes.txt', import.meta.url), 'utf8'));

console.log(
  `Node ${process.version}: import, require and the browser bundle work, ${Object.keys(esm.tickless).length} names each; trace hashes are as elsewhere`,
);
