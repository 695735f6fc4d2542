import type { Engine } from '../core/engine';
import { DeadlockError, LeftoversError, RealWorkError } from '../core/errors';
import { AsyncDriver } from '../host/driver';
import type { ProcessLedger } from '../host/ledger';
import type { RealWorkOptions } from '../host/real-work-options';
import { noBrackets } from './host-drive';
import { waitingInLine } from './line';
import type { Pending, VirtualClock } from './virtual-clock';

/** The place of what Node's own code has scheduled for itself, which is nobody's to clear: `fetch` sets an immediate after each response. */
const OF_NODE = /\bnode:internal\//;
/** The same of a package, whose immediates put off what is left to do after an answer: undici has two. Its timers are reported, since they may go on for ever. */
const OF_PACKAGE = /[\\/]node_modules[\\/]/;

/** How many things of one kind a report lists; the rest is counted. */
const LISTED = 20;

/** For how long the end of a body waits for real work without any progress, in real milliseconds, at the most. */
const PATIENCE_MS = 1_000;

/** Of whatever drives after the body. It never gets to where nothing will ever happen: it stops as soon as it is alone, or where time would have to move. */
const AT_THE_END = {
  enter: noBrackets,
  deadlock: () => new Error('unreachable: after the body nothing is waited for without end'),
  describe: () => 'The end of inVirtualTime()',
};

/** The error for a body that can never end: what it may be waiting for. */
export function deadlockError(clock: VirtualClock, realTimers: number): DeadlockError {
  const [pending, conditions, inLine] = [clock.pending(), clock.watchers.describe(), waitingInLine()];
  return new DeadlockError(
    [
      `The body of inVirtualTime() can never end: at ${clock.elapsed()} ms nothing is ready, nothing real is in flight, and no timer is pending that would go on.`,
      ...titled(
        "Pending, but unref'd, so that they hold nothing open; to have one fire, let the time pass by clock.advance():",
        pending.map(describePending),
      ),
      ...titled('Conditions that will never be true:', conditions),
      ...aboutRealTimers(realTimers),
      ...(inLine === 0
        ? []
        : [
            `${counted(inLine, 'more call')} of inVirtualTime() ${inLine === 1 ? 'waits' : 'wait'} in line for the end of this one. If its body waits for that, it waits for itself.`,
          ]),
      'It waits for a promise that nobody will settle. If real work will settle it that cannot be seen from outside, wrap it in real(promise).',
    ].join('\n'),
  );
}

/** The error for what is left at the end of a body, if anything is. */
export function leftoversError(
  clock: VirtualClock,
  runs: readonly string[],
  realTimers: number,
): LeftoversError | undefined {
  const timers = [
    ...clock
      .pending()
      .filter((pending) => pending.hasRef && isOfTest(pending))
      .map(describePending),
    ...clock.scheduledByOthers(),
  ];
  const conditions = clock.watchers.describe();
  const left = timers.length + conditions.length + runs.length;
  if (left === 0) return undefined;
  return new LeftoversError(
    [
      `${counted(left, 'thing')} ${left === 1 ? 'is' : 'are'} left at the end of inVirtualTime():`,
      ...listed(timers),
      ...listed(conditions),
      ...listed(runs.map((run) => `  ${run}`)),
      ...aboutRealTimers(realTimers),
      "Clear what is not needed any more, await what is, or set leftovers to 'warn' or 'ignore'.",
    ].join('\n'),
  );
}

/** Whether it is for the test to clear it, as far as the place tells. */
function isOfTest({ kind, created = '' }: Pending): boolean {
  return !OF_NODE.test(created) && !(kind === 'Immediate' && OF_PACKAGE.test(created));
}

/** One line of a report. */
function describePending({ kind, name, dueInMs, created }: Pending): string {
  return `  ${kind} ${name || '(anonymous)'}, due in ${dueInMs} ms${created === undefined ? '' : `, created ${created}`}`;
}

/**
 * Ends what still drives an engine: runs of event loops that nobody awaited. Each fails with a CancelledError, and has the time to clean up after itself.
 *
 * @returns What each of them was.
 */
export async function endRuns(engine: Engine, realWork: Required<RealWorkOptions>): Promise<string[]> {
  const left = [...engine.drivers];
  if (left.length === 0) return [];
  const descriptions = left.map((driver) => driver.describe());
  const hooks = { ...AT_THE_END, isStopping: () => engine.drivers.length === 1 };
  const ended = new AsyncDriver(engine, hooks, realWork).run();
  for (const driver of left) driver.cancel();
  await ended;
  return descriptions;
}

/** Whether what is left may yet be cleared by what is really in flight. Where immediates are left, they would run, too, so there is no waiting. */
export function mayBeCleared(clock: VirtualClock, ledger: ProcessLedger, quietMs: number): boolean {
  if (clock.pending().some((pending) => pending.kind === 'Immediate' && isOfTest(pending))) return false;
  return ledger.holdsOpen() || (ledger.busy(true, quietMs) && !ledger.needsTurn);
}

/** Lets what is really in flight come to its end, with the clock standing still: a connection that is being closed then clears its timers. */
export async function endWork(engine: Engine, realWork: Required<RealWorkOptions>): Promise<void> {
  const hooks = { ...AT_THE_END, isStopping: () => false, standsStill: true };
  const maxRealWaitMs = Math.min(PATIENCE_MS, realWork.maxRealWaitMs);
  try {
    await new AsyncDriver(engine, hooks, { ...realWork, maxRealWaitMs }).run();
  } catch (error) {
    if (!(error instanceof RealWorkError)) throw error;
  }
}

function aboutRealTimers(count: number): string[] {
  if (count === 0) return [];
  return [
    `${counted(count, 'real timer')} ${count === 1 ? 'was' : 'were'} started meanwhile and ${count === 1 ? 'is' : 'are'} pending, perhaps by a function captured before inVirtualTime() began: tickless/jest-preset, tickless/vitest or tickless/delegates has those reach the clock. Instead of polling by the runner (vi.waitFor(), expect.poll()) await clock.runUntil(); where real time is meant, say real(promise).`,
  ];
}

function titled(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [title, ...listed(lines)];
}

function listed(lines: string[]): string[] {
  const more = lines.length - LISTED;
  return more > 0 ? [...lines.slice(0, LISTED), `  … and ${more} more`] : lines;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
