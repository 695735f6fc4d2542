import { describe } from '../core/describe';
import { brands, hasBrand, tagOf } from './awaitable';
import { isfuture } from './future';

/** Checks that `value` is a list, and not a single awaitable, although those can be iterated, too. */
export function checkList(value: unknown, what: string, of: string): void {
  const isSingle = isfuture(value) || hasBrand(value, brands.coroutine) || tagOf(value) === 'Generator';
  if (!isSingle && typeof (value as Partial<Iterable<unknown>> | undefined)?.[Symbol.iterator] === 'function') return;
  throw new TypeError(`${what} needs a list of ${of}, but was given ${describe(value)}. Put a single one in brackets.`);
}
