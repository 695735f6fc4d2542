import { type Candidate, type Decide, type Decision, type DecisionId, decisionName, type Point } from './decision';
import type { RunRecord } from './record';

/** A decision to be taken again. */
export interface Kept extends DecisionId {
  readonly choice: number;
  /** What is to be chosen; undefined for whatever has the number `choice`. */
  readonly chosen: Candidate | undefined;
}

/** The decisions of a run that make it differ from the boring one. They are all that has to be kept to have the run again: everything else is 0. */
export function deviationsOf(record: RunRecord): Decision[] {
  return record.decisions.filter(({ choice }) => choice !== 0);
}

/** Decides as the `kept` decisions do, wherever they come up and are still possible, and 0 elsewhere. */
export function follow(kept: readonly Kept[]): Decide {
  const byName = new Map(kept.map((decision) => [decisionName(decision), decision]));
  return (point) => {
    const decision = byName.get(decisionName(point));
    return (decision && choiceAt(point, decision)) ?? 0;
  };
}

/**
 * The choice by which `point` is decided as in `kept`; undefined if that is not among the options.
 *
 * What was chosen is looked for by what it is. Its number would mean something else as soon as any earlier decision is taken differently.
 */
export function choiceAt(point: Point, { kind, choice, chosen }: Kept): number | undefined {
  if (chosen === undefined) return choice < point.n ? choice : undefined;
  function isChosen(i: number, { owner, step, label }: Candidate): boolean {
    const option = point.option(i);
    return kind === 'order' ? option.owner === owner && option.step === step : option.label === label;
  }
  if (choice < point.n && isChosen(choice, chosen)) return choice;
  for (let i = 0; i < point.n; i++) if (isChosen(i, chosen)) return i;
  return undefined;
}
