/**
 * A project is a folder here. Its files are copied to a place of their own, its dependencies installed, its rows run there.
 *
 * - `package.json`: where it names `tickless` or `@tickless/fake-timers`, as a dependency or in `overrides`, it gets the tarball.
 * - `host.mjs` exports `rows`; each row is
 *     - `host`, `feature`: the cells of the table,
 *     - `run`: a command line; words are separated by single spaces. Its exit code must be 0, unless `fails` is set,
 *     - `says`: a pattern that its output must match; the first group is what the table says,
 *     - `node`: the version of Node to run it on, if it is not the one that runs here,
 *     - `env`: variables for it,
 *     - `prints`: whether to print its output, which is a table of its own.
 *   further, `base`: another folder here, whose files it has as well;
 *   `files`: paths of this repository that it has as well, in the same place;
 *   and, if not every machine can run it, `absence(folder)`: the reason why this one cannot, or undefined.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const WORKS = 'works';
export const FAILED = 'FAILED';
export const ABSENT = 'absent';

const TIMEOUT_MS = 180_000;
const here = import.meta.dirname;
const root = resolve(here, '../..');

export function projectNames() {
  return readdirSync(here).filter((name) => existsSync(join(here, name, 'host.mjs')));
}

export async function rowsOf(name) {
  return (await import(`./${name}/host.mjs`)).rows;
}

/** @returns The tarballs that users would get, by package. */
export function pack(work) {
  const folders = { tickless: root, '@tickless/fake-timers': join(root, 'packages/fake-timers') };
  return Object.fromEntries(
    Object.entries(folders).map(([name, cwd]) => {
      const args = ['pack', '--silent', '--json', '--ignore-scripts', '--pack-destination', work];
      const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd, encoding: 'utf8' }));
      return [name, join(work, filename.replace('@', '').replace('/', '-'))];
    }),
  );
}

/** @returns The rows of a project with their results. */
export async function runProject(name, folder, tarballs) {
  const { rows, base, files = [], absence } = await import(`./${name}/host.mjs`);
  for (const source of [base, name]) if (source !== undefined) cpSync(join(here, source), folder, { recursive: true });
  for (const path of files) cpSync(join(root, path), join(folder, path), { recursive: true });
  const manifest = join(folder, 'package.json');
  writeFileSync(manifest, withTarballs(readFileSync(manifest, 'utf8'), tarballs));
  const reason = (await install(folder)) ?? (await absence?.(folder));
  const results = [];
  for (const row of rows) {
    results.push({
      ...row,
      ...(reason === undefined ? await runRow(row, folder) : { result: `${ABSENT}: ${reason}` }),
    });
  }
  return results;
}

function withTarballs(text, tarballs) {
  const manifest = JSON.parse(text);
  const asDependency = (value, key) => (Object.hasOwn(tarballs, key) ? `file:${tarballs[key]}` : value);
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const [key, value] of Object.entries(manifest[kind] ?? {})) manifest[kind][key] = asDependency(value, key);
  }
  for (const [key, value] of Object.entries(manifest.overrides ?? {})) {
    // `npm:name@version`
    manifest.overrides[key] = asDependency(value, /^npm:(.+)@/.exec(value)?.[1]);
  }
  return JSON.stringify(manifest);
}

/** @returns Why it cannot be installed here. @throws if it could be, but fails. */
async function install(folder) {
  const { code, output } = await execute(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], folder);
  if (code === 0) return undefined;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH/.test(output)) return 'no network';
  throw new Error(`npm install fails in ${folder}:\n${output}`);
}

async function runRow({ host, feature, run, says, node, env, fails = false, prints = false }, folder) {
  const words = run.split(' ');
  const command = node === undefined ? words : ['npx', '-y', '-p', `node@${node}`, ...words];
  const { code, output } = await execute(command, folder, env);
  const said = says.exec(output);
  if (prints) console.log(output);
  if (fails === (code !== 0) && said !== null) return { result: WORKS, detail: said[1] ?? WORKS };
  console.error(`--- ${host}, ${feature}: ${command.join(' ')} ended with ${code}\n${output}`);
  return { result: FAILED };
}

/** Runs a command to its end, or to the end of our patience; what it started is ended with it. */
function execute([command, ...args], cwd, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => {
      output += `\n(no end after ${TIMEOUT_MS / 1000} s)`;
      process.kill(-child.pid, 'SIGKILL');
    }, TIMEOUT_MS);
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 'a signal', output });
    });
  });
}
