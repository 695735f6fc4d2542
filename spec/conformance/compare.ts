import type { Json, Trace, TraceEvent } from './language';

/** Where two traces part: at an event, or in the end state. */
export interface Difference {
  /** `event 17`, `end.time`, `end.vars` … */
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
  /** The events before, on which both agree. */
  readonly context: readonly TraceEvent[];
}

const CONTEXT = 5;

/** Kinds that the library raises by itself; their wording is each library's own. */
// prettier-ignore
const LIBRARY_KINDS: ReadonlySet<Json> = new Set([
  'RuntimeError', 'ValueError', 'TypeError', 'InvalidStateError', 'QueueEmpty', 'QueueFull', 'QueueShutDown', 'BrokenBarrierError',
  'NameError', 'Deadlock', 'ExceptionGroup', 'TimeoutError',
]);

/**
 * The first difference between the reference's trace and ours, event by event and then in the end state; undefined if they agree.
 *
 * Kinds of errors and the messages that the program gave are compared; the wording of errors that the library raises is not
 * (`oracle.py check --loose`). A program that the reference gave up as endless is compared as far as the reference got.
 */
export function compare(expected: Trace, got: Trace): Difference | undefined {
  const length = expected.endless === true ? expected.trace.length : Math.max(expected.trace.length, got.trace.length);
  for (let i = 0; i < length; i++) {
    if (!agree(expected.trace[i], got.trace[i])) {
      const context = expected.trace.slice(Math.max(0, i - CONTEXT), i);
      return { where: `event ${i}`, expected: expected.trace[i], got: got.trace[i], context };
    }
  }
  return expected.endless === true ? undefined : compareEnds(expected, got);
}

/**
 * As {@link compare}, but without regard to the order of events inside one virtual instant: what happened at each instant (as often, with the same
 * values), and the end state.
 */
export function compareOutcomes(expected: Trace, got: Trace): Difference | undefined {
  const theirs = sortedInstants(expected);
  const ours = sortedInstants(got);
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    if (theirs[i] !== ours[i]) return { where: `outcome ${i}`, expected: theirs[i], got: ours[i], context: [] };
  }
  return compareEnds(expected, got);
}

function compareEnds(expected: Trace, got: Trace): Difference | undefined {
  const context = expected.trace.slice(-CONTEXT);
  for (const key of ['time', 'vars', 'unretrieved'] as const) {
    // `unretrieved` is optional in the format.
    if (expected.end[key] === undefined || agree(expected.end[key], got.end[key])) continue;
    return { where: `end.${key}`, expected: expected.end[key], got: got.end[key], context };
  }
  return undefined;
}

function sortedInstants({ trace }: Trace): string[] {
  // Time never goes back, so sorting by text within equal times keeps the instants in order.
  return trace
    .map((event) => ({ time: event[0], text: canonical(event) }))
    .sort((a, b) => a.time - b.time || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ text }) => text);
}

function agree(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonical(a) === canonical(b);
}

/** JSON without the wording of library errors. (The objects in a trace have one key each, so there is no order of keys to settle.) */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (isError(item) ? { '!': loosen(item['!']) } : item));
}

type RenderedError = readonly [kind: string, message: Json, members?: readonly RenderedError[]];

function isError(value: unknown): value is { readonly '!': RenderedError } {
  return typeof value === 'object' && value !== null && '!' in value;
}

function loosen([kind, message, members]: RenderedError): RenderedError {
  const kept = LIBRARY_KINDS.has(kind) ? null : message;
  return members === undefined ? [kind, kept] : [kind, kept, members.map(loosen)];
}
