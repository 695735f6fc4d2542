import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CORPUS } from './corpus';
import type { CorpusFile } from './corpus';
import { describeDivergence, judge } from './report';
import type { Mode } from './report';

const USAGE = `Usage: npm run conformance -- [PROGRAMS.jsonl TRACES.jsonl]... [--async] [--out FILE]

Runs scenario programs on this library and compares their traces with CPython's, event by event;
without files, those of the repository's own corpus.

  --async      run them with async functions under the Async twins, instead of generator coroutines
  --out FILE   also write our traces, in the reference's format (see oracle.py check --loose)

Exit status: 0 if every program agrees, 1 if one does not, 2 if nothing could be compared.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { async: { type: 'boolean' }, out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const mode: Mode = values.async === true ? 'async functions' : 'generators';
  const out = values.out === undefined ? undefined : openSync(values.out, 'w');
  let [passed, failed, sameOutcome] = [0, 0, 0];
  for (const file of filesOf(positionals)) {
    for await (const verdict of judge(file, mode)) {
      if (out !== undefined && verdict.trace !== undefined) writeSync(out, `${JSON.stringify(verdict.trace)}\n`);
      if (verdict.sameOutcome) sameOutcome++;
      if (verdict.difference === undefined) passed++;
      else {
        failed++;
        console.log(describeDivergence(verdict));
      }
    }
  }
  if (out !== undefined) closeSync(out);

  const total = passed + failed;
  if (mode === 'async functions') {
    console.log(
      `${percent(passed / total)} agree fully, ${percent(sameOutcome / total)} in virtual times and outcomes`,
    );
  }
  console.log(`${passed} passed, ${failed} failed`);
  if (total === 0) return 2;
  return failed === 0 ? 0 : 1;
}

function filesOf(names: readonly string[]): readonly CorpusFile[] {
  if (names.length === 0) return CORPUS;
  if (names.length % 2 === 1) {
    throw new TypeError(`${names.at(-1)!} has no partner: files come in pairs, programs and their traces.`);
  }
  const files: CorpusFile[] = [];
  for (let i = 0; i < names.length; i += 2) files.push({ programs: names[i]!, traces: names[i + 1]! });
  return files;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

// Until all has been compared the status says failure: a run that never comes back must not look like success.
process.exitCode = 2;
main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(`${(error as Error).message} (--help says how this command is used.)`);
  },
);
