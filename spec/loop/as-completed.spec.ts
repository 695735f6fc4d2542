import {
  asCompleted,
  AsCompletedIterator,
  createTask,
  EventLoop,
  getRunningLoop,
  run,
  sleep,
  TimeoutError,
  type Coroutine,
  type Future,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';

function* fail(delayMs: number): GeneratorCoroutine<never> {
  yield* sleep(delayMs);
  throw new Error(`failed at ${delayMs}`);
}

describe('asCompleted', () => {
  it('gives coroutines for the results in the order in which they come in', async () => {
    const outcome = await inBothKinds(
      function* () {
        const results: string[] = [];
        for (const next of asCompleted([sleep(30, 'c'), sleep(10, 'a'), sleep(20, 'b')])) results.push(yield* next);
        return results;
      },
      async () => {
        const results: string[] = [];
        for (const next of asCompleted([async () => sleep(30, 'c'), () => sleep(10, 'a'), sleep(20, 'b')])) {
          results.push(await next);
        }
        return results;
      },
    );
    expect(outcome).toEqual({ result: ['a', 'b', 'c'], time: 30 });
  });

  it('gives the very futures, done, in a "for await"', async () => {
    const outcome = await outcomeOfAsync(async () => {
      const tasks = [createTask(sleep(30, 'slow')), createTask(sleep(10, 'quick'))];
      const order: number[] = [];
      for await (const future of asCompleted(tasks)) {
        expect(future.done()).toBe(true);
        order.push(tasks.indexOf(future as (typeof tasks)[number]));
      }
      return order;
    });
    expect(outcome).toEqual({ result: [1, 0], time: 30 });
  });

  it('gives the same to generator coroutines by anext()', () => {
    run(function* () {
      const tasks = [createTask(sleep(30, 'slow')), createTask(sleep(10, 'quick'))];
      const results = asCompleted(tasks);
      expect(results).toBeInstanceOf(AsCompletedIterator);
      const first = yield* results.anext();
      expect(first.value).toBe(tasks[1]);
      expect(((yield* results.anext()).value as Future<string>).result()).toBe('slow');
      expect(yield* results.anext()).toEqual({ done: true, value: undefined });
      expect(results.next()).toEqual({ done: true, value: undefined });
    });
  });

  it('throws what was thrown where the result is awaited', () => {
    const { result, time } = outcomeOf(function* () {
      const words: string[] = [];
      for (const next of asCompleted<string>([sleep(20, 'fine'), fail(10)])) {
        try {
          words.push(yield* next);
        } catch (error) {
          words.push(String(error));
        }
      }
      return words;
    });
    expect([result, time]).toEqual([['Error: failed at 10', 'fine'], 20]);
  });

  it('may have its coroutines awaited in any order: each takes the next result', () => {
    run(function* () {
      const [a, b] = [...asCompleted([sleep(20, 'second'), sleep(10, 'first')])];
      const [fromB, fromA] = [yield* b!, yield* a!];
      expect([fromB, fromA]).toEqual(['first', 'second']);
    });
  });

  it('counts one that is given twice once, and nothing at all as finished', () => {
    run(function* () {
      const task = createTask(sleep(1));
      expect([...asCompleted([task, task])]).toHaveLength(1);
      expect([...asCompleted([])]).toEqual([]);
      yield* task;
    });
  });

  it('counts a coroutine that is given twice once, and a function each time', () => {
    run(function* () {
      const nap = sleep(1, 'rested');
      const again = (): Coroutine<string> => sleep(1, 'again');
      const words: string[] = [];
      for (const next of asCompleted([nap, nap, again, again])) words.push(yield* next);
      expect(words).toEqual(['rested', 'again', 'again']);
    });
    expect.assertions(1);
  });

  it('says in a deadlock that it waits for the next result', () => {
    const { error } = outcomeOf(function* () {
      for (const next of asCompleted([getRunningLoop().createFuture()])) yield* next;
    });
    expect(error).toContain('waits for the next result of asCompleted()');
  });

  it('needs a loop', () => {
    expect(() => asCompleted([])).toThrow(/^asCompleted\(\) needs an event loop, /);
  });

  it('takes what is done already', () => {
    run(function* () {
      const task = createTask(sleep(1, 'done'));
      yield* task;
      for (const next of asCompleted([task])) expect(yield* next).toBe('done');
    });
    expect.assertions(1);
  });

  describe('with a timeout', () => {
    it('throws a TimeoutError for each result that is not in by then, and cancels nothing', () => {
      run(function* () {
        const tasks = [createTask(sleep(10, 'in time')), createTask(sleep(30, 'late')), createTask(sleep(40, 'later'))];
        const words: string[] = [];
        for (const next of asCompleted(tasks, { timeout: 20 })) {
          try {
            words.push(yield* next);
          } catch (error) {
            expect(error).toBeInstanceOf(TimeoutError);
            words.push((error as Error).message);
          }
        }
        const message = 'The timeout of asCompleted() passed before all results were in.';
        expect(words).toEqual(['in time', message, message]);
        expect(yield* tasks[2]!).toBe('later');
      });
      expect.assertions(4);
    });

    it('throws it in a "for await", too', async () => {
      const outcome = await outcomeOfAsync(async () => {
        for await (const future of asCompleted([createTask(sleep(30))], { timeout: 20 })) void future;
      });
      expect(outcome).toMatchObject({ error: expect.stringContaining('TimeoutError') as string, time: 20 });
    });

    it('is called off when all results are in', () => {
      expect(
        outcomeOf(function* () {
          for (const next of asCompleted([sleep(10)], { timeout: 20 })) yield* next;
          yield* sleep(100);
        }),
      ).toEqual({ result: undefined, time: 110 });
    });

    it('does not keep a run going once all results are in', () => {
      const loop = new EventLoop();
      loop.runUntilComplete(function* () {
        for (const next of asCompleted([sleep(10)], { timeout: 20 })) yield* next;
      });
      expect(loop['engine'].timers.size).toBe(0);
    });

    it('is none at all if there is nothing to wait for', () => {
      const loop = new EventLoop();
      loop.runUntilComplete(function* () {
        expect([...asCompleted([], { timeout: 20 })]).toEqual([]);
      });
      expect(loop['engine'].timers.size).toBe(0);
    });

    it('must be a number', () => {
      run(function* () {
        const task = createTask(sleep(1));
        expect(() => asCompleted([task], { timeout: NaN })).toThrow(
          new RangeError('The timeout of asCompleted() must be a number of milliseconds, but was given NaN.'),
        );
        expect(() => asCompleted([], { timeout: '20' as never })).toThrow(TypeError);
        yield* task;
      });
    });
  });

  it.each<[string, () => unknown, string]>([
    ['a number', () => 5, 'the number 5'],
    ['nothing', () => undefined, 'undefined'],
    ['a single coroutine', () => sleep(1), 'an object of class Sleep'],
    ['a single generator', () => fail(1), 'a Generator'],
    ['a single future', () => createTask(sleep(1)), 'an object of class Task'],
  ])('needs a list of awaitables, not %s', (what, make, words) => {
    const { error } = outcomeOf(function* () {
      asCompleted(make() as never);
    });
    expect(error).toBe(
      `TypeError: asCompleted() needs a list of awaitables, but was given ${words}. Put a single one in brackets.`,
    );
  });

  it('needs awaitables in the list', () => {
    const { error } = outcomeOf(function* () {
      asCompleted([5 as never]);
    });
    expect(error).toMatch(/^TypeError: asCompleted\(\) needs something awaitable .*, but was given the number 5\.$/);
  });

  it('refuses a future of another loop', () => {
    const { error } = outcomeOf(function* () {
      asCompleted([new EventLoop().createFuture()]);
    });
    expect(error).toContain('RangeError: The future belongs to a different event loop');
  });
});
