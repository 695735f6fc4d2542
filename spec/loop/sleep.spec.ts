import fc from 'fast-check';
import {
  createTask,
  EventLoop,
  getRunningLoop,
  run,
  setEventLoop,
  sleep,
  timer,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf } from '../support/outcomes';
import { check, longArray } from '../support/properties';

describe('sleep', () => {
  it('takes exactly its time, virtually, and returns the result it was given', async () => {
    const outcome = await inBothKinds(
      function* () {
        yield* sleep(0.25);
        return yield* sleep(3_600_000, 'an hour later');
      },
      async () => {
        await sleep(0.25);
        return sleep(3_600_000, 'an hour later');
      },
    );
    expect(outcome).toEqual({ result: 'an hour later', time: 3_600_000.25 });
    expect(outcomeOf(sleep(1)).result).toBeUndefined();
  });

  it('counts from when it is awaited, not from when it was made', () => {
    expect(
      outcomeOf(function* () {
        const nap = sleep(10);
        yield* sleep(5);
        yield* nap;
      }).time,
    ).toBe(15);
  });

  it.each([0, -5, -Infinity])('of %p ms gives the others one turn of the loop', async (delay) => {
    const seen: string[] = [];
    const outcome = outcomeOf(function* () {
      createTask(function* () {
        seen.push('another task');
        yield;
        seen.push('another task, a turn later');
      });
      seen.push('before');
      yield* sleep(delay);
      seen.push('after');
      yield* sleep(1);
    });
    expect(seen).toEqual(['before', 'another task', 'after', 'another task, a turn later']);
    expect(outcome.time).toBe(1);
  });

  it('of 0 ms gives the others a turn in async functions, too', async () => {
    const seen: string[] = [];
    await new EventLoop().runUntilCompleteAsync(async () => {
      createTask(async () => seen.push('another task'));
      await sleep(0);
      seen.push('after');
    });
    expect(seen).toEqual(['another task', 'after']);
  });

  it('of Infinity never ends, and does not count as scheduled', () => {
    const { error, time } = outcomeOf(sleep(Infinity));
    expect(error).toContain('DeadlockError: Nothing is ready and nothing is scheduled at 0 ms');
    expect(error).toContain('sleep(Infinity)');
    expect(time).toBe(0);
    expect(
      outcomeOf(function* () {
        const task = createTask(sleep(Infinity));
        yield* sleep(5);
        task.cancel();
        yield* task;
      }),
    ).toEqual({ error: 'CancelledError', time: 5 });
  });

  it('is cancelled by what is due at the same time and was scheduled before', () => {
    run(function* () {
      getRunningLoop().callLater(10, () => task.cancel());
      const task = createTask(sleep(10));
      yield* sleep(20);
      expect(task.cancelled()).toBe(true);
    });
  });

  it('refuses what is no number at the call, naming the value', () => {
    expect(() => sleep(NaN)).toThrow(
      new RangeError('The delay of sleep() must be a number of milliseconds, but was given NaN.'),
    );
    expect(() => sleep('10' as never)).toThrow(
      new TypeError('The delay of sleep() must be a number of milliseconds, but was given the string "10".'),
    );
  });

  it('gives up its timer when the generator around it is closed', () => {
    const loop = new EventLoop();
    function* sleeper(): GeneratorCoroutine<void> {
      yield* sleep(1000);
    }
    loop.runUntilComplete(function* () {
      const generator = sleeper();
      generator.next();
      generator.return();
      const unused = sleep(5);
      unused[Symbol.iterator]();
      expect(unused.return(undefined)).toEqual({ done: true, value: undefined });
    });
    expect(() => loop.runForever()).toThrow('nothing is scheduled at 0 ms');
  });

  it('adds up: a chain takes the sum of its parts (property)', () => {
    check(
      fc.property(longArray(fc.nat(1000), 50), (delays) => {
        const { time } = outcomeOf(function* () {
          for (const delay of delays) yield* sleep(delay);
        });
        expect(time).toBe(delays.reduce((sum, delay) => sum + delay, 0));
      }),
    );
  });
});

describe('timer', () => {
  it('calls back once, after its time, and is done then', () => {
    run(function* () {
      const seen: number[] = [];
      const task = timer(3000, () => seen.push(getRunningLoop().time()));
      yield* sleep(10_000);
      expect([seen, task.done()]).toEqual([[3000], true]);
    });
  });

  it('is called off by cancelling it', () => {
    run(function* () {
      const seen: string[] = [];
      const task = timer(3000, () => seen.push('was to be called off'));
      yield* sleep(2999);
      task.cancel();
      yield* sleep(10);
      expect([task.cancelled(), seen]).toEqual([true, []]);
    });
  });

  it('refuses bad delays and callbacks at the call', () => {
    setEventLoop(new EventLoop());
    expect(() => timer(NaN, () => {})).toThrow(RangeError);
    expect(() => timer(1, undefined as never)).toThrow(
      new TypeError('timer() needs a function to call, but was given undefined.'),
    );
    setEventLoop(undefined);
  });
});
