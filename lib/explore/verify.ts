import type { TraceEvent } from '../core/trace';
import type { Decide } from './decision';
import type { RunRecord } from './record';

/**
 * A run came out differently when it was made again with the same decisions, so there is no way to replay it. The message names the first step that differs.
 *
 * ```ts
 * import { explore } from 'tickless';
 *
 * let runs = 0; // outlives a run
 * const test = explore(async (sim) => {
 *   await sim.sleep(++runs);
 *   throw new Error('failed');
 * });
 * await test(); // throws NondeterminismError
 * ```
 */
export class NondeterminismError extends Error {
  /** @internal */
  override name = 'NondeterminismError';
}

/** Takes the decisions of a run again, one after the other: a run that is the same is asked the same. */
export function repeat({ decisions }: RunRecord): Decide {
  let next = 0;
  return ({ n }) => Math.min(decisions[next++]?.choice ?? 0, n - 1);
}

/** Compares a run with a second one that was to be the same. @throws NondeterminismError that names the first step that differs. */
export function checkSame(one: RunRecord, other: RunRecord): void {
  const sameOutcome = one.failed === other.failed;
  if (one.hash === other.hash && sameOutcome) return;
  const [events, others] = [one.trace.events, other.trace.events];
  let i = 0;
  while (i < events.length && i < others.length && isSame(events[i]!, others[i]!)) i++;
  const where =
    i < events.length || i < others.length
      ? `the first difference is step ${i + 1}: ${tell(events[i])} the first time, ${tell(others[i])} the second`
      : `it ${one.failed ? 'failed' : 'passed'} the first time, and ${other.failed ? 'failed' : 'passed'} the second`;
  throw new NondeterminismError(
    `The same schedule, run twice, came out differently, so a failure could not be replayed: ${where}. ` +
      'Something besides the schedule decides: Math.random or crypto (seed them with seedRandom: true), state that is left over from one run to the next, ' +
      'a Date or a timer that was captured before explore() began, or real I/O (make it a boundary).',
    { cause: one.failed ? one.error : other.error },
  );
}

function isSame(a: TraceEvent, b: TraceEvent): boolean {
  return a.time === b.time && a.kind === b.kind && a.label === b.label && a.choice === b.choice;
}

function tell(event: TraceEvent | undefined): string {
  if (event === undefined) return 'the end';
  const what = event.kind === 'run' ? event.label : `choice ${event.choice} at ${event.label}`;
  return `${what} at ${event.time} ms`;
}
