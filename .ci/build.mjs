/**
 * Builds dist/: CommonJS by tsc, and for each entry point of the package a thin ES module over it.
 *
 * There is one build, and ESM wraps it, so a program that loads the package both ways (a test file by `import`, its test
 * environment by `require`) gets one copy of each class.
 *
 * To add an entry point, add it to `exports` in package.json; nothing here changes.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { init, parse } from 'cjs-module-lexer';

const root = resolve(import.meta.dirname, '..');
const { exports: entries } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

rmSync(`${root}/dist`, { recursive: true, force: true });
const tsc = [`${root}/node_modules/typescript/bin/tsc`, '-p', `${root}/.config/tsconfig.build.json`];
const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
if (status !== 0) process.exit(1);

await init();
// An entry without `require` is an ES module of its own, compiled from a .mts file: what it is for cannot be loaded otherwise.
for (const entry of Object.values(entries)) if (entry.require) wrap(entry);

function wrap(entry) {
  const commonJs = resolve(root, entry.require.default);
  const from = `'./${basename(commonJs)}'`;
  const text = readFileSync(commonJs, 'utf8');
  // `export =`: the module is one value, as the files are that Jest looks for.
  const isValue = /^module\.exports = /m.test(text);
  const names = isValue ? 'default' : exportsOf(commonJs, text).sort().join(', ');
  // A module without exports is loaded for what it does.
  writeFileSync(
    resolve(root, entry.import.default),
    names ? `export { ${names} } from ${from};\n` : `import ${from};\n`,
  );
  writeFileSync(resolve(root, entry.import.types), `export ${isValue ? '{ default }' : '*'} from ${from};\n`);
}

/**
 * The names that a CommonJS file exports, as Node itself finds them: by reading, not by loading. An entry point may be
 * one that replaces globals as soon as it is loaded, or that only loads inside a test runner.
 */
function exportsOf(file, text) {
  const { exports: names, reexports } = parse(text);
  if (reexports.length > 0) throw new Error(`${file} has an "export *"; an entry point names what it exports.`);
  if (names.includes('default')) throw new Error(`${file} has a default export; an entry point has names only.`);
  return names.filter((name) => name !== '__esModule');
}
