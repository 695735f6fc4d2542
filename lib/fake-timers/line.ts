import { RuntimeError } from '../core/errors';
import { ContextVariable } from '../host/async-context';

/** The calls on one global: one is in progress, the others wait for it. */
interface Line {
  /** Settled when the last of them is over. */
  end: Promise<void>;
  length: number;
  /** That of the copy whose call came first; the others use it as well, or each would know only its own calls. */
  readonly enclosing: typeof enclosing;
}

/** Where the line is kept, while there is one: on the global, which several copies of this module may share. */
const SLOT = Symbol.for('tickless/1/line');

/** The call that the running code is part of, however many awaits ago that began. */
const enclosing = new ContextVariable<{ readonly name: string; isOver: boolean }>();

/**
 * Calls `act` when all calls before it on this global are over: their globals are the same.
 *
 * @param name What was called, for messages.
 * @throws RuntimeError if there are any, and that is an error; or if it is called by one that is in progress, which would wait for itself.
 */
export async function waitInLine<T>(name: string, overlap: 'queue' | 'error', act: () => Promise<T>): Promise<T> {
  const place = globalThis as { [SLOT]?: Line };
  // Without async context any call may be inside; a DeadlockError then tells who waits in line.
  const outer = ContextVariable.isExact ? place[SLOT]?.enclosing.get() : undefined;
  if (outer?.isOver === false) {
    throw new RuntimeError(
      `${name} was called by a body of ${outer.name}: it would wait for the end of that body, which waits for it. ` +
        'There is one clock for each global; call the function directly, it is on virtual time already.',
    );
  }
  if (place[SLOT] !== undefined && overlap === 'error') {
    throw new RuntimeError(
      "inVirtualTime() or explore() is in progress on this global already, and overlap is 'error'. Await one test before the next begins, or let them queue up: overlap: 'queue'.",
    );
  }
  if (place[SLOT] === undefined) {
    Object.defineProperty(place, SLOT, { value: { end: Promise.resolve(), length: 0, enclosing }, configurable: true });
  }
  const line = place[SLOT]!;
  const before = line.length++ === 0 ? undefined : line.end;
  const call = { name, isOver: false };
  const begin = (): Promise<T> => line.enclosing.run(call, act);
  const result = before === undefined ? begin() : before.then(begin);
  const isOver = (): void => {
    call.isOver = true;
    if (--line.length === 0) Reflect.deleteProperty(place, SLOT);
  };
  line.end = result.then(isOver, isOver);
  return result;
}

/** How many calls wait for the one that is in progress. */
export function waitingInLine(): number {
  return ((globalThis as { [SLOT]?: Line })[SLOT]?.length ?? 1) - 1;
}
