import fc from 'fast-check';
import { Barrier, BrokenBarrierError, createTask, gather, run, sleep, type GeneratorCoroutine } from 'tickless';
import { crowd, visits } from '../support/crowd';
import { inBothKinds, outcomeOf } from '../support/outcomes';
import { check } from '../support/properties';

function* arrive(barrier: Barrier, delayMs: number): GeneratorCoroutine<number> {
  yield* sleep(delayMs);
  return yield* barrier.wait();
}

describe('Barrier', () => {
  it('opens when all parties have arrived, and tells each its place, again and again', async () => {
    const outcome = await inBothKinds(
      function* () {
        const barrier = new Barrier(2);
        return [
          yield* gather(arrive(barrier, 30), arrive(barrier, 10)),
          yield* gather(arrive(barrier, 10), arrive(barrier, 30)),
        ];
      },
      async () => {
        const barrier = new Barrier(2);
        const arriveAsync = (delayMs: number) => async () => {
          await sleep(delayMs);
          return barrier.wait();
        };
        return [await gather(arriveAsync(30), arriveAsync(10)), await gather(arriveAsync(10), arriveAsync(30))];
      },
    );
    expect(outcome).toEqual({
      result: [
        [1, 0],
        [0, 1],
      ],
      time: 60,
    });
  });

  it('says how many parties it needs, how many wait, and whether it is broken', () => {
    run(function* () {
      const barrier = new Barrier(3);
      const waiting = [createTask(barrier.wait()), createTask(barrier.wait())];
      yield* sleep(1);
      expect([barrier.parties, barrier.nWaiting, barrier.broken]).toEqual([3, 2, false]);
      yield* barrier.wait();
      yield* gather(...waiting);
      expect(barrier.nWaiting).toBe(0);
    });
  });

  it('lets who comes while a group is leaving wait for the next one', () => {
    const { result } = outcomeOf(function* () {
      const barrier = new Barrier(2);
      const seen: string[] = [];
      function* pass(name: string) {
        yield* barrier.wait();
        seen.push(`${name}, ${barrier.nWaiting} waiting`);
      }
      const group = [createTask(pass('a')), createTask(pass('b')), createTask(pass('c'))];
      yield* sleep(1);
      seen.push('then');
      yield* gather(pass('d'), ...group);
      return seen;
    });
    expect(result).toEqual(['b, 0 waiting', 'a, 0 waiting', 'then', 'd, 0 waiting', 'c, 0 waiting']);
  });

  it('runs a block with the place of arrival', () => {
    run(function* () {
      expect(yield* new Barrier(1).with((place) => `place ${place}`)).toBe('place 0');
    });
  });

  it('sends those who wait away when it is reset, and can be used on', () => {
    run(function* () {
      const barrier = new Barrier(2);
      const waiter = createTask(barrier.wait());
      yield* barrier.reset();
      yield* sleep(1);
      yield* barrier.reset();
      yield* sleep(1);
      expect(() => waiter.result()).toThrow(
        new BrokenBarrierError('The barrier was reset while this task waited at it.'),
      );
      expect(yield* gather(barrier.wait(), barrier.wait())).toEqual([0, 1]);
    });
  });

  it('lets who comes while those who were sent away are leaving wait for the next group', () => {
    run(function* () {
      const barrier = new Barrier(2);
      const sentAway = createTask(barrier.wait());
      yield* sleep(1);
      yield* barrier.reset();
      const late = createTask(barrier.wait(), { eagerStart: true });
      yield* sleep(1);
      expect(() => sentAway.result()).toThrow(BrokenBarrierError);
      expect([late.done(), barrier.nWaiting]).toEqual([false, 1]);
      expect(yield* gather(late, barrier.wait())).toEqual([0, 1]);
    });
  });

  it('stays broken once it was aborted, until it is reset', () => {
    run(function* () {
      const barrier = new Barrier(2);
      const waiter = createTask(barrier.wait());
      yield* sleep(1);
      yield* barrier.abort();
      yield* sleep(1);
      expect([barrier.broken, barrier.nWaiting]).toEqual([true, 0]);
      expect(() => waiter.result()).toThrow(
        new BrokenBarrierError('The barrier was aborted while this task waited at it.'),
      );
      const late = createTask(barrier.wait());
      yield* sleep(1);
      expect(() => late.result()).toThrow(
        new BrokenBarrierError('The barrier was aborted and stays broken. Call reset(), or make a new one.'),
      );
      yield* barrier.reset();
      expect(barrier.broken).toBe(false);
      expect(yield* gather(barrier.wait(), barrier.wait())).toEqual([0, 1]);
    });
  });

  it.each([0, 1.5, NaN])('cannot have %p parties', (parties) => {
    expect(() => new Barrier(parties)).toThrow(
      new RangeError(`The parties of a barrier must be a whole number of at least 1, but was given ${parties}.`),
    );
  });

  it('needs a function for its block', () => {
    expect(() => new Barrier(1).with(5 as never)).toThrow(
      new TypeError('Barrier.with() needs a function to call, but was given the number 5.'),
    );
  });

  it('lets them through in groups of its size, and stays usable, whoever is cancelled (property)', () => {
    check(
      fc.property(visits, fc.integer({ min: 1, max: 4 }), (all, parties) => {
        run(function* () {
          const barrier = new Barrier(parties);
          // Whoever is left alone at the end would wait for ever.
          const end = createTask(function* () {
            yield* sleep(100);
            yield* barrier.reset();
          });
          const places: number[] = [];
          yield* crowd(all, function* () {
            try {
              places.push(yield* barrier.wait());
            } catch (error) {
              if (!(error instanceof BrokenBarrierError)) throw error;
            }
          });
          yield* end;
          expect(places.every((place) => place >= 0 && place < parties)).toBe(true);
          expect(barrier.nWaiting).toBe(0);
          const again = yield* gather(...Array.from({ length: parties }, () => barrier.wait()));
          expect(again).toEqual([...again.keys()]);
        });
      }),
      100,
    );
  });
});
