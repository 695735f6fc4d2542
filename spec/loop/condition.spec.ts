import fc from 'fast-check';
import {
  Condition,
  createTask,
  Lock,
  run,
  RuntimeError,
  sleep,
  TimeoutError,
  waitFor,
  type Coroutine,
  type GeneratorCoroutine,
} from 'tickless';
import { crowd, visits } from '../support/crowd';
import { inBothKinds, outcomeOf } from '../support/outcomes';
import { check } from '../support/properties';

describe('Condition', () => {
  it('lets tasks that hold its lock wait for each other’s news', async () => {
    const outcome = await inBothKinds(
      function* () {
        const changed = new Condition();
        let stock = 0;
        const buyer = createTask(() =>
          changed.with(function* () {
            const seen = yield* changed.waitFor(() => stock > 0 && `found ${stock}`);
            stock--;
            return seen;
          }),
        );
        yield* sleep(5);
        yield* changed.with(function* () {
          stock++;
          changed.notify();
        });
        return [yield* buyer, stock];
      },
      async () => {
        const changed = new Condition();
        let stock = 0;
        const buyer = createTask(async () =>
          changed.with(async () => {
            const seen = await changed.waitFor(() => stock > 0 && `found ${stock}`);
            stock--;
            return seen;
          }),
        );
        await sleep(5);
        await changed.with(async () => {
          stock++;
          changed.notify();
        });
        return [await buyer, stock];
      },
    );
    expect(outcome).toEqual({ result: ['found 1', 0], time: 5 });
  });

  it('wakes as many as it is told to, first come first served', () => {
    run(function* () {
      const changed = new Condition();
      const seen: string[] = [];
      function* waiter(name: string): GeneratorCoroutine<void> {
        yield* changed.with(function* () {
          expect(yield* changed.wait()).toBe(true);
          seen.push(name);
        });
      }
      for (const name of 'abcd') createTask(waiter(name));
      yield* sleep(1);
      for (const notify of [() => changed.notify(), () => changed.notify(2), () => changed.notifyAll()]) {
        yield* changed.with(notify);
        yield* sleep(1);
        seen.push('|');
      }
      expect(seen.join('')).toBe('a|bc|d|');
    });
  });

  it('can share a lock, and is one itself', () => {
    run(function* () {
      const lock = new Lock();
      const [one, other] = [new Condition(lock), new Condition(lock)];
      yield* one.acquire();
      expect([lock.locked(), other.locked()]).toEqual([true, true]);
      {
        using held = other;
        expect(held.locked()).toBe(true);
      }
      expect(one.locked()).toBe(false);
    });
  });

  it('holds its lock again when a wait is cancelled', () => {
    run(function* () {
      const changed = new Condition();
      const waiter = createTask(function* () {
        yield* changed.acquire();
        try {
          yield* changed.wait();
        } finally {
          expect(changed.locked()).toBe(true);
          changed.release();
        }
      });
      yield* sleep(1);
      yield* changed.acquire();
      waiter.cancel('first');
      yield* sleep(1);
      // It waits for the lock now, and a second request does not keep it from taking that.
      waiter.cancel('second');
      yield* sleep(1);
      expect(waiter.done()).toBe(false);
      changed.release();
      yield* sleep(1);
      expect(() => waiter.result()).toThrow('second');
      expect(changed.locked()).toBe(false);
    });
  });

  it('passes on what its lock throws when it is to be taken again', () => {
    class RetiringLock extends Lock {
      retired = false;

      override acquire(): Coroutine<true> {
        if (this.retired) throw new Error('The lock has retired.');
        return super.acquire();
      }
    }
    const outcome = outcomeOf(function* () {
      const lock = new RetiringLock();
      const changed = new Condition(lock);
      const waiter = createTask(function* () {
        yield* changed.acquire();
        yield* changed.wait();
      });
      yield* sleep(1);
      yield* changed.with(() => changed.notify());
      lock.retired = true;
      yield* waiter;
    });
    expect(outcome).toEqual({ error: 'Error: The lock has retired.', time: 1 });
  });

  it.each<[string, (changed: Condition) => GeneratorCoroutine, string]>([
    [
      'wait without the lock',
      function* (changed) {
        yield* changed.wait();
      },
      'RuntimeError: A condition can be waited for only while its lock is held. Wait inside condition.with(…).',
    ],
    [
      'notify without the lock',
      function* (changed) {
        changed.notify();
      },
      'RuntimeError: Nobody can be notified: the lock of the condition is not held. Notify inside condition.with(…).',
    ],
    [
      'notifyAll without the lock',
      function* (changed) {
        changed.notifyAll();
      },
      'RuntimeError: Nobody can be notified: the lock of the condition is not held. Notify inside condition.with(…).',
    ],
    [
      'notify half a task',
      function* (changed) {
        yield* changed.with(() => changed.notify(0.5));
      },
      'RangeError: The number of tasks to notify must be a whole number of at least 0, but was given 0.5.',
    ],
    [
      'wait for no predicate',
      function* (changed) {
        yield* changed.with(() => changed.waitFor(5 as never));
      },
      'TypeError: Condition.waitFor() needs a function to call, but was given the number 5.',
    ],
    [
      'run what is no block',
      function* (changed) {
        yield* changed.with(5 as never);
      },
      'TypeError: Condition.with() needs a function to call, but was given the number 5.',
    ],
  ])('refuses to %s', (what, use, message) => {
    expect(outcomeOf(use(new Condition())).error).toBe(message);
    expect(() => new Condition().release()).toThrow(RuntimeError);
  });

  it('loses no notice and stays usable, whoever is cancelled (property)', () => {
    check(
      fc.property(visits, (all) => {
        run(function* () {
          const changed = new Condition();
          let tokens = 0;
          let holders = 0;
          yield* crowd(all, function* ({ stays }, index) {
            yield* changed.with(function* () {
              expect(++holders).toBe(1);
              try {
                if (index % 2 === 0) {
                  tokens++;
                  changed.notify();
                  return;
                }
                holders--;
                try {
                  yield* waitFor(
                    changed.waitFor(() => tokens > 0),
                    stays + 1,
                  );
                } finally {
                  holders++;
                }
                tokens--;
              } catch (error) {
                if (!(error instanceof TimeoutError)) throw error;
              } finally {
                holders--;
              }
            });
          });
          expect(changed.locked()).toBe(false);
          const waiter = createTask(() => changed.with(() => changed.wait()));
          yield* sleep(1);
          yield* changed.with(() => changed.notify());
          expect(yield* waiter).toBe(true);
        });
      }),
      100,
    );
  });
});
