import fc from 'fast-check';
import * as oracle from '@sinonjs/fake-timers';
import * as tickless from '../../../lib/fake-timers';
import type { FakeTimers } from '../../../lib/fake-timers';
import { observe } from './observe';
import { program, type Features } from './program';

const compatible = oracle as unknown as FakeTimers;

/** Runs programs on both libraries; each must see the same of them. */
export function compareSync(features: Features, seed: number, numRuns: number): void {
  fc.assert(
    fc.property(program(features), (program) => {
      const expected = withoutExactLimit(observe(compatible, program));
      if (expected === undefined) return;
      expectSame(observe(tickless, program), expected);
    }),
    { seed, numRuns },
  );
}

/** Undefined if the program ran into the compatible library's own TypeError at exactly the loop limit, after which nothing can be compared ("exact-loop-limit"). */
export function withoutExactLimit(seen: unknown[]): unknown[] | undefined {
  return JSON.stringify(seen).includes('EXACT LOOP LIMIT') ? undefined : seen;
}

/** Strings are compared first, because Jest's own comparison of long lists is slow. */
export function expectSame(actual: unknown[], expected: unknown[]): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}
