/**
 * Builds dist/: CommonJS by tsc, and for each entry point of the package a thin ES module over it.
 *
 * There is one build, and ESM wraps it, so a program that loads the package both ways (a test file by `import`, its test
 * environment by `require`) gets one copy of each class.
 *
 * Bundlers cannot take that to pieces, so for browsers there are ES modules as well, by the field `browser` of package.json: a bundle has of them what
 * it uses. (Not by an export condition: test runners heed that of the name `browser` for jsdom, where the process is Node's all the same.)
 *
 * What a test runner loads anew in each of its workers is one file, with all that it needs: as eighty files it took Node 30 ms, as one it takes 8.
 *
 * To add an entry point, add it to `exports` in package.json; nothing here changes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { init, parse } from 'cjs-module-lexer';
import { buildSync, transformSync } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const { exports: entries, browser } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
/** What bundles for browsers have `ledger-nowhere.ts` for. */
const WATCHES_NODE = /\/ledger-(adopt|http|network|refs|rules|sockets|workers)$/;
/** And `modules-nowhere.ts`. */
const PATCHES_NODE = /\/(modules|timers-promises)$/;

/** What is one file: what the environments of Jest have in common. Nobody else in a worker loads the library, so that no class is there twice. */
const IN_ONE_FILE = ['integrations/jest-on-tickless'];

rmSync(`${root}/dist`, { recursive: true, force: true });
const tsc = [`${root}/node_modules/typescript/bin/tsc`, '-p', `${root}/.config/tsconfig.build.json`];
const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
if (status !== 0) process.exit(1);

await init();
// An entry without `require` is an ES module of its own, compiled from a .mts file: what it is for cannot be loaded otherwise.
for (const entry of Object.values(entries)) if (entry.require) wrap(entry);
for (const file of IN_ONE_FILE) bundle(file);
for (const file of Object.keys(browser)) writeForBrowsers(file.slice('./dist/'.length, -'.js'.length));

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

/** Writes a file of lib/ as CommonJS, with all that it imports. (Joining what tsc has written would keep each module a function, which takes longer to load.) */
function bundle(file) {
  const { outputFiles } = buildSync({
    entryPoints: [`${root}/lib/${file}.ts`],
    outfile: `${root}/dist/${file}.js`,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    sourcemap: true,
    tsconfig: `${root}/tsconfig.json`,
    write: false,
  });
  for (const { path, text } of outputFiles) {
    // Two of one name: the second is given another, which users may see.
    const [, renamed] = /^var (\w+\d) = class/m.exec(text) ?? [];
    if (renamed) throw new Error(`${path} has two classes of one name, so that one is called ${renamed}.`);
    writeFileSync(path, text);
  }
}

/** Writes a file of lib/ as an ES module for browsers, and those that it imports. What watches Node, or patches it, is left out. */
function writeForBrowsers(file, written = new Set()) {
  if (written.has(file)) return;
  written.add(file);
  const out = `${root}/dist/browser/${file}.mjs`;
  const { code } = transformSync(readFileSync(`${root}/lib/${file}.ts`, 'utf8'), { loader: 'ts', target: 'es2022' });
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(
    out,
    code.replace(/(?<= from ")\..*(?=";$)/gm, (path) => {
      const imported = path.replace(WATCHES_NODE, '/ledger-nowhere').replace(PATCHES_NODE, '/modules-nowhere');
      writeForBrowsers(join(dirname(file), imported), written);
      return `${imported}.mjs`;
    }),
  );
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
