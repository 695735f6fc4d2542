import { checkCallback } from '../core/checks';
import { RuntimeError } from '../core/errors';
import { waitInLine } from '../fake-timers/line';
import { ContextVariable } from '../host/async-context';
import { native } from '../host/native';
import { currentActor } from './actor';
import { Campaign } from './campaign';
import type { Decide } from './decision';
import { checkOptions, checkRunOptions, type ExploreOptions, type FullOptions, type RunOptions } from './options';
import type { RunRecord } from './record';
import { renderFailure } from './render';
import { type FailureReport, makeReport } from './report';
import { shrink } from './shrink';
import type { Body } from './sim';
import { decodeToken, tokenFromEnvironment } from './token';
import { checkSame, repeat } from './verify';
import { World } from './world';

/** What an exploration found. */
export interface ExplorationReport {
  /** Whether a run failed. */
  readonly failed: boolean;
  /** How many runs were made. */
  readonly runs: number;
  /** How many of them were different. */
  readonly distinct: number;
  /** How many callbacks the longest run took. */
  readonly longest: number;
  /** Whether no other schedule is possible. */
  readonly complete: boolean;
  /** The seed, which is drawn unless it is given. */
  readonly seed: number;
  /** One line on what it means that nothing failed, or which run did. */
  readonly summary: string;
  /** The schedule that failed, as small as could be found. */
  readonly failure?: FailureReport;
  /** What the body failed with, if it did. */
  readonly error?: unknown;
}

/**
 * A run of an exploration failed. The message tells the schedule, and how to have it again; `cause` is what the body threw.
 *
 * ```ts
 * import { explore, type ExplorationError } from 'tickless';
 *
 * const test = explore((sim) => {
 *   if (sim.pick('size', [1, 2, 3]) === 3) throw new RangeError('too big');
 * });
 * const error = await test().catch((error: unknown) => error as ExplorationError);
 * String(error!.cause); // => 'RangeError: too big'
 * error!.report.failure!.decisions.map(({ chosen }) => chosen.label); // => ['3']
 * ```
 */
export class ExplorationError extends Error {
  /** @internal */
  override name = 'ExplorationError';

  /** @internal */
  constructor(
    message: string,
    /** All there is to know of it, as data. */
    readonly report: ExplorationReport,
  ) {
    super(message, { cause: report.error });
    // Node and Vitest print what is enumerable, and would bury the message under hundreds of lines.
    Object.defineProperty(this, 'report', { enumerable: false });
  }
}

/**
 * Wraps a test such that it runs many times, in virtual time, under many schedules and latencies that a JavaScript host could produce.
 *
 * The body is ordinary async code. What is open to choice is what the outside world leaves open: when tasks made by `sim.spawn` start, when calls wrapped by `sim.boundary` are replied to, and which
 * of the timers that are due is first. A failure is run again, made as small as possible, and reported with a token that replays it.
 *
 * @returns A function for the `test(name, fn)` of any runner. It rejects with ExplorationError if a run fails, NondeterminismError if that cannot be repeated, ReplayError if a token does not fit, RuntimeError inside another exploration.
 * @throws TypeError or RangeError for a setting that does not exist.
 *
 * ```ts
 * import { explore } from 'tickless';
 *
 * const test = explore(async (sim) => {
 *   const saved: string[] = [];
 *   const save = sim.boundary('save', () => {}, { latency: [5, 50] });
 *   async function saveAs(text: string): Promise<void> {
 *     await save();
 *     saved.push(text);
 *   }
 *   await Promise.all([saveAs('draft'), saveAs('final')]);
 *   if (saved.at(-1) !== 'final') throw new Error('the draft came last');
 * });
 * await test(); // throws ExplorationError
 * ```
 */
export function explore(body: Body, options: ExploreOptions = {}): () => Promise<void> {
  checkCallback(body, 'explore()');
  checkOptions(options);
  return async () => {
    const report = await perform(body, options);
    if (report.failure !== undefined) throw new ExplorationError(renderFailure(report.failure), report);
    if (isVerbose()) native.console.log(`tickless: ${report.summary}`);
  };
}

