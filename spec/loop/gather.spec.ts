import fc from 'fast-check';
import {
  allTasks,
  CancelledError,
  createTask,
  EventLoop,
  gather,
  getRunningLoop,
  run,
  sleep,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';
import { check, checkAsync } from '../support/properties';

function* fail(delayMs: number, message = `failed at ${delayMs}`): GeneratorCoroutine<never> {
  yield* sleep(delayMs);
  throw new Error(message);
}

describe('gather', () => {
  it('runs everything at the same time, and gives the results in the order of the arguments', async () => {
    const outcome = await inBothKinds(
      function* () {
        return yield* gather(sleep(30, 'a'), sleep(10, 'b'), sleep(20, 'c'));
      },
      async () =>
        gather(
          async () => sleep(30, 'a'),
          () => sleep(10, 'b'),
          createTask(async () => sleep(20, 'c')),
        ),
    );
    expect(outcome).toEqual({ result: ['a', 'b', 'c'], time: 30 });
  });

  it('of nothing is done at once', () => {
    run(function* () {
      const all = gather();
      expect([all.done(), all.result(), yield* all]).toEqual([true, [], []]);
    });
  });

  it('starts its coroutines in the order of its arguments', () => {
    const seen: string[] = [];
    function* note(name: string): GeneratorCoroutine<void> {
      seen.push(name);
    }
    run(function* () {
      yield* gather(note('a'), note('b'), note('c'));
    });
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('runs one that is given twice once, and gives its result twice', () => {
    const nap = sleep(5, 'once');
    expect(outcomeOf(() => gather(nap, nap))).toEqual({ result: ['once', 'once'], time: 5 });
  });

  it('runs a function that is given twice each time', () => {
    let calls = 0;
    function* work(): GeneratorCoroutine<number> {
      return ++calls;
    }
    expect(outcomeOf(() => gather(work, work)).result).toEqual([1, 2]);
  });

  it('takes an object without settings for just that', () => {
    expect(outcomeOf(() => gather(sleep(5, 'one'), {})).result).toEqual(['one']);
  });

  it('takes native promises', async () => {
    expect(await outcomeOfAsync(async () => gather(Promise.resolve(1), sleep(5, 2)))).toEqual({
      result: [1, 2],
      time: 5,
    });
  });

  it('takes futures that are done already, and is done without a turn if all are', () => {
    run(function* () {
      const future = getRunningLoop().createFuture<string>();
      future.setResult('done');
      expect(gather(future, future).result()).toEqual(['done', 'done']);
      expect(yield* gather(future, sleep(1, 'later'))).toEqual(['done', 'later']);
    });
  });

  it('belongs to the loop of its first future, without a current loop', () => {
    const loop = new EventLoop();
    const future = loop.createFuture<number>();
    loop.callLater(5, () => future.setResult(1));
    expect(loop.runUntilComplete(gather(future, sleep(10, 2)))).toEqual([1, 2]);
  });

  it.each<[unknown, string]>([
    [5, 'the number 5'],
    ['work', 'the string "work"'],
    [null, 'null'],
    [[sleep(1), sleep(2)], 'an array of 2'],
    [{ returnException: true }, 'a plain object'],
    [{ returnExceptions: true, timeout: 5 }, 'a plain object'],
  ])('refuses %p, which is not awaitable, and starts nothing', (value, words) => {
    run(function* () {
      expect(() => gather(sleep(1), value as never)).toThrow(
        new TypeError(
          `gather() needs something awaitable (a coroutine, a future, a task, a promise, or a function that returns one), but was given ${words}.`,
        ),
      );
      expect(allTasks().size).toBe(1);
    });
  });

  describe('when one fails', () => {
    it('throws the first error at once; the others run on, and a second error is nobody’s surprise', () => {
      const loop = new EventLoop();
      const others = [loop.createTask(sleep(30, 'ran on')), loop.createTask(fail(20))] as const;
      loop.runUntilComplete(function* () {
        let error: unknown;
        try {
          yield* gather(others[0], fail(10), others[1]);
        } catch (thrown) {
          error = thrown;
        }
        expect([String(error), loop.time(), others[0].done()]).toEqual(['Error: failed at 10', 10, false]);
        expect(yield* others[0]).toBe('ran on');
        expect(others[1].unretrieved).toBe(false);
      });
    });

    it('keeps the first error, whoever fails later, and cannot be cancelled any more', () => {
      run(function* () {
        const others = [createTask(fail(20)), createTask(sleep(30, 'ran on'))] as const;
        const all = gather(fail(10), ...others);
        yield* sleep(15);
        expect([all.done(), all.cancel()]).toEqual([true, false]);
        yield* sleep(10);
        expect(all.exception()).toEqual(new Error('failed at 10'));
        expect(others[0].exception()).toEqual(new Error('failed at 20'));
        expect(yield* others[1]).toBe('ran on');
      });
    });

    it('collects errors as results with returnExceptions, cancellations too', () => {
      const { result, time } = outcomeOf(function* () {
        const cancelled = createTask(sleep(1000));
        getRunningLoop().callLater(20, () => cancelled.cancel('enough'));
        return yield* gather(fail(10), sleep(30, 'fine'), cancelled, { returnExceptions: true });
      });
      // A message that went to what the child waited for is not seen here, as in asyncio.
      expect(result).toEqual([new Error('failed at 10'), 'fine', new CancelledError()]);
      expect(time).toBe(30);
    });

    it('is cancelled as seen from outside if a child is: a CancelledError, but the future is not cancelled', () => {
      run(function* () {
        const child = createTask(sleep(1000));
        const all = gather(child, sleep(10));
        yield* sleep(1);
        child.cancel('one of them');
        yield* sleep(1);
        expect([all.done(), all.cancelled()]).toEqual([true, false]);
        expect(() => all.result()).toThrow(new CancelledError('one of them'));
        yield* sleep(20);
      });
    });

    it('is not bothered by the error of one that was done before', () => {
      run(function* () {
        const failed = createTask(fail(0));
        yield* sleep(1);
        expect(gather(failed, sleep(1)).exception()).toEqual(new Error('failed at 0'));
        yield* sleep(2);
      });
    });
  });

  describe('cancelled', () => {
    it('cancels all children, and ends when they have', async () => {
      const outcome = await inBothKinds(
        function* () {
          const children = [createTask(sleep(100)), createTask(sleep(200))];
          const task = createTask(function* () {
            return yield* gather(...children);
          });
          yield* sleep(10);
          task.cancel('all');
          yield* sleep(1);
          return [children.map((child) => child.cancelled()), task.cancelled()];
        },
        async () => {
          const children = [createTask(async () => sleep(100)), createTask(async () => sleep(200))];
          const task = createTask(async () => gather(...children));
          await sleep(10);
          task.cancel('all');
          await sleep(1);
          return [children.map((child) => child.cancelled()), task.cancelled()];
        },
      );
      expect(outcome).toEqual({ result: [[true, true], true], time: 11 });
    });

    it('is cancelled with returnExceptions, too, although its children are only results then', () => {
      run(function* () {
        const all = gather(sleep(100), { returnExceptions: true });
        yield* sleep(1);
        expect(all.cancel('enough')).toBe(true);
        yield* sleep(1);
        expect(() => all.result()).toThrow(new CancelledError('enough'));
      });
    });

    it('cancels plain futures as well', () => {
      run(function* () {
        const future = getRunningLoop().createFuture();
        const all = gather(future, { returnExceptions: true });
        expect([all.cancel('enough'), future.cancelled()]).toEqual([true, true]);
        yield* sleep(1);
        expect(() => all.result()).toThrow(new CancelledError('enough'));
      });
    });

    it('has no effect when everything is done', () => {
      run(function* () {
        const all = gather(sleep(1));
        yield* all;
        expect(all.cancel()).toBe(false);
        const [done, undone] = [createTask(sleep(1)), gather(createTask(sleep(1)))];
        yield* done;
        yield* sleep(1);
        expect(undone.cancel()).toBe(false);
      });
    });

    it('has no effect when the children are done and only the news is on its way', () => {
      run(function* () {
        const future = getRunningLoop().createFuture<string>();
        const all = gather(future);
        future.setResult('in time');
        expect(all.cancel()).toBe(false);
        expect(yield* all).toEqual(['in time']);
      });
    });

    it.each([0, 1, 2])(
      'leaves the task that waits for it to be cancelled, also %p turns after the last result',
      (turns) => {
        run(function* () {
          const future = getRunningLoop().createFuture<string>();
          const waiter = createTask(function* () {
            yield* gather(future);
            yield* sleep(100);
          });
          yield* sleep(1);
          future.setResult('in time');
          for (let turn = 0; turn < turns; turn++) yield;
          waiter.cancel();
          yield* sleep(1);
          expect(waiter.cancelled()).toBe(true);
        });
      },
    );
  });

  /** A plan of sleeps: one, a chain of plans, or plans at the same time. */
  type Plan = number | { readonly chain: Plan[] } | { readonly all: Plan[] };

  const plans = fc.letrec<{ plan: Plan }>((tie) => ({
    plan: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.nat(100),
      fc.record({ chain: fc.array(tie('plan'), { maxLength: 6, size: 'max' }) }),
      fc.record({ all: fc.array(tie('plan'), { maxLength: 6, size: 'max' }) }),
    ),
  })).plan;

  function durationOf(plan: Plan): number {
    if (typeof plan === 'number') return plan;
    if ('all' in plan) return Math.max(0, ...plan.all.map(durationOf));
    return plan.chain.reduce<number>((sum, part) => sum + durationOf(part), 0);
  }

  function* perform(plan: Plan): GeneratorCoroutine {
    if (typeof plan === 'number') return yield* sleep(plan, plan);
    if ('all' in plan) return yield* gather(...plan.all.map(perform));
    const results: unknown[] = [];
    for (const part of plan.chain) results.push(yield* perform(part));
    return results;
  }

  async function performAsync(plan: Plan): Promise<unknown> {
    if (typeof plan === 'number') return sleep(plan, plan);
    if ('all' in plan) return gather(...plan.all.map((part) => async () => performAsync(part)));
    const results: unknown[] = [];
    for (const part of plan.chain) results.push(await performAsync(part));
    return results;
  }

  function resultOf(plan: Plan): unknown {
    return typeof plan === 'number' ? plan : ('all' in plan ? plan.all : plan.chain).map(resultOf);
  }

  it('takes the longest of its parts, and a chain their sum, however they are nested (property)', () => {
    check(
      fc.property(plans, (plan) => {
        expect(outcomeOf(perform(plan))).toEqual({ result: resultOf(plan), time: durationOf(plan) });
      }),
    );
  });

  it('gives the same times and results by the Async twin, in both kinds of coroutine (property)', async () => {
    await checkAsync(
      fc.asyncProperty(plans, async (plan) => {
        const expected = outcomeOf(perform(plan));
        expect(await outcomeOfAsync(perform(plan))).toEqual(expected);
        expect(await outcomeOfAsync(async () => performAsync(plan))).toEqual(expected);
      }),
      30,
    );
  });
});
