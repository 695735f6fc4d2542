/**
 * Makes build/smoke/, a fresh project that has tickless as users get it: the tarball that `npm pack` makes, installed.
 * It compiles program.ts there twice, as an ES module and as CommonJS, against the published types and nothing else, and
 * bundles it for browsers. check.mjs then runs the three, on any Node, and compares trace hashes.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const project = join(root, 'build/smoke');
const here = (file) => join(import.meta.dirname, file);

rmSync(project, { recursive: true, force: true });
mkdirSync(project, { recursive: true });
writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'smoke', private: true }));

const [packed] = JSON.parse(npm(root, 'pack', '--silent', '--json', '--pack-destination', project));
console.log(`${packed.filename}: ${packed.entryCount} files, ${Math.round(packed.size / 1024)} kB`);
npm(project, 'install', '--silent', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`);

const tsconfig = {
  compilerOptions: {
    module: 'node16',
    target: 'ES2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    // Neither Node's types nor a browser's, and the declarations of the package are checked too.
    lib: ['ES2022'],
    types: [],
    skipLibCheck: false,
  },
  files: ['program.mts', 'program.cts'],
};
writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
copyFileSync(here('program.ts'), join(project, 'program.mts'));
copyFileSync(here('program.ts'), join(project, 'program.cts'));
run(root, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', project);

await build({
  entryPoints: [join(project, 'program.mjs')],
  outfile: join(project, 'program.browser.js'),
  platform: 'browser',
  format: 'iife',
  globalName: 'program',
  bundle: true,
  logLevel: 'warning',
});
copyFileSync(here('check.mjs'), join(project, 'check.mjs'));

// What this Node makes of every seed is what each other must make of it.
copyFileSync(join(root, 'spec/support/determinism-program.mjs'), join(project, 'determinism-program.mjs'));
writeFileSync(join(project, 'hashes.txt'), run(project, process.execPath, 'determinism-program.mjs'));

function npm(cwd, ...args) {
  return run(cwd, 'npm', ...args);
}

/** Returns what the command prints; when it fails, prints that and ends. */
function run(cwd, command, ...args) {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status === 0) return stdout;
  console.error(`${stdout}\n"${[command, ...args].join(' ')}" failed.`);
  return process.exit(1);
}
