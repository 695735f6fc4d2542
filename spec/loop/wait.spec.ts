import {
  ALL_COMPLETED,
  createTask,
  EventLoop,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  getRunningLoop,
  run,
  sleep,
  wait,
  type Future,
  type GeneratorCoroutine,
  type WaitOptions,
} from 'tickless';
import { inBothKinds, outcomeOf } from '../support/outcomes';

function* fail(delayMs: number): GeneratorCoroutine<never> {
  yield* sleep(delayMs);
  throw new Error(`failed at ${delayMs}`);
}

/** Waits for tasks named for what they do, and says which are done and which pending. */
function* namesAfterWait(options: WaitOptions): GeneratorCoroutine<Record<'done' | 'pending', string[]>> {
  const tasks: Future[] = [
    createTask(sleep(10), { name: 'sleeps 10' }),
    createTask(fail(20), { name: 'fails at 20' }),
    createTask(sleep(30), { name: 'sleeps 30' }),
  ];
  const { done, pending } = yield* wait(tasks, options);
  const names = (set: Set<Future>): string[] => tasks.filter((task) => set.has(task)).map(nameOf);
  return { done: names(done), pending: names(pending) };
}

function nameOf(task: Future): string {
  return (task as unknown as { getName(): string }).getName();
}

describe('wait', () => {
  it.each<[WaitOptions, number, string[]]>([
    [{}, 30, ['sleeps 10', 'fails at 20', 'sleeps 30']],
    [{ returnWhen: ALL_COMPLETED }, 30, ['sleeps 10', 'fails at 20', 'sleeps 30']],
    [{ returnWhen: FIRST_COMPLETED }, 10, ['sleeps 10']],
    [{ returnWhen: FIRST_EXCEPTION }, 20, ['sleeps 10', 'fails at 20']],
    [{ timeout: 15 }, 15, ['sleeps 10']],
    [{ timeout: 0 }, 0, []],
    [{ timeout: Infinity }, 30, ['sleeps 10', 'fails at 20', 'sleeps 30']],
    [{ timeout: 25, returnWhen: FIRST_EXCEPTION }, 20, ['sleeps 10', 'fails at 20']],
  ])('with %j returns after %p ms, cancels nothing and throws nothing', (options, time, done) => {
    const outcome = outcomeOf(namesAfterWait(options));
    expect(outcome.time).toBe(time);
    expect(outcome.result).toEqual({
      done,
      pending: ['sleeps 10', 'fails at 20', 'sleeps 30'].filter((name) => !done.includes(name)),
    });
  });

  it('works in async functions', async () => {
    const outcome = await inBothKinds(
      function* () {
        const tasks = [createTask(sleep(10)), createTask(sleep(30))];
        const { done, pending } = yield* wait(tasks, { returnWhen: FIRST_COMPLETED });
        return [done.has(tasks[0]!), pending.has(tasks[1]!)];
      },
      async () => {
        const tasks = [createTask(async () => sleep(10)), createTask(async () => sleep(30))];
        const { done, pending } = await wait(tasks, { returnWhen: FIRST_COMPLETED });
        return [done.has(tasks[0]!), pending.has(tasks[1]!)];
      },
    );
    expect(outcome).toEqual({ result: [true, true], time: 10 });
  });

  it('with FIRST_EXCEPTION does not take a cancellation for an exception, as in asyncio', () => {
    expect(
      outcomeOf(function* () {
        const [cancelled, other] = [createTask(sleep(1000)), createTask(sleep(30))];
        getRunningLoop().callLater(10, () => cancelled.cancel());
        const { done } = yield* wait([cancelled, other], { returnWhen: FIRST_EXCEPTION });
        return done.size;
      }),
    ).toEqual({ result: 2, time: 30 });
  });

  it('returns without waiting for what is done already', () => {
    expect(
      outcomeOf(function* () {
        const task = createTask(sleep(10));
        yield* task;
        const { done } = yield* wait([task]);
        return done.size;
      }),
    ).toEqual({ result: 1, time: 10 });
  });

  it('cancelled, leaves what it waited for alone', () => {
    run(function* () {
      const task = createTask(sleep(100, 'ran on'));
      const waiter = createTask(wait([task]));
      yield* sleep(10);
      waiter.cancel();
      yield* sleep(1);
      expect([waiter.cancelled(), task.done()]).toEqual([true, false]);
      expect(yield* task).toBe('ran on');
    });
  });

  it('is cancelled, too, if what it waited for is done in the same instant, before the news is there', () => {
    run(function* () {
      const future = getRunningLoop().createFuture<number>();
      const waiter = createTask(wait([future]));
      yield* sleep(1);
      future.setResult(1);
      waiter.cancel();
      yield* sleep(1);
      expect(waiter.cancelled()).toBe(true);
    });
  });

  it('leaves nothing behind with those that are pending, and nobody else who waits for them', () => {
    const loop = new EventLoop({ trace: true });
    const seen: string[] = [];
    loop.runUntilComplete(function* () {
      const future = loop.createFuture<string>();
      function* other(name: string): GeneratorCoroutine<void> {
        seen.push(`${name}: ${yield* future}`);
      }
      const first = createTask(other('first'));
      yield* sleep(1);
      for (const round of ['a', 'b']) {
        const { pending } = yield* wait([future], { timeout: 10 });
        expect([round, pending.has(future)]).toEqual([round, true]);
      }
      const { done } = yield* wait([future, createTask(sleep(5))], { timeout: 1000, returnWhen: FIRST_COMPLETED });
      expect(done.size).toBe(1);
      const last = createTask(other('last'));
      yield* sleep(1);
      future.setResult('here');
      yield* wait([first, last]);
    });
    expect(seen).toEqual(['first: here', 'last: here']);
    // Only the ends of what was waited for: the task that slept, then the first and the last.
    expect(loop.trace!.events.filter(({ label }) => label === 'wait')).toHaveLength(3);
    // Nor the timeout of 1000 ms.
    expect(() => loop.runForever()).toThrow('nothing is scheduled at 27 ms');
  });

  it('does not count as looking at an exception', () => {
    run(function* () {
      const task = createTask(fail(1));
      yield* wait([task]);
      expect(task.unretrieved).toBe(true);
      task.exception();
    });
  });

  it('counts one that is given twice once', () => {
    run(function* () {
      const task = createTask(sleep(1));
      const { done } = yield* wait([task, task]);
      expect(done.size).toBe(1);
    });
  });

  it.each<[string, unknown, WaitOptions, string]>([
    ['no futures', [], {}, 'RangeError: wait() was given no futures: it would never return.'],
    ['something that is no list', 5, {}, 'TypeError: wait() needs a list of futures, but was given the number 5.'],
    [
      'a single coroutine',
      sleep(1),
      {},
      'TypeError: wait() needs a list of futures, but was given an object of class Sleep.',
    ],
    ['a coroutine in the list', [sleep(1)], {}, 'Make a task of it first: createTask(work()).'],
    ['a number in the list', [5], {}, 'Everything in the list must be a future or a task.'],
  ])('refuses %s', (what, futures, options, message) => {
    expect(outcomeOf(() => wait(futures as never, options)).error).toContain(message);
  });

  it('refuses settings that it does not know', () => {
    const outcome = (options: object): string =>
      outcomeOf(function* () {
        yield* wait([createTask(sleep(1))], options);
      }).error!;
    expect(outcome({ returnWhen: 'FIRST' })).toBe(
      'RangeError: wait() knows returnWhen FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, but was given the string "FIRST".',
    );
    expect(outcome({ timeout: NaN })).toBe(
      'RangeError: The timeout of wait() must be a number of milliseconds, but was given NaN.',
    );
  });
});
