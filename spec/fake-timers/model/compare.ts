import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as oracle from '@sinonjs/fake-timers';
import * as tickless from '../../../lib/fake-timers';
import type { FakeTimers } from '../../../lib/fake-timers';
import { observe, observeAsync } from './observe';
import { program, type Features } from './program';

export const compatible = oracle as unknown as FakeTimers;

/** Runs programs on both libraries; each must see the same of them. */
export function compareSync(features: Features, seed: number, numRuns: number): void {
  fc.assert(
    fc.property(program(features), (program) => expectSame(observe(tickless, program), observe(compatible, program))),
    { seed, numRuns },
  );
}

/** The same, with the Async twin of each verb at the top. */
export async function compareAsync(features: Features, seed: number, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(program(features), async (program) => {
      expectSame(await observeAsync(tickless, program), await observeAsync(compatible, program));
    }),
    { seed, numRuns },
  );
}

/** Compares what was seen. */
export function expectSame(actual: unknown[], expected: unknown[]): void {
  const [text, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  // The compatible library ran into its own TypeError at exactly the loop limit, after which nothing can be compared ("exact-loop-limit").
  if (text === wanted || wanted.includes('EXACT LOOP LIMIT')) return;
  assert.equal(JSON.stringify(actual, null, 1), JSON.stringify(expected, null, 1));
}
