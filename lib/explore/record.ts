import type { Trace } from '../core/trace';
import type { Candidate, Decision } from './decision';

/** Something that happened in a run, for reports and pictures: a lane, a time, and what it was. */
export interface RunEvent {
  /** Virtual milliseconds since the run began. */
  readonly time: number;
  /** The task in whose lane it is. The body itself is `main`. */
  readonly owner: string;
  /** Which call, timer or start of that task; `-1` for what is none of these, a note for example. */
  readonly step: number;
  /** `'start'` of a task, a `'call'` of a boundary, the `'reply'` to it, a `'timer'` or other callback, a `'pick'`, a `'note'`, the `'end'` of a task. */
  readonly kind: 'start' | 'call' | 'reply' | 'timer' | 'pick' | 'note' | 'end';
  /** `db.read`, `Timeout poll`; the text of a note. */
  readonly label: string;
  /** Arguments and result of a call, the error of a fault, the value of a pick; empty if there is nothing to tell. */
  readonly detail: string;
  /** Which of the run's decisions led to it, by index into {@link RunRecord.decisions}: the order first, then the latency; empty if there was no choice. */
  readonly decisions: readonly number[];
  /** What choice 0 would have had happen instead, if something else was chosen. */
  readonly instead?: Candidate;
  /** How long a reply took, in virtual milliseconds. */
  readonly tookMs?: number;
}

/** One run of a body under one schedule: all there is to know of it. */
export interface RunRecord {
  /** The seed of the exploration. */
  readonly seed: number;
  /** Which run of the exploration, from 1; 0 for a run outside of one, of a replay for example. */
  readonly run: number;
  /** Who decided. */
  readonly strategy: string;
  /** Every decision, in the order in which they were taken. */
  readonly decisions: readonly Decision[];
  /** What happened, in order. */
  readonly events: readonly RunEvent[];
  /** The tasks by name, and how much each of them has scheduled, called and picked. */
  readonly lanes: ReadonlyMap<string, number>;
  /** Whether it failed. */
  readonly failed: boolean;
  /** What it failed with, if it did. */
  readonly error: unknown;
  /** Every callback and every choice, for comparing runs. */
  readonly trace: Trace;
  /** The hash of everything that happened: 16 hexadecimal digits. Two runs with equal hashes are the same. */
  readonly hash: string;
  /** How many callbacks ran. */
  readonly steps: number;
  /** How much virtual time passed. */
  readonly virtualMs: number;
}
