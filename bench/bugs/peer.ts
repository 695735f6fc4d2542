import fc from 'fast-check';
import type { Test, World } from './program';

/** In how many runs fast-check's scheduler finds the bug of `test`; undefined if it does not in `most`. */
export async function runsOfFastCheck(test: Test, seed: number, most: number): Promise<number | undefined> {
  const property = fc.asyncProperty(fc.scheduler(), (scheduler) => underScheduler(scheduler, test));
  const { failed, numRuns } = await fc.check(property, { seed, numRuns: most, endOnFailure: true });
  return failed ? numRuns : undefined;
}

async function underScheduler(scheduler: fc.Scheduler, test: Test): Promise<void> {
  let outcome: { error?: unknown } | undefined;
  test(worldOf(scheduler)).then(
    () => (outcome = {}),
    (error: unknown) => (outcome = { error }),
  );
  await scheduler.waitIdle();
  if (outcome === undefined) throw new Error('deadlock: nothing is scheduled any more');
  if ('error' in outcome) throw outcome.error;
}

function worldOf(scheduler: fc.Scheduler): World {
  return {
    spawn: async (name, body) => {
      await scheduler.schedule(Promise.resolve(), name);
      return body();
    },
    boundary:
      (name, fn) =>
      async (...args) => {
        // As at a boundary of `Sim`, the effect takes place at the call, and the reply comes when it is chosen.
        const reply = Promise.resolve().then(() => fn(...args));
        reply.catch(() => undefined);
        await scheduler.schedule(Promise.resolve(), name);
        return reply;
      },
  };
}
