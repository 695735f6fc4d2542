/** Prints what came of it on every host that has left its results, kind by kind. */
import { readdirSync, readFileSync } from 'node:fs';

const hosts = readdirSync('results').map((file) => file.replace(/\.json$/, ''));
const results = hosts.map((host) => JSON.parse(readFileSync(`results/${host}.json`, 'utf8')));
const kinds = Object.keys(results[0]);
const width = Math.max(...kinds.map((kind) => kind.length));

console.log([' '.repeat(width), ...hosts].join('  '));
for (const kind of kinds) {
  const cells = results.map((result, i) => (result[kind] === true ? 'wins' : 'LOSES').padEnd(hosts[i].length));
  console.log([kind.padEnd(width), ...cells].join('  '));
}
console.log(`${kinds.length} kinds on ${hosts.length} hosts`);
process.exitCode = results.every((result) => kinds.every((kind) => result[kind] === true)) ? 0 : 1;
