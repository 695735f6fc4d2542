import fc from 'fast-check';
import { CancelledError, createTask, sleep, type GeneratorCoroutine } from 'tickless';
import { longArray } from './properties';

/** One of many tasks that meet at a primitive: when it comes, how long it stays, and when it is cancelled, if it is. */
export interface Visit {
  readonly arrives: number;
  /** How many turns of the loop later it comes, or is cancelled: what matters is often who is first within an instant. */
  readonly turns: number;
  readonly stays: number;
  readonly cancelledAt: number | undefined;
}

/** Up to 30 visits, crowded enough that many fall into the same instant. */
export const visits: fc.Arbitrary<Visit[]> = longArray(
  fc.record({
    arrives: fc.nat(12),
    turns: fc.nat(3),
    stays: fc.nat(5),
    cancelledAt: fc.option(fc.nat(30), { nil: undefined, freq: 2 }),
  }),
  30,
);

/** Makes a task for each visit, which calls `visit` when it comes; returns when all have ended, cancelled or not. */
export function* crowd(
  all: readonly Visit[],
  visit: (visit: Visit, index: number) => GeneratorCoroutine<void>,
): GeneratorCoroutine<void> {
  const tasks = all.map((each, index) =>
    createTask(function* () {
      yield* sleep(each.arrives);
      for (let turn = 0; turn < each.turns; turn++) yield;
      yield* visit(each, index);
    }),
  );
  const cancellers = all.flatMap(({ cancelledAt, turns }, index) =>
    cancelledAt === undefined
      ? []
      : createTask(function* () {
          yield* sleep(cancelledAt);
          for (let turn = 0; turn < turns; turn++) yield;
          tasks[index]!.cancel();
        }),
  );
  for (const task of [...tasks, ...cancellers]) {
    try {
      yield* task;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
    }
  }
}
