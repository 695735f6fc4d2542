/**
 * Schedules as data for fast-check's properties. Start with {@link schedule}.
 *
 * @packageDocumentation
 */
import { Arbitrary, type Random, Stream, Value } from 'fast-check';
import type { Arbitrary as EsArbitrary } from 'fast-check' with { 'resolution-mode': 'import' };
import { KeepSet } from './fast-check-keep-set';
import { Schedule } from './fast-check-schedule';

export { Schedule };

/**
 * An arbitrary of schedules: which of the things that are pending happens first, how long replies take, which calls fail, what `sim.pick` picks.
 *
 * It goes beside arbitraries of data. A failing schedule shrinks to the decisions that matter, and the counterexample prints no others; fast-check's own `{ seed, path }` has it again. It needs fast-check 3 or
 * later, which is an optional peer of this library.
 *
 * ```ts
 * import fc from 'fast-check';
 * import { schedule } from 'tickless/fast-check';
 *
 * const property = fc.asyncProperty(schedule(), fc.integer({ min: 1 }), async (schedule, amount) => {
 *   let balance = 0;
 *   await schedule.run(async (sim) => {
 *     const read = sim.boundary('read', () => balance);
 *     async function deposit(): Promise<void> {
 *       balance = (await read()) + amount;
 *     }
 *     await Promise.all([sim.spawn('A', deposit), sim.spawn('B', deposit)]);
 *   });
 *   if (balance !== 2 * amount) throw new Error(`a deposit was lost`);
 * });
 * await fc.assert(property); // throws Error: Property failed
 * ```
 */
export function schedule(): Arbitrary<Schedule> & EsArbitrary<Schedule> {
  // fast-check has two builds, which look alike at run time. To the compiler their types are strangers, and it cannot know which one goes with the caller.
  return new ScheduleArbitrary() as Arbitrary<Schedule> as Arbitrary<Schedule> & EsArbitrary<Schedule>;
}

class ScheduleArbitrary extends Arbitrary<Schedule> {
  generate(mrng: Random): Value<Schedule> {
    const key = mrng.nextInt(0, 0x7fffffff);
    return valueOf(key, KeepSet.ALL, mrng.nextInt(0, 3) === 0);
  }

  canShrinkWithoutContext(value: unknown): value is Schedule {
    return value instanceof Schedule;
  }

  shrink({ key, keep, gentle }: Schedule): Stream<Value<Schedule>> {
    const smaller = new Stream(keep.shrinks()).map((kept) => valueOf(key, kept, gentle));
    if (gentle) return smaller;
    // Giving way to the next is easier to understand than giving way to anybody, and often enough: everywhere, or at one place alone.
    const alone = keep === KeepSet.ALL ? new Stream(KeepSet.singles()) : Stream.nil<KeepSet>();
    return Stream.of(keep)
      .join(alone)
      .map((kept) => valueOf(key, kept, true))
      .join(smaller);
  }
}

function valueOf(key: number, keep: KeepSet, gentle: boolean): Value<Schedule> {
  return new Value(new Schedule(key, keep, gentle), undefined);
}
