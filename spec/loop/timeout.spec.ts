import {
  CancelledError,
  createTask,
  currentTask,
  EventLoop,
  getRunningLoop,
  Lock,
  run,
  RuntimeError,
  sleep,
  timeout,
  TimeoutError,
  timeoutAt,
  type Timeout,
} from 'tickless';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';

describe('timeout', () => {
  it('cancels its block when the deadline passes, and makes a TimeoutError of that', async () => {
    const outcome = await inBothKinds(
      function* () {
        yield* timeout(1000).with(function* () {
          yield* sleep(2000);
        });
      },
      async () => {
        await timeout(1000).with(async () => {
          await sleep(2000);
        });
      },
    );
    expect(outcome).toEqual({ error: 'TimeoutError: The deadline at 1000 ms passed.', time: 1000 });
  });

  it('gives the value of a block that is in time, and the block the deadline itself', async () => {
    const outcome = await inBothKinds(
      function* () {
        const deadline = timeout(1000);
        const value = yield* deadline.with(function* (self) {
          yield* sleep(10);
          return self === deadline;
        });
        yield* sleep(5000);
        return [value, deadline.expired(), deadline.when()];
      },
      async () => {
        const deadline = timeout(1000);
        const value = await deadline.with(async (self) => {
          await sleep(10);
          return self === deadline;
        });
        await sleep(5000);
        return [value, deadline.expired(), deadline.when()];
      },
    );
    expect(outcome).toEqual({ result: [true, false, 1000], time: 5010 });
  });

  it('passes on what the block throws', () => {
    expect(
      outcomeOf(function* () {
        yield* timeout(10).with(function* () {
          throw new Error('own');
        });
      }),
    ).toEqual({ error: 'Error: own', time: 0 });
  });

  it('leaves the task as it was: no request to cancel is left behind', () => {
    run(function* () {
      const deadline = timeout(10);
      try {
        yield* deadline.with(() => sleep(20));
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
      }
      expect([currentTask()!.cancelling(), deadline.expired()]).toEqual([0, true]);
      yield* sleep(5);
    });
    expect.assertions(2);
  });

  it('lets a cancellation from outside through', () => {
    run(function* () {
      const task = createTask(timeout(100).with(() => sleep(1000)));
      yield* sleep(10);
      task.cancel('from outside');
      yield* sleep(1);
      expect(() => task.result()).toThrow(new CancelledError('from outside'));
    });
  });

  it('lets a cancellation from outside through that comes at the same instant', () => {
    run(function* () {
      const task = createTask(timeout(10).with(() => sleep(1000)));
      getRunningLoop().callLater(10, () => task.cancel('from outside'));
      yield* sleep(20);
      expect(task.cancelled()).toBe(true);
    });
  });

  it('can be nested: only the block whose deadline passed is left', () => {
    const outcome = outcomeOf(function* () {
      return yield* timeout(100).with(function* () {
        try {
          yield* timeout(10).with(() => sleep(1000));
        } catch (error) {
          expect(error).toBeInstanceOf(TimeoutError);
        }
        return yield* sleep(20, 'outer goes on');
      });
    });
    expect(outcome).toEqual({ result: 'outer goes on', time: 30 });
  });

  it('has expired as soon as its block is cancelled', () => {
    const seen: boolean[] = [];
    outcomeOf(function* () {
      const deadline = timeout(10);
      yield* deadline.with(function* () {
        try {
          yield* sleep(20);
        } finally {
          seen.push(deadline.expired());
        }
      });
    });
    expect(seen).toEqual([true]);
  });

  it('cannot end the wait of a generator for a promise, but the next one', async () => {
    const outcome = await outcomeOfAsync(function* () {
      const lock = new Lock();
      const loop = getRunningLoop();
      const later = new Promise<void>((resolve) => loop.callLater(2000, resolve));
      yield* timeout(1000).with(function* () {
        yield* lock.with(() => later);
        yield* sleep(1000);
      });
    });
    expect(outcome).toEqual({ error: 'TimeoutError: The deadline at 1000 ms passed.', time: 2000 });
  });

  it('of 0 or less expires at the first wait', () => {
    for (const delay of [0, -5]) {
      expect(outcomeOf(() => timeout(delay).with(() => sleep(1))).error).toContain('TimeoutError');
      expect(outcomeOf(() => timeout(delay).with(() => sleep(0))).error).toContain('TimeoutError');
    }
  });

  it('of undefined or Infinity never expires', () => {
    for (const delay of [undefined, Infinity]) {
      const outcome = outcomeOf(function* () {
        const deadline = timeout(delay);
        return [yield* deadline.with(() => sleep(1e9, 'in time')), deadline.when()];
      });
      expect(outcome).toEqual({ result: ['in time', delay], time: 1e9 });
    }
  });

  it('can be at an absolute time', () => {
    const outcome = outcomeOf(function* () {
      yield* sleep(500);
      yield* timeoutAt(1000).with(() => sleep(2000));
    });
    expect(outcome).toEqual({ error: 'TimeoutError: The deadline at 1000 ms passed.', time: 1000 });
    expect(timeoutAt(undefined).when()).toBeUndefined();
  });

  describe('reschedule', () => {
    const rescheduled = (whenMs: number | undefined): ReturnType<typeof outcomeOf> =>
      outcomeOf(function* () {
        const deadline = timeout(1000);
        return yield* deadline.with(function* () {
          yield* sleep(500);
          deadline.reschedule(whenMs);
          expect(deadline.when()).toBe(whenMs);
          return yield* sleep(1000, 'in time');
        });
      });

    it('moves the deadline: later, earlier, to the past, away', () => {
      expect(rescheduled(5000)).toEqual({ result: 'in time', time: 1500 });
      expect(rescheduled(700)).toMatchObject({ time: 700 });
      expect(rescheduled(100)).toEqual({ error: 'TimeoutError: The deadline at 100 ms passed.', time: 500 });
      expect(rescheduled(undefined)).toEqual({ result: 'in time', time: 1500 });
    });

    it.each<[string, (deadline: Timeout) => void, string]>([
      ['before its block', () => {}, 'its block has not been entered; run it with timeout.with(…)'],
      ['after its block', (deadline) => void run(deadline.with(() => 1)), 'it is finished'],
    ])('is refused %s', (what, prepare, why) => {
      const deadline = timeoutAt(1000);
      prepare(deadline);
      expect(() => deadline.reschedule(2000)).toThrow(new RuntimeError(`The timeout cannot be rescheduled: ${why}.`));
    });

    it('is refused while the loop is not running, as in asyncio', () => {
      const loop = new EventLoop();
      const deadline = timeoutAt(1000);
      const task = loop.createTask(deadline.with(() => sleep(500)));
      loop.callLater(100, () => {
        loop.stop();
      });
      loop.runForever();
      expect(() => deadline.reschedule(2000)).toThrow('A timeout can be rescheduled only while its loop is running.');
      loop.runUntilComplete(task);
    });

    it('refuses what is no number', () => {
      expect(() => timeoutAt(10).reschedule(NaN)).toThrow(
        new RangeError('The deadline of reschedule() must be a number of milliseconds, but was given NaN.'),
      );
    });
  });

  it('can be entered once', () => {
    const { error } = outcomeOf(function* () {
      const deadline = timeout(10);
      yield* deadline.with(() => 1);
      yield* deadline.with(() => 1);
    });
    expect(error).toBe('RuntimeError: A timeout can be entered once. Make a new one for the next block.');
  });

  it('needs a task around it', async () => {
    const loop = new EventLoop();
    const error = new Promise((resolve) => {
      loop.callSoon(
        () =>
          void timeout(10)
            .with(() => 1)
            .then(undefined, resolve),
      );
    });
    await loop.runUntilCompleteAsync(sleep(1));
    expect(String(await error)).toBe(
      'RuntimeError: A timeout works by cancelling the task around it, and there is none here. Use it inside a coroutine.',
    );
  });

  it('refuses bad input at the call', () => {
    run(function* () {
      expect(() => timeout(NaN)).toThrow(
        new RangeError('The delay of timeout() must be a number of milliseconds, but was given NaN.'),
      );
      expect(() => timeoutAt('10' as never)).toThrow(
        new TypeError('The deadline of timeoutAt() must be a number of milliseconds, but was given the string "10".'),
      );
      expect(() => timeout(1).with(5 as never)).toThrow(
        new TypeError('Timeout.with() needs a function to call, but was given the number 5.'),
      );
    });
  });
});
