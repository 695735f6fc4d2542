/**
 * Runs the test suites of consumer projects that know nothing of tickless, on the packed tarballs: their `overrides` put @tickless/fake-timers in the place of
 * @sinonjs/fake-timers. Prints a table of host, feature and result. What cannot be installed on this machine is printed as absent, with the reason.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'tickless-hosts-'));

/** Each row: what runs, in which project. A command must leave the exit code 0, and say something that matches. */
const PROJECTS = {
  jest: [
    ['Jest 30, CommonJS, node', ['npx', 'jest', '--ci', '-c', 'commonjs.config.cjs'], /Tests: +\d+ passed/],
    ['Jest 30, CommonJS, jsdom', ['npx', 'jest', '--ci', '-c', 'jsdom.config.cjs'], /Tests: +\d+ passed/],
    [
      'Jest 30, ES modules, node',
      ['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--ci', '-c', 'esm.config.cjs'],
      /Tests: +\d+ passed/,
    ],
    ['Jest 30, ts-jest, types checked', ['npx', 'jest', '--ci', '-c', 'typescript.config.cjs'], /Tests: +\d+ passed/],
  ],
  sinon: [
    ['Mocha 11, require("sinon")', ['npx', 'mocha', 'sinon.test.cjs'], /passing/],
    ['Mocha 11, @sinonjs/fake-timers by its own name', ['npx', 'mocha', 'direct.test.cjs'], /passing/],
    ['TypeScript, types by their old names', ['npx', 'tsc', '--noEmit', '-p', '.'], /(?:)/],
  ],
};

const rows = [];
try {
  const tarballs = { tickless: pack(root), '@tickless/fake-timers': pack(join(root, 'packages/fake-timers')) };
  for (const [project, commands] of Object.entries(PROJECTS)) rows.push(...runProject(project, commands, tarballs));
} finally {
  rmSync(work, { recursive: true, force: true });
}

const width = Math.max(...rows.map(([host]) => host.length));
for (const [host, result] of rows) console.log(`${host.padEnd(width)}  ${result}`);
const failed = rows.filter(([, result]) => result === 'FAILED').length;
console.log(`${rows.length - failed} of ${rows.length} as expected`);
process.exitCode = failed === 0 ? 0 : 1;

/** @returns The path of the tarball that users would get. */
function pack(folder) {
  const [packed] = JSON.parse(
    npm(folder, 'pack', '--silent', '--json', '--ignore-scripts', '--pack-destination', work),
  );
  return join(work, packed.filename.replace('@', '').replace('/', '-'));
}

function runProject(project, commands, tarballs) {
  const folder = join(work, project);
  cpSync(join(import.meta.dirname, project), folder, { recursive: true });
  // The templates name the packages; here the names become files.
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies = { ...manifest.dependencies, tickless: `file:${tarballs.tickless}` };
  manifest.overrides['@sinonjs/fake-timers'] = `file:${tarballs['@tickless/fake-timers']}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  try {
    npm(folder, 'install', '--silent', '--no-audit', '--no-fund');
  } catch (error) {
    return commands.map(([host]) => [host, `absent: npm install failed (${String(error.message).split('\n')[0]})`]);
  }
  return commands.map(([host, [command, ...args], expected]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    const output = stdout + stderr;
    if (status === 0 && expected.test(output)) return [host, summary(output)];
    console.error(`--- ${host}\n${output}`);
    return [host, 'FAILED'];
  });
}

function summary(output) {
  const count = /Tests:.*?(\d+) passed|(\d+) passing/.exec(output);
  return count === null ? 'compiles' : `${count[1] ?? count[2]} passed`;
}

function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}
