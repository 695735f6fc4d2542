import { RuntimeError } from '../core/errors';

/** Where the last call in line is kept, while there is one: on the global, which several copies of this module may share. */
const SLOT = Symbol.for('tickless/1/line');

/** Calls `act` when all calls before it on this global are over: their globals are the same. @throws RuntimeError if there are any, and that is an error. */
export async function waitInLine<T>(overlap: 'queue' | 'error', act: () => Promise<T>): Promise<T> {
  const place = globalThis as { [SLOT]?: Promise<unknown> };
  const last = place[SLOT];
  if (last !== undefined && overlap === 'error') {
    throw new RuntimeError(
      "inVirtualTime() is in progress on this global already, and overlap is 'error'. Await one test before the next begins, or let them queue up: overlap: 'queue'.",
    );
  }
  const result = last === undefined ? act() : last.then(act);
  const over = result.then(
    () => undefined,
    () => undefined,
  );
  Object.defineProperty(place, SLOT, { value: over, configurable: true });
  try {
    return await result;
  } finally {
    if (place[SLOT] === over) Reflect.deleteProperty(place, SLOT);
  }
}
