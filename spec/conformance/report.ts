import { compare, compareOutcomes } from './compare';
import type { Difference } from './compare';
import { casesOf } from './corpus';
import type { Case, CorpusFile } from './corpus';
import type { Trace } from './language';
import { runProgram, runProgramAsync } from './run';

/** The kind of coroutine that programs are run with. */
export type Mode = 'generators' | 'async functions';

/** How far our trace of one program agrees with the reference's. */
export interface Verdict {
  readonly id: string;
  /** Undefined if the traces agree fully, event by event. */
  readonly difference: Difference | undefined;
  /** Whether they agree at least but for the order of events inside one virtual instant. */
  readonly sameOutcome: boolean;
  /** Ours, if the program could be run. */
  readonly trace: Trace | undefined;
}

/** Runs every program of `file` and compares. */
export async function* judge(file: CorpusFile, mode: Mode): AsyncGenerator<Verdict> {
  for (const each of casesOf(file)) yield await judgeCase(each, mode);
}

async function judgeCase({ id, program, expected }: Case, mode: Mode): Promise<Verdict> {
  if (program === undefined) return failed(id, 'a program for this trace', 'none');
  let trace: Trace;
  try {
    trace = mode === 'generators' ? runProgram(program) : await runProgramAsync(program);
  } catch (error) {
    return failed(id, 'a trace', String(error));
  }
  if (expected === undefined) return { ...failed(id, 'a trace of the reference', 'none'), trace };
  const difference = compare(expected, trace);
  const sameOutcome = difference === undefined || compareOutcomes(expected, trace) === undefined;
  return { id, difference, sameOutcome, trace };
}

function failed(id: string, expected: string, got: string): Verdict {
  return { id, difference: { where: 'the start', expected, got, context: [] }, sameOutcome: false, trace: undefined };
}

/** A divergence, for a person to read. */
export function describeDivergence({ id, difference, sameOutcome }: Verdict): string {
  if (difference === undefined) return `${id} agrees`;
  const { where, expected, got, context } = difference;
  return [
    `DIVERGES ${id} at ${where}${sameOutcome ? ' (only in the order inside an instant)' : ''}`,
    ...context.map((event) => `            ${JSON.stringify(event)}`),
    `  expected  ${show(expected)}`,
    `  got       ${show(got)}`,
  ].join('\n');
}

function show(value: unknown): string {
  return value === undefined ? 'nothing more' : JSON.stringify(value);
}
