import {
  CancelledError,
  createTask,
  currentTask,
  EventLoop,
  getRunningLoop,
  run,
  shield,
  sleep,
  TimeoutError,
  waitFor,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';

describe('waitFor', () => {
  it('returns the result if it comes in time', async () => {
    const outcome = await inBothKinds(
      function* () {
        return [yield* waitFor(sleep(500, 'in time'), 1000), yield* waitFor(sleep(1, 'no limit'), undefined)];
      },
      async () => [
        await waitFor(async () => sleep(500, 'in time'), 1000),
        await waitFor(sleep(1, 'no limit'), undefined),
      ],
    );
    expect(outcome).toEqual({ result: ['in time', 'no limit'], time: 501 });
  });

  it('cancels what does not come in time, waits for its end, and throws a TimeoutError', async () => {
    const seen: string[] = [];
    const outcome = await inBothKinds(
      function* () {
        yield* waitFor(function* () {
          try {
            yield* sleep(2000);
          } finally {
            yield* sleep(5);
            seen.push('cleaned up');
          }
        }, 1000);
      },
      async () =>
        waitFor(async () => {
          try {
            await sleep(2000);
          } finally {
            await sleep(5);
            seen.push('cleaned up');
          }
        }, 1000),
    );
    expect(outcome).toEqual({ error: 'TimeoutError: The deadline at 1000 ms passed.', time: 1005 });
    expect(seen).toEqual(['cleaned up', 'cleaned up', 'cleaned up']);
  });

  it('keeps the CancelledError as the cause', () => {
    run(function* () {
      let error: unknown;
      try {
        yield* waitFor(sleep(2), 1);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(TimeoutError);
      expect((error as Error).cause).toBeInstanceOf(CancelledError);
    });
  });

  it('passes on an error, and a result that beats the cancellation', () => {
    function* failing(): GeneratorCoroutine<never> {
      yield* sleep(1);
      throw new Error('own');
    }
    function* declining(): GeneratorCoroutine<string> {
      try {
        return yield* sleep(100, 'slept');
      } catch {
        return 'declined to be cancelled';
      }
    }
    expect(outcomeOf(() => waitFor(failing(), 10)).error).toBe('Error: own');
    expect(outcomeOf(() => waitFor(declining(), 10)).result).toBe('declined to be cancelled');
  });

  it('runs a coroutine in the task that waits, not in one of its own', () => {
    run(function* () {
      const outer = currentTask();
      yield* waitFor(function* () {
        expect(currentTask()).toBe(outer);
        yield* sleep(1);
      }, 10);
    });
    expect.assertions(1);
  });

  it('cancels a task that it waits for, unless that is shielded', () => {
    run(function* () {
      const [lost, kept] = [createTask(sleep(100)), createTask(sleep(100, 'kept'))];
      for (const awaitable of [lost, shield(kept)]) {
        try {
          yield* waitFor(awaitable, 10);
        } catch (error) {
          expect(error).toBeInstanceOf(TimeoutError);
        }
      }
      expect([lost.cancelled(), yield* kept]).toEqual([true, 'kept']);
    });
    expect.assertions(3);
  });

  it('cancelled from outside throws a CancelledError, not a TimeoutError', () => {
    run(function* () {
      const task = createTask(waitFor(sleep(100), 50));
      yield* sleep(10);
      task.cancel('from outside');
      yield* sleep(1);
      expect(() => task.result()).toThrow(new CancelledError('from outside'));
    });
  });

  describe('with no time at all', () => {
    it.each([0, -1])('(%p ms) has a result only for what is done already', (timeout) => {
      run(function* () {
        const future = getRunningLoop().createFuture<string>();
        future.setResult('done already');
        expect(yield* waitFor(future, timeout)).toBe('done already');
        let error: unknown;
        try {
          yield* waitFor(sleep(0), timeout);
        } catch (thrown) {
          error = thrown;
        }
        expect(String(error)).toBe('TimeoutError: There was no time to wait at all.');
        expect((error as Error).cause).toBeInstanceOf(CancelledError);
      });
    });

    it('takes no turn of the loop for what is done already', () => {
      run(function* () {
        const seen: string[] = [];
        const future = getRunningLoop().createFuture<string>();
        future.setResult('done already');
        getRunningLoop().callSoon(() => seen.push('a turn of the loop'));
        seen.push(yield* waitFor(future, 0));
        yield* sleep(0);
        expect(seen).toEqual(['done already', 'a turn of the loop']);
      });
    });

    it('is cancelled, too, if what it waits for ends in the same instant, before the news is there', () => {
      run(function* () {
        const held = getRunningLoop().createFuture<string>();
        const stubborn = createTask(function* () {
          try {
            return yield* sleep(1000, 'slept');
          } catch {
            return yield* held;
          }
        });
        yield* sleep(1);
        const waiter = createTask(waitFor(stubborn, 0));
        yield* sleep(1);
        held.setResult('declined');
        yield; // to the end of the task, of which its watchers hear in the next turn
        expect([stubborn.done(), waiter.done()]).toEqual([true, false]);
        waiter.cancel();
        yield* sleep(1);
        expect(waiter.cancelled()).toBe(true);
      });
    });

    it('leaves nothing behind with what it has stopped waiting for', () => {
      const loop = new EventLoop({ trace: true });
      const ended = loop.runUntilComplete(function* () {
        const stubborn = createTask(function* () {
          try {
            return yield* sleep(1000, 'slept');
          } catch {
            return yield* sleep(10, 'declined');
          }
        });
        yield* sleep(1);
        const [patient, impatient] = [createTask(waitFor(stubborn, 0)), createTask(waitFor(stubborn, 0))];
        yield* sleep(1);
        impatient.cancel();
        return yield* patient;
      });
      expect(ended).toBe('declined');
      expect(loop.trace!.events.filter(({ label }) => label === 'waitFor')).toHaveLength(1);
    });

    it('waits for the end of what it cancels, and passes on what that throws or returns', () => {
      run(function* () {
        const [stubborn, messy] = [
          createTask(function* () {
            try {
              return yield* sleep(100, 'slept');
            } catch {
              return 'declined';
            }
          }),
          createTask(function* () {
            try {
              yield* sleep(100);
            } finally {
              throw new Error('from clean-up'); // eslint-disable-line no-unsafe-finally -- what is tested
            }
          }),
        ];
        yield* sleep(1);
        expect(yield* waitFor(stubborn, 0)).toBe('declined');
        let error: unknown;
        try {
          yield* waitFor(messy, 0);
        } catch (thrown) {
          error = thrown;
        }
        expect(String(error)).toBe('Error: from clean-up');
      });
    });
  });

  it('takes a native promise, which it stops waiting for', async () => {
    const outcome = await outcomeOfAsync(async () => [
      await waitFor(Promise.resolve('kept'), 10),
      await waitFor(async () => {
        await sleep(5);
        return 'mixed';
      }, 10),
    ]);
    expect(outcome).toEqual({ result: ['kept', 'mixed'], time: 5 });
  });

  it('stops waiting for a native promise when its time is up, although nobody can cancel one', async () => {
    const never = new Promise(() => undefined);
    for (const stuck of [never, () => never, async () => never]) {
      expect(await outcomeOfAsync(async () => waitFor(stuck, 1_000))).toMatchObject({
        error: expect.stringContaining('TimeoutError') as string,
        time: 1_000,
      });
      expect(await outcomeOfAsync(() => waitFor(stuck, 1_000))).toMatchObject({ time: 1_000 });
    }
  });

  it('does not hear any more of a promise that it has stopped waiting for', async () => {
    const outcome = await outcomeOfAsync(async () => {
      const failing = async () => {
        await new Promise<void>((resolve) => getRunningLoop().callLater(2_000, resolve));
        throw new Error('too late to matter');
      };
      await expect(async () => waitFor(failing, 1_000)).rejects.toThrow(TimeoutError);
      await sleep(5_000);
    });
    expect(outcome).toMatchObject({ time: 6_000 });
  });

  it('refuses a function that turns out to return nothing awaitable', () => {
    expect(outcomeOf(waitFor((() => 5) as never, 10)).error).toMatch(
      /^TypeError: The function given to waitFor\(\) must return something awaitable: it needs something awaitable .*, but was given the number 5\.$/,
    );
  });

  it('refuses bad input at the call', () => {
    expect(() => waitFor(5 as never, 10)).toThrow(
      new TypeError(
        'waitFor() needs something awaitable (a coroutine, a future, a task, a promise, or a function that returns one), but was given the number 5.',
      ),
    );
    expect(() => waitFor(sleep(1), NaN)).toThrow(
      new RangeError('The timeout of waitFor() must be a number of milliseconds, but was given NaN.'),
    );
    expect(() => waitFor(sleep(1), '10' as never)).toThrow(TypeError);
  });
});
