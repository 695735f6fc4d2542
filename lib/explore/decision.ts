/**
 * What is decided:
 * `'order'` what happens next; `'latency'` when, within its window; `'fault'` whether and how a call fails; `'pick'` what `sim.pick` returns.
 */
export type DecisionKind = 'order' | 'latency' | 'fault' | 'pick';

/**
 * Which decision it is: unique within a run.
 *
 * It is told by who is concerned, and never by a global counter: if one decision is taken differently, the others keep their names as long as their tasks do the same.
 * An order decision belongs to what would happen next by choice 0. That may be passed over several times in a row, so `pass` tells these decisions apart.
 */
export interface DecisionId {
  /** What is decided. */
  readonly kind: DecisionKind;
  /** The task that is concerned, by its name. */
  readonly owner: string;
  /** What of that task is concerned: its calls, timers and picks are counted from 0. */
  readonly step: number;
  /** How often it was passed over before; 0 unless `kind` is `'order'`. */
  readonly pass: number;
}

/** One of the things an order decision chooses from. */
export interface Candidate {
  /** The task that it belongs to. */
  readonly owner: string;
  /** Which call, timer or pick of that task, from 0. */
  readonly step: number;
  /** `db.read`, `Timeout poll`, `start`: what happens, without the owner. */
  readonly label: string;
}

/** The same, with what kind of thing it is; undefined unless the decision is one of order. `'ready'` is what callbacks have left on the ready list. */
export interface Option extends Candidate {
  readonly kind?: 'start' | 'reply' | 'timer' | 'ready';
}

/** A decision that is to be taken. It is valid only during the call of {@link Decide}. */
export interface Point extends DecisionId {
  /** What choice 0 is: a label like that of a candidate for `'order'`, else the label of what draws. */
  readonly label: string;
  /** How many options there are; at least 2. */
  readonly n: number;
  /** For `'order'` what may happen next, first in, first out; else what the option is called: `7 ms`, an error, a value. */
  option(choice: number): Option;
}

/**
 * Takes a decision: returns a whole number from 0 to `point.n - 1`.
 *
 * 0 is always the boring choice: first in, first out; the shortest latency; no fault; the first value. Strategies, replays and generators of test data are all such functions.
 */
export type Decide = (point: Point) => number;

/** A decision that was taken. */
export interface Decision extends DecisionId {
  /** What choice 0 would have been. */
  readonly label: string;
  /** How many options there were. */
  readonly n: number;
  /** Which was chosen, from 0. */
  readonly choice: number;
  /** What the option 0 is called: `1 ms`, `no fault`; for `'order'` the same as `label`. */
  readonly boring: string;
  /** What was chosen. */
  readonly chosen: Candidate;
}

/** The name of a decision, by which it is found again in another run: `A.3:order`, or `A.3:order+1` for the second of these. */
export function decisionName({ kind, owner, step, pass }: DecisionId): string {
  return `${owner}.${step}:${kind}${pass === 0 ? '' : `+${pass}`}`;
}
