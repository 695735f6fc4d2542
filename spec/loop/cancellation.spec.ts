import fc from 'fast-check';
import {
  allTasks,
  CancelledError,
  createTask,
  currentTask,
  Event,
  EventLoop,
  gather,
  getRunningLoop,
  run,
  sleep,
  TaskGroup,
  timeout,
  type GeneratorCoroutine,
} from 'tickless';
import { crowd, visits } from '../support/crowd';
import { outcomeOf } from '../support/outcomes';
import { check, longArray } from '../support/properties';

/*
 * What cancellation at any moment must leave true, against models that know only times. The acts of which the model must know who came first are given
 * different fractions of a millisecond, so that no two of them fall into the same instant.
 */

const cancelTimes = fc.option(
  fc.nat(14).map((time) => time + 0.75),
  { nil: undefined, freq: 2 },
);

/** A task that cancels `target` at a time, if it is to be cancelled; it is to be ended by hand. */
function* cancelAt(time: number | undefined, target: { cancel(): boolean }): GeneratorCoroutine<void> {
  if (time === undefined) return;
  yield* sleep(time - getRunningLoop().time());
  target.cancel();
}

describe('Event', () => {
  it('lets each task through at the first moment from its arrival on at which it is set, in order of arrival, unless cancelled before (property)', () => {
    const flips = longArray(fc.nat(40), 8);
    check(
      fc.property(visits, flips, (all, times) => {
        const event = new Event();
        const changes = [...new Set(times)].sort((a, b) => a - b).map((time) => time + 0.5);
        const ends = [...changes, 100.5];
        const arrivals: number[] = [];
        const passed: { index: number; time: number }[] = [];
        run(function* () {
          const loop = getRunningLoop();
          const now = (): number => loop.time();
          const flipping = createTask(function* () {
            for (const [i, change] of ends.entries()) {
              yield* sleep(change - now());
              if (i % 2 === 0) event.set();
              else event.clear();
            }
            event.set();
          });
          yield* crowd(all, function* (_, index) {
            arrivals.push(index);
            expect(yield* event.wait()).toBe(true);
            passed.push({ index, time: now() });
          });
          yield* flipping;
        });
        const setsAt = ends.filter((_, i) => i % 2 === 0);
        const isSetAt = (time: number): boolean => ends.filter((change) => change < time).length % 2 === 1;
        const goesAt = (arrives: number): number =>
          isSetAt(arrives) ? arrives : (setsAt.find((time) => time > arrives) ?? 100.5);
        for (const [index, { arrives, cancelledAt }] of all.entries()) {
          const time = passed.find((one) => one.index === index)?.time;
          const due = goesAt(arrives);
          if (cancelledAt === undefined || cancelledAt > due) expect(time).toBe(due);
          else if (cancelledAt < due) expect(time).toBe(undefined);
        }
        const order = passed.map(({ index, time }) => [time, arrivals.indexOf(index)] as const);
        expect(order).toEqual([...order].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
      }),
    );
  });
});

describe('TaskGroup', () => {
  const members = longArray(fc.record({ ends: fc.nat(12), fails: fc.boolean(), cleansUpFor: fc.nat(4) }), 12, 1);

  it('ends when its last member has, all others cancelled at the first failure or cancellation, and loses no error (property)', () => {
    check(
      fc.property(members, fc.nat(12), cancelTimes, (all, blockTakes, cancelledAt) => {
        const blockEnds = blockTakes + 0.25;
        const loop = new EventLoop();
        let outcome = '';
        let [left, stillRunning, requests] = [NaN, NaN, NaN];
        const cleanedUp: number[] = [];
        function* member(index: number): GeneratorCoroutine<void> {
          const { ends, fails, cleansUpFor } = all[index]!;
          try {
            yield* sleep(ends);
          } catch (error) {
            yield* sleep(cleansUpFor);
            cleanedUp.push(index);
            throw error;
          }
          if (fails) throw new Error(String(index));
        }
        function* parent(): GeneratorCoroutine<void> {
          try {
            yield* new TaskGroup().with(function* (group) {
              for (const index of all.keys()) group.createTask(member(index));
              yield* sleep(blockEnds);
            });
            outcome = 'all well';
          } catch (error) {
            if (error instanceof AggregateError) outcome = error.errors.map((one: Error) => one.message).join();
            else if (error instanceof CancelledError) outcome = 'cancelled';
            else throw error;
          } finally {
            left = loop.time();
            stillRunning = allTasks().size;
            requests = currentTask()!.cancelling();
          }
        }
        const main = loop.createTask(parent());
        const canceller = loop.createTask(cancelAt(cancelledAt, main));
        loop.runUntilComplete(gather(main, { returnExceptions: true }));

        const failures = all.filter(({ fails }) => fails).map(({ ends }) => ends);
        const abortedAt = Math.min(...failures, cancelledAt ?? Infinity);
        const cancelledMembers = [...all.keys()].filter((index) => all[index]!.ends > abortedAt);
        const errors = [...all.keys()].filter((index) => all[index]!.fails && all[index]!.ends <= abortedAt);
        const end = Math.max(
          Math.min(blockEnds, abortedAt),
          ...all.map(({ ends, cleansUpFor }) => (ends <= abortedAt ? ends : abortedAt + cleansUpFor)),
        );
        const wasCancelled = cancelledAt !== undefined && cancelledAt <= end;
        expect(left).toBe(end);
        expect([...cleanedUp].sort()).toEqual([...cancelledMembers].sort());
        expect(stillRunning).toBe(1 + (canceller.done() ? 0 : 1));
        expect(requests).toBe(wasCancelled ? 1 : 0);
        if (errors.length > 0) expect(outcome.split(',').map(Number).sort()).toEqual(errors.sort());
        else expect(outcome).toBe(wasCancelled ? 'cancelled' : 'all well');
      }),
    );
  });
});

describe('timeout', () => {
  it('of several around each other, the first whose deadline passes ends its block, and no other; a cancellation from outside stays one (property)', () => {
    const deadlines = fc.array(fc.option(fc.nat(12), { nil: undefined }), { minLength: 1, maxLength: 5 });
    check(
      fc.property(fc.nat(14), deadlines, cancelTimes, (takes, times, cancelledAt) => {
        const levels = times.map((time, level) => (time === undefined ? undefined : time + (level + 1) / 16));
        const log: string[] = [];
        function* nest(level: number): GeneratorCoroutine<void> {
          if (level === levels.length) {
            yield* sleep(takes);
            log.push('done');
            return;
          }
          const deadline = timeout(levels[level]);
          try {
            yield* deadline.with(() => nest(level + 1));
          } catch (error) {
            log.push(`${level} ${(error as Error).name} ${String(deadline.expired())} ${currentTask()!.cancelling()}`);
            if (deadline.expired()) return;
            throw error;
          }
        }
        const outcome = outcomeOf(function* () {
          const main = createTask(nest(0));
          const canceller = createTask(cancelAt(cancelledAt, main));
          try {
            yield* main;
          } finally {
            canceller.cancel();
          }
        });
        const ends = [...levels.map((time) => time ?? Infinity), cancelledAt ?? Infinity, takes];
        const first = Math.min(...ends);
        const level = ends.indexOf(first);
        expect(outcome.time).toBe(first);
        if (first === takes) {
          expect([log, outcome.error]).toEqual([['done'], undefined]);
        } else if (first === cancelledAt) {
          expect(log).toEqual(levels.map((_, i) => `${levels.length - 1 - i} CancelledError false 1`));
          expect(outcome.error).toBe('CancelledError');
        } else {
          // Those inside see the cancellation pass through; the one whose deadline it is takes its request back.
          const inside = levels.slice(level + 1).map((_, i) => `${levels.length - 1 - i} CancelledError false 1`);
          expect(log).toEqual([...inside, `${level} TimeoutError true 0`]);
          expect(outcome.error).toBe(undefined);
        }
      }),
      500,
    );
  });
});
