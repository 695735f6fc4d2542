/** Runs the program of the determinism spec on this Node and by the command line that is given, and compares what they print. */
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';

// Beside the installed package, where every runtime finds that.
copyFileSync(process.env.PROGRAM, 'program.mjs');
const [command, ...args] = process.argv.slice(2);
const expected = run('node', []);
const actual = run(command, args);
if (actual !== expected) throw new Error(`Node prints\n${expected}\nand ${command} ${args.join(' ')}\n${actual}`);
console.log(`the same ${expected.trim().split('\n').length} hashes`);

function run(command, args) {
  const { PROGRAM, ...env } = process.env;
  return execFileSync(command, [...args, 'program.mjs', '1', '2', '9007199254740991'], { encoding: 'utf8', env });
}
