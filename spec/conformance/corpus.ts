import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program, Trace } from './language';

/** Two files of the same ids: programs, and what CPython did with them. */
export interface CorpusFile {
  readonly programs: string;
  readonly traces: string;
}

const FOLDER = join(__dirname, 'corpus');

/** The corpus in this repository. */
export const CORPUS: readonly CorpusFile[] = readdirSync(FOLDER)
  .filter((name) => name.startsWith('programs-'))
  .map((name) => ({ programs: join(FOLDER, name), traces: join(FOLDER, name.replace('programs', 'traces')) }));

/** A program and its trace; either may be missing, which is for the reader to complain about. */
export interface Case {
  readonly id: string;
  readonly program: Program | undefined;
  readonly expected: Trace | undefined;
}

/**
 * The programs of a file, each with its trace.
 *
 * Read synchronously on purpose: a read under way would be real work in flight, for which an Async twin waits.
 */
export function* casesOf(file: CorpusFile): Generator<Case> {
  const traces = lines<Trace>(file.traces);
  // Nearly always the next line is the one; those that come too early wait here.
  const early = new Map<string, Trace>();
  for (const program of lines<Program>(file.programs)) {
    const { id } = program;
    let expected = early.get(id);
    early.delete(id);
    while (expected === undefined) {
      const next = traces.next();
      if (next.done === true) break;
      if (next.value.id === id) expected = next.value;
      else early.set(next.value.id, next.value);
    }
    yield { id, program, expected };
  }
  for (const trace of traces) early.set(trace.id, trace);
  for (const [id, expected] of early) yield { id, program: undefined, expected };
}

function* lines<T>(file: string): Generator<T> {
  let number = 0;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    number++;
    if (line.trim() !== '') yield parse(line, `${file}:${number}`) as T;
  }
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SyntaxError(`${where} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