/** Explores at once, and returns a report, whether a run failed or not. */
explore.report = async (body: Body, options: ExploreOptions = {}): Promise<ExplorationReport> => {
  checkCallback(body, 'explore.report()');
  checkOptions(options);
  return perform(body, options);
};

/** Makes a single run, for which `decide` takes all decisions. A body that fails does not reject the promise: the record tells. */
export async function runOnce(body: Body, options: RunOptions, decide: Decide): Promise<RunRecord> {
  const full = checkRunOptions(options);
  return inWorld(body, full, (world) => again(world, decide));
}

async function perform(body: Body, given: ExploreOptions): Promise<ExplorationReport> {
  const token = given.replay ?? tokenFromEnvironment();
  if (token === undefined) {
    const options = checkOptions(given);
    return inWorld(body, options, (world) => search(world, options));
  }
  const replay = decodeToken(token, given.replay === undefined ? 'TICKLESS_REPLAY' : 'replay');
  const options = checkOptions({ ...given, seed: replay.seed });
  return inWorld(body, options, async (world) => {
    const record = await again(world, replay.decide);
    const changed = replay.changed();
    if (changed !== undefined) throw changed;
    const counts = { runs: 1, distinct: 1, longest: record.steps, complete: false, seed: record.seed };
    if (!record.failed) return { failed: false, ...counts, summary: 'the replayed run passes' };
    const failure = makeReport({ failing: record, runs: 1, distinct: 1, reorder: options.reorder });
    return { failed: true, ...counts, summary: 'the replayed run fails', failure, error: record.error };
  });
}

async function inWorld<T>(
  body: Body,
  options: ConstructorParameters<typeof World>[1],
  act: (world: World) => Promise<T>,
): Promise<T> {
  if (ContextVariable.isExact && currentActor.get() !== undefined) {
    throw new RuntimeError(
      'explore() cannot be called inside the body of another: their runs would be runs of runs. Explore one after the other, or spawn tasks in one body.',
    );
  }
  return waitInLine('explore()', 'queue', async () => {
    const world = new World(body, options);
    try {
      return await act(world);
    } finally {
      world.close();
    }
  });
}

async function search(world: World, options: FullOptions): Promise<ExplorationReport> {
  const campaign = new Campaign(options);
  await world.runAll(campaign.next);
  const { made: runs, distinct, longest, isComplete: complete, failing } = campaign;
  const { seed, reorder } = options;
  const counts = { runs, distinct, longest, complete, seed };
  if (failing === undefined) {
    if (runs === 0) warnOfNoRun(campaign.summary);
    else if (campaign.hadNoChoice) warnOfNoChoice();
    return { failed: false, ...counts, summary: campaign.summary };
  }
  const repeated = await again(world, repeat(failing));
  checkSame(failing, repeated);
  const found = { ...repeated, run: failing.run, strategy: failing.strategy };
  const shrunk =
    options.shrink === 0 ? undefined : await shrink(found, (decide) => again(world, decide), options.shrink);
  // The plain order was run 1: where that passed and now fails, it is not the schedule that decides.
  if (shrunk?.to === 0 && campaign.first?.failed === false) checkSame(campaign.first, shrunk.record);
  const failure = makeReport({ failing: found, shrunk, runs: options.runs, distinct, reorder });
  const { error } = shrunk?.record ?? found;
  return { failed: true, ...counts, summary: `run ${failing.run} of ${options.runs} failed`, failure, error };
}

/** Makes a run outside of the campaign, and writes down what happens. */
function again(world: World, decide: Decide): Promise<RunRecord> {
  return world.run({ strategist: { decide }, run: 0, strategy: 'replay', detailed: true });
}

function warnOfNoRun(summary: string): void {
  native.console.warn(
    `tickless: explore() made ${summary}, so it has tested nothing. Make at least as many runs as there are shards.`,
  );
}

function warnOfNoChoice(): void {
  native.console.warn(
    'tickless: the body of explore() left nothing open to choice, so there was but one schedule to run. ' +
      'Start tasks with sim.spawn(), wrap calls of the outside world with sim.boundary(), or use a plain test.',
  );
}

/** Whether to say something of explorations that pass: `TICKLESS_VERBOSE=1`. */
function isVerbose(): boolean {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return (process?.env?.['TICKLESS_VERBOSE'] ?? '') !== '';
}
