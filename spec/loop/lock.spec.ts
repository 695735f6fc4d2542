import fc from 'fast-check';
import { createTask, gather, Lock, run, RuntimeError, sleep, type GeneratorCoroutine, type Task } from 'tickless';
import { crowd, visits } from '../support/crowd';
import { inBothKinds, outcomeOf, outcomeOfAsync } from '../support/outcomes';
import { check } from '../support/properties';

describe('Lock', () => {
  it('is held by one at a time, and the others wait', async () => {
    const outcome = await inBothKinds(
      function* () {
        const lock = new Lock();
        const seen: string[] = [];
        function* worker(name: string): GeneratorCoroutine<void> {
          yield* lock.with(function* () {
            seen.push(`${name} in`);
            yield* sleep(10);
            seen.push(`${name} out`);
          });
        }
        yield* gather(worker('a'), worker('b'));
        return seen;
      },
      async () => {
        const lock = new Lock();
        const seen: string[] = [];
        const worker = (name: string) => async () =>
          lock.with(async () => {
            seen.push(`${name} in`);
            await sleep(10);
            seen.push(`${name} out`);
          });
        await gather(worker('a'), worker('b'));
        return seen;
      },
    );
    expect(outcome).toEqual({ result: ['a in', 'a out', 'b in', 'b out'], time: 20 });
  });

  it('is taken without a turn of the loop when it is free', () => {
    run(function* () {
      const lock = new Lock();
      expect(lock.locked()).toBe(false);
      expect(yield* lock.acquire()).toBe(true);
      expect(lock.locked()).toBe(true);
      lock.release();
      expect(lock.locked()).toBe(false);
    });
  });

  it('is handed over fairly: whoever asks between the release and the wake-up queues behind', () => {
    run(function* () {
      const lock = new Lock();
      const seen: string[] = [];
      function* worker(name: string): GeneratorCoroutine<void> {
        yield* lock.acquire();
        seen.push(name);
        lock.release();
      }
      yield* lock.acquire();
      const waiting = createTask(worker('came first'));
      yield* sleep(1);
      lock.release();
      // Free, but not for the taking.
      expect(lock.locked()).toBe(false);
      yield* worker('came second');
      yield* waiting;
      expect(seen).toEqual(['came first', 'came second']);
    });
  });

  it('is released when its block throws, and gives what the block returns', async () => {
    const outcome = await inBothKinds(
      function* () {
        const lock = new Lock();
        try {
          yield* lock.with(function* () {
            throw new Error('in the block');
          });
        } catch {
          return [lock.locked(), yield* lock.with(() => sleep(1, 'value')), yield* lock.with(() => 'plain value')];
        }
        return [];
      },
      async () => {
        const lock = new Lock();
        try {
          await lock.with(async () => {
            throw new Error('in the block');
          });
        } catch {
          return [lock.locked(), await lock.with(async () => sleep(1, 'value')), await lock.with(() => 'plain value')];
        }
        return [];
      },
    );
    expect(outcome).toEqual({ result: [false, 'value', 'plain value'], time: 1 });
  });

  it('is released by "using" at the end of a block', () => {
    run(function* () {
      const lock = new Lock();
      {
        yield* lock.acquire();
        using held = lock;
        expect(held.locked()).toBe(true);
      }
      expect(lock.locked()).toBe(false);
    });
  });

  it('passes the turn of one that is cancelled after it was called to the next', () => {
    run(function* () {
      const lock = new Lock();
      yield* lock.acquire();
      const [first, second] = [createTask(lock.acquire()), createTask(lock.acquire())];
      yield* sleep(1);
      lock.release();
      first.cancel();
      expect(yield* second).toBe(true);
      expect(first.cancelled()).toBe(true);
    });
  });

  it('cannot be released by nobody: the error names it', () => {
    expect(() => new Lock().release()).toThrow(
      new RuntimeError('Lock cannot be released: nobody holds it. Release once for each acquire().'),
    );
    expect(() => new Lock({ name: 'account' }).release()).toThrow("Lock 'account' cannot be released");
  });

  it('is named in a deadlock, also if no task holds it', () => {
    const lock = new Lock({ name: 'account' });
    lock.acquire().next();
    const { error } = outcomeOf(() => lock.acquire());
    expect(error).toMatch(/^DeadlockError: [^]* waits for Lock 'account'$/m);
    expect(error).not.toContain('These wait for each other');
  });

  it('is part of a circle, too, if the task that holds it is done, but left an await behind', async () => {
    const lock = new Lock({ name: 'account' });
    const { error } = await outcomeOfAsync(async () => {
      const holder = createTask(
        async () => {
          await lock.acquire();
          void (async () => next)().then(() => lock.release());
        },
        { name: 'holder' },
      );
      const next: Task = createTask(async () => lock.acquire(), { name: 'next' });
      await holder;
      await next;
    });
    expect(error).toContain("task 'next' waits for Lock 'account', held by task 'holder', which is done");
    expect(error).toContain("These wait for each other: 'next' -> 'holder' -> 'next'.");
  });

  it('needs a function for its block', () => {
    expect(() => new Lock().with(5 as never)).toThrow(
      new TypeError('Lock.with() needs a function to call, but was given the number 5.'),
    );
  });

  it('is never held twice, and its waiters are served in the order in which they came, whoever is cancelled (property)', () => {
    check(
      fc.property(visits, (all) => {
        run(function* () {
          const lock = new Lock();
          const waiting = new Set<number>();
          let holders = 0;
          yield* crowd(all, function* ({ stays }, index) {
            waiting.add(index);
            try {
              yield* lock.acquire();
              expect(++holders).toBe(1);
              const [first] = waiting;
              expect(index).toBe(first);
            } finally {
              waiting.delete(index);
            }
            try {
              yield* sleep(stays);
            } finally {
              holders--;
              lock.release();
            }
          });
          expect([lock.locked(), yield* lock.with(() => 'still usable')]).toEqual([false, 'still usable']);
        });
      }),
    );
  });
});
