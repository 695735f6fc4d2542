import fc from 'fast-check';
import { BoundedSemaphore, createTask, gather, run, Semaphore, sleep, type GeneratorCoroutine } from 'tickless';
import { crowd, visits } from '../support/crowd';
import { inBothKinds } from '../support/outcomes';
import { check } from '../support/properties';

describe.each([
  ['Semaphore', Semaphore],
  ['BoundedSemaphore', BoundedSemaphore],
] as const)('%s', (name, Kind) => {
  it('lets as many in as it has permits', async () => {
    const outcome = await inBothKinds(
      function* () {
        const permits = new Kind(2);
        yield* gather(...Array.from({ length: 5 }, () => permits.with(() => sleep(10))));
        return permits.locked();
      },
      async () => {
        const permits = new Kind(2);
        await gather(...Array.from({ length: 5 }, () => async () => permits.with(async () => sleep(10))));
        return permits.locked();
      },
    );
    expect(outcome).toEqual({ result: false, time: 30 });
  });

  it('has one permit by default', () => {
    run(function* () {
      const permit = new Kind();
      expect([permit.locked(), yield* permit.acquire(), permit.locked()]).toEqual([false, true, true]);
      permit.release();
      expect(permit.locked()).toBe(false);
    });
  });

  it('gives its permit back by "using"', () => {
    run(function* () {
      const permit = new Kind();
      {
        yield* permit.acquire();
        using held = permit;
        expect(held.locked()).toBe(true);
      }
      expect(permit.locked()).toBe(false);
    });
  });

  it('passes the permit of one that is cancelled after it got it to the next', () => {
    run(function* () {
      const permit = new Kind();
      yield* permit.acquire();
      const [first, second] = [createTask(permit.acquire()), createTask(permit.acquire())];
      yield* sleep(1);
      permit.release();
      first.cancel();
      expect(yield* second).toBe(true);
      expect([first.cancelled(), permit.locked()]).toEqual([true, true]);
    });
  });

  it('keeps its permit when something else than a cancellation is thrown at one who waits, and gets it back from one who had it', () => {
    run(function* () {
      const permit = new Kind();
      yield* permit.acquire();
      const [early, late] = [permit.acquire(), permit.acquire()];
      early.next();
      expect(() => early.throw(new Error('own'))).toThrow('own');
      expect(permit.locked()).toBe(true);
      late.next();
      permit.release();
      expect(permit.locked()).toBe(true);
      expect(() => late.throw(new Error('own'))).toThrow('own');
      expect([permit.locked(), yield* permit.acquire(), permit.locked()]).toEqual([false, true, true]);
    });
  });

  it.each([-1, 0.5, NaN])('cannot begin with %p permits', (value) => {
    expect(() => new Kind(value)).toThrow(
      new RangeError(`The initial value of a semaphore must be a whole number of at least 0, but was given ${value}.`),
    );
  });

  it('needs a function for its block', () => {
    expect(() => new Kind().with(null as never)).toThrow(
      new TypeError(`${name}.with() needs a function to call, but was given null.`),
    );
  });

  it('never lets in more than it has permits, in the order of arrival, and loses none, whoever is cancelled (property)', () => {
    check(
      fc.property(visits, fc.integer({ min: 1, max: 4 }), (all, count) => {
        run(function* () {
          const permits = new Kind(count);
          const waiting = new Set<number>();
          let inside = 0;
          yield* crowd(all, function* ({ stays }, index) {
            waiting.add(index);
            try {
              yield* permits.acquire();
              expect(++inside).toBeLessThanOrEqual(count);
            } finally {
              waiting.delete(index);
            }
            try {
              yield* sleep(stays);
            } finally {
              inside--;
              permits.release();
            }
          });
          for (let i = 0; i < count; i++) {
            expect(permits.locked()).toBe(false);
            yield* permits.acquire();
          }
          expect(permits.locked()).toBe(true);
        });
      }),
      100,
    );
  });
});

/** Notes its name once it has a permit, and keeps that. */
function* enter(permits: Semaphore, name: string, seen: string[]): GeneratorCoroutine<void> {
  yield* permits.acquire();
  seen.push(name);
}

describe('Semaphore', () => {
  it('may be released more often than it was acquired', () => {
    run(function* () {
      const permits = new Semaphore(0);
      const waiter = createTask(permits.acquire());
      yield* sleep(1);
      permits.release();
      permits.release();
      expect([yield* waiter, permits.locked()]).toEqual([true, false]);
    });
  });

  it('lets all go on at once for whom there are permits, when those before them have left the line', () => {
    run(function* () {
      const permits = new Semaphore(0);
      const seen: string[] = [];
      const first = createTask(enter(permits, 'a', seen));
      yield* sleep(1);
      for (let i = 0; i < 3; i++) permits.release();
      // There are permits, but the first has not taken its own yet.
      const others = ['b', 'c'].map((name) => createTask(enter(permits, name, seen), { eagerStart: true }));
      yield* first;
      expect(seen).toEqual(['a', 'b', 'c']);
      yield* gather(...others);
    });
  });

  it('serves its waiters in the order in which they came', () => {
    run(function* () {
      const permits = new Semaphore(0);
      const seen: string[] = [];
      const tasks = ['a', 'b', 'c'].map((name) => createTask(enter(permits, name, seen)));
      yield* sleep(1);
      for (const task of tasks) {
        permits.release();
        yield* task;
      }
      expect(seen).toEqual(['a', 'b', 'c']);
    });
  });
});

describe('BoundedSemaphore', () => {
  it('refuses to be released more often than it was acquired', () => {
    expect(() => new BoundedSemaphore(2).release()).toThrow(
      new RangeError(
        'This semaphore was released too many times: it has all its 2 permits. Release once for each acquire().',
      ),
    );
  });
});
