/**
 * npm run bench -- [--json] [NAME…]
 *
 * Measures tickless side by side with its peers and says which targets it meets. NAME is the beginning of a row's name: `timers` selects timers-100000
 * and timers-1000000. What peers there are, and what each row does, is in the files beside this one, a file for each group; docs/performance.md has the results.
 */
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { round } from './measure.mjs';
import { rows } from './rows.mjs';

const { values: options, positionals: names } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = names.filter((name) => !rows.some((row) => row.name.startsWith(name)));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}. The rows are:\n  ${rows.map((row) => row.name).join('\n  ')}`);
  process.exit(1);
}
const selected = rows.filter((row) => names.length === 0 || names.some((name) => row.name.startsWith(name)));

const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0].model}`;
if (!options.json) console.log(machine);
const results = [];
for (const row of selected) {
  const measured = await inOwnProcess(row);
  results.push(...measured);
  if (!options.json) for (const result of measured) console.log(oneLine(result));
}
if (options.json) console.log(JSON.stringify({ machine, results }, undefined, 2));
else printTable(results);

function inOwnProcess(row) {
  const child = fork(fileURLToPath(new URL('child.mjs', import.meta.url)), [row.name], {
    execArgv: [...process.execArgv, '--expose-gc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`Row ${row.name} ended with code ${code} and without a result.`)));
  });
}

function oneLine({ row, against, ours, peer, unit, ratio }) {
  const theirs = peer === undefined ? '' : ` : ${round(peer)}`;
  return `${row}, against ${against}: ${round(ours)}${theirs} ${unit}${ratio === undefined ? '' : ` = ${ratio}`}`;
}

function printTable(results) {
  const cells = results.map(({ work, against, target, ratio = '-', pass }) => [
    work,
    against,
    target,
    ratio,
    verdict(pass),
  ]);
  cells.unshift(['work', 'against', 'target', 'measured', ''], ['---', '---', '---', '---', '---']);
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const pad = (text, column) => text.padEnd(widths[column], text === '---' ? '-' : ' ');
  console.log();
  for (const line of cells) console.log(`| ${line.map(pad).join(' | ')} |`);
}

function verdict(pass) {
  if (pass === undefined) return 'not measured';
  return pass ? 'pass' : 'MISS';
}
