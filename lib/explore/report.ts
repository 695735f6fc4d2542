import type { Candidate, Decision } from './decision';
import type { RunOptions } from './options';
import type { RunEvent, RunRecord } from './record';
import { testCommand } from './report-command';
import type { Shrunk } from './shrink';
import { describeError, type Thrown } from './thrown';
import { encodeToken } from './token';

/** What happened, and why it did then. */
export interface ReportEvent extends RunEvent {
  /** Whether a decision other than 0 led to it. Without any of these, the test would not have failed like this. */
  readonly marked: boolean;
  /** What is special about it: `B before A`, `took 20 ms`; empty unless it is marked. */
  readonly why: string;
  /** What would have been otherwise: `in order, A runs first`; empty unless it is marked. */
  readonly otherwise: string;
}

/**
 * A failure, in data: all that the text on the terminal tells, and every decision and event besides. It survives `JSON.stringify`.
 *
 * A picture of it has a lane for each of `lanes`, and in it the `events` with that owner, at their `time`.
 */
export interface FailureReport {
  /** Of this form. */
  readonly version: 1;
  /** The test's name, where the runner tells it. */
  readonly title: string | undefined;
  /** What it failed with. */
  readonly error: Thrown;
  /** Which run failed, from 1; 0 for a replay. */
  readonly run: number;
  /** How many runs there were to be. */
  readonly runs: number;
  /** How many schedules had been seen, this one included. */
  readonly distinct: number;
  /** The seed of the exploration. */
  readonly seed: number;
  /** Who decided in the run that failed. */
  readonly strategy: string;
  /** Whether only schedules were tried that a host can produce. */
  readonly reorder: NonNullable<RunOptions['reorder']>;
  /** How the schedule was made smaller; undefined if it was not. */
  readonly shrunk: Omit<Shrunk, 'record'> | undefined;
  /** By which the schedule is had again. */
  readonly token: string;
  /** The command that replays it. */
  readonly command: string;
  /** The tasks, in the order in which they appear. */
  readonly lanes: readonly string[];
  /** What happened, in order. */
  readonly events: readonly ReportEvent[];
  /** Every decision, in the order in which they were taken. */
  readonly decisions: readonly Decision[];
  /** The hash of the trace; see `Trace`. */
  readonly hash: string;
  /** How many callbacks ran. */
  readonly steps: number;
  /** How much virtual time passed, in milliseconds. */
  readonly virtualMs: number;
}

/** What the explorer knows of a failure. */
export interface Failure {
  readonly failing: RunRecord;
  readonly shrunk?: Shrunk | undefined;
  readonly runs: number;
  readonly distinct: number;
  readonly reorder: NonNullable<RunOptions['reorder']>;
}

export function makeReport({ failing, shrunk, runs, distinct, reorder }: Failure): FailureReport {
  const record = shrunk?.record ?? failing;
  const { title, command } = testCommand();
  const token = encodeToken(record);
  const effort = shrunk && { runs: shrunk.runs, from: shrunk.from, to: shrunk.to, eachMatters: shrunk.eachMatters };
  return {
    version: 1,
    title,
    error: describeError(record.error),
    run: failing.run,
    runs,
    distinct,
    seed: failing.seed,
    strategy: failing.strategy,
    reorder,
    shrunk: effort,
    token,
    command: `TICKLESS_REPLAY=${token} ${command}`,
    lanes: [...new Set(record.events.map(({ owner }) => owner))],
    events: explained(record),
    decisions: record.decisions,
    hash: record.hash,
    steps: record.steps,
    virtualMs: record.virtualMs,
  };
}

/** What happened in a run, each event with what is special about it. */
export function explained({ events, decisions }: RunRecord): ReportEvent[] {
  return events.map((event) => explain(event, decisions));
}

function explain(event: RunEvent, decisions: readonly Decision[]): ReportEvent {
  const deviations = event.decisions.map((i) => decisions[i]!).filter(({ choice }) => choice !== 0);
  const whys = deviations.map((decision) => whyOf(decision, event));
  return {
    ...event,
    marked: deviations.length > 0,
    why: whys.map(([why]) => why).join(', '),
    otherwise: whys.map(([, otherwise]) => otherwise).join(', '),
  };
}

function whyOf(decision: Decision, event: RunEvent): [why: string, otherwise: string] {
  const { kind, chosen, boring } = decision;
  switch (kind) {
    case 'order': {
      const { instead = decision } = event;
      const [first, second] = namesApart(chosen, instead);
      return [`${first} before ${second}`, `in order, ${second} ${second === instead.owner ? 'runs' : 'comes'} first`];
    }
    case 'latency':
      return [`took ${chosen.label}`, `otherwise ${boring}`];
    case 'fault':
      return [`fails`, 'otherwise it does not'];
    case 'pick':
      return [`picked ${chosen.label}`, `otherwise ${boring}`];
  }
}

/** What to call two things: their tasks if these differ, else what they are. */
function namesApart(one: Candidate, other: Omit<Candidate, 'owner'> & { readonly owner: string }): [string, string] {
  if (one.owner !== other.owner) return [one.owner, other.owner];
  if (one.label !== other.label) return [one.label, other.label];
  return [`${one.label}#${one.step}`, `${other.label}#${other.step}`];
}
