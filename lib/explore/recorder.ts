import { Trace } from '../core/trace';
import type { Candidate, Decide, Decision, DecisionKind, Option, Point } from './decision';
import type { RunEvent } from './record';

/** Asks for decisions, and writes down what was decided and what happened. One for each run. */
export class Recorder {
  readonly decisions: Decision[] = [];
  readonly events: RunEvent[] = [];
  readonly trace = new Trace();
  private readonly point = new AskedPoint();

  constructor(private readonly decideNext: Decide) {}

  /** Asks which of `n` options it is to be. @throws RangeError for an answer that is none of them. */
  decide(
    kind: DecisionKind,
    about: Candidate,
    pass: number,
    time: number,
    n: number,
    option: (choice: number) => Option,
  ): number {
    const { point } = this;
    const { owner, step, label } = about;
    point.kind = kind;
    point.owner = owner;
    point.step = step;
    point.pass = pass;
    point.label = label;
    point.n = n;
    point.option = option;
    const choice = this.decideNext(point);
    if (!Number.isInteger(choice) || choice < 0 || choice >= n) {
      throw new RangeError(`A strategy must choose a whole number from 0 to ${n - 1} here, but chose ${choice}.`);
    }
    const { owner: whose, step: which, label: what } = option(choice);
    this.decisions.push({
      kind,
      owner,
      step,
      pass,
      label,
      n,
      choice,
      boring: kind === 'order' ? label : option(0).label,
      chosen: { owner: whose, step: which, label: what },
    });
    this.trace.record(time, 'choose', label, choice);
    return choice;
  }
}

/** One object for all questions: most of them are forgotten at once. */
class AskedPoint implements Point {
  kind: DecisionKind = 'order';
  owner = '';
  step = 0;
  pass = 0;
  label = '';
  n = 0;
  option: (choice: number) => Option = noOption;
}

function noOption(): never {
  throw new Error('unreachable: a point that was not asked');
}
