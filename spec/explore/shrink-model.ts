import { Trace } from '../../lib/core/trace';
import type { Candidate, Decide, Decision, DecisionKind } from '../../lib/explore/decision';
import type { RunRecord } from '../../lib/explore/record';

/** A decision that a model of a program always asks for. */
export interface Question {
  readonly kind: DecisionKind;
  readonly owner: string;
  readonly step: number;
  readonly label: string;
  readonly options: readonly Candidate[];
}

/** Latencies of one task each, of 0 to `n - 1` ms. */
export function latency(owner: string, n: number, step = 0, label = 'reply'): Question {
  const options = Array.from({ length: n }, (_, i) => ({ owner, step, label: `${i} ms` }));
  return { kind: 'latency', owner, step, label, options };
}

/** The plainest program there is: it asks all its questions, one after the other, and fails if `verdict` says so. */
export function play(
  questions: readonly Question[],
  decide: Decide,
  verdict: (choices: readonly number[]) => Error | undefined,
): RunRecord {
  const decisions = questions.map(({ kind, owner, step, label, options }): Decision => {
    const id = { kind, owner, step, pass: 0, label, n: options.length };
    const choice = decide({ ...id, option: (i) => options[i]! });
    return { ...id, choice, chosen: options[choice]!, boring: options[0]!.label };
  });
  const error = verdict(decisions.map(({ choice }) => choice));
  return {
    seed: 7,
    run: 1,
    strategy: 'model',
    decisions,
    events: [],
    failed: error !== undefined,
    error,
    hash: decisions.map(({ choice }) => choice).join('-'),
    steps: decisions.length,
    virtualMs: 0,
    lanes: new Map(),
    trace: new Trace(),
  };
}
