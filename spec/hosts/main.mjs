/**
 * Runs consumer projects on the packed tarballs, each in the runner from npm that it was written for, and prints a table of host, feature and result.
 *
 *     node spec/hosts/main.mjs [--update] [PROJECT...]     all projects, or those named; --update writes the results into docs/hosts.md
 *     node spec/hosts/main.mjs --check                     runs nothing: does docs/hosts.md have a line for every row?
 *
 * To add a project, add a folder with a `package.json` and a `host.mjs`; project.mjs says what they hold. Nothing here changes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ABSENT, FAILED, pack, projectNames, rowsOf, runProject } from './project.mjs';
import { readTable, writeTable } from './table.mjs';

/** How many projects run at once. Their installations mostly wait for the network. */
const AT_ONCE = 2;
const page = resolve(import.meta.dirname, '../../docs/hosts.md');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean' }, check: { type: 'boolean' } },
});
const known = projectNames();
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no project ${unknown.join(', ')} in spec/hosts. There are: ${known.join(', ')}.`);
  process.exit(1);
}
await (values.check ? check() : run(positionals.length > 0 ? positionals : known));

async function run(names) {
  const work = mkdtempSync(join(tmpdir(), 'tickless-hosts-'));
  const results = new Map();
  try {
    const tarballs = pack(work);
    const queue = [...names];
    const runNext = async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const start = performance.now();
        results.set(name, await runProject(name, join(work, name), tarballs));
        console.log(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runNext));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const rows = names.flatMap((name) => results.get(name));
  print(rows);
  if (values.update) writeFileSync(page, writeTable(readFileSync(page, 'utf8'), rows));
  const failed = rows.filter(({ result }) => result === FAILED).length;
  const absent = rows.filter(({ result }) => result.startsWith(ABSENT)).length;
  console.log(`${rows.length - failed - absent} of ${rows.length} work${absent > 0 ? `, ${absent} absent` : ''}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function print(rows) {
  const [hosts, features] = ['host', 'feature'].map((key) => Math.max(...rows.map((row) => row[key].length)));
  for (const { host, feature, result, detail } of rows) {
    console.log(`${host.padEnd(hosts)}  ${feature.padEnd(features)}  ${detail ?? result}`);
  }
}

/** The page is read by people who cannot run all this, so it must neither lack a row nor have one that is gone. */
async function check() {
  const rows = (await Promise.all(known.map(rowsOf))).flat().map(({ host, feature }) => `${host} | ${feature}`);
  const lines = readTable(readFileSync(page, 'utf8')).map(({ host, feature }) => `${host} | ${feature}`);
  const differences = [
    ...rows.filter((row) => !lines.includes(row)).map((row) => `lacks "${row}"`),
    ...lines.filter((line) => !rows.includes(line)).map((line) => `has "${line}", which no project has`),
  ];
  if (differences.length === 0) return;
  console.error(`docs/hosts.md ${differences.join('\n  and ')}\nRun npm run test:hosts -- --update.`);
  process.exitCode = 1;
}
