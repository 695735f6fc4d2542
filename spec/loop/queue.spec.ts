import fc from 'fast-check';
import {
  createTask,
  EventLoop,
  getRunningLoop,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  run,
  sleep,
  type GeneratorCoroutine,
} from 'tickless';
import { crowd, visits } from '../support/crowd';
import { inBothKinds, outcomeOf } from '../support/outcomes';
import { check, longArray } from '../support/properties';

describe('Queue', () => {
  it('passes items from one task to another, first in, first out', async () => {
    const outcome = await inBothKinds(
      function* () {
        const queue = new Queue<number>(1);
        createTask(function* () {
          for (const n of [1, 2, 3]) yield* queue.put(n);
        });
        return [yield* queue.get(), yield* queue.get(), yield* queue.get()];
      },
      async () => {
        const queue = new Queue<number>(1);
        createTask(async () => {
          for (const n of [1, 2, 3]) await queue.put(n);
        });
        return [await queue.get(), await queue.get(), await queue.get()];
      },
    );
    expect(outcome).toEqual({ result: [1, 2, 3], time: 0 });
  });

  it('makes get wait while it is empty, and put while it is full', () => {
    run(function* () {
      const queue = new Queue<string>(1);
      const getter = createTask(queue.get());
      yield* sleep(1);
      expect(getter.done()).toBe(false);
      yield* queue.put('a');
      expect(yield* getter).toBe('a');
      yield* queue.put('b');
      const putter = createTask(queue.put('c'));
      yield* sleep(1);
      expect([putter.done(), queue.qsize()]).toEqual([false, 1]);
      expect([yield* queue.get(), yield* queue.get()]).toEqual(['b', 'c']);
    });
  });

  it('says what it holds', () => {
    const queue = new Queue<string>(2);
    const states = [[queue.qsize(), queue.empty(), queue.full()]];
    for (const item of ['a', 'b']) {
      queue.putNowait(item);
      states.push([queue.qsize(), queue.empty(), queue.full()]);
    }
    expect(states).toEqual([
      [0, true, false],
      [1, false, false],
      [2, false, true],
    ]);
    expect([queue.maxsize, new Queue().maxsize, new Queue(-3).maxsize]).toEqual([2, 0, 0]);
  });

  it('refuses at once what would have to wait, and says what to do', () => {
    const queue = new Queue<string>(1, { name: 'jobs' });
    expect(() => queue.getNowait()).toThrow(new QueueEmpty("Queue 'jobs' is empty. Await get() to wait for an item."));
    queue.putNowait('a');
    expect(() => queue.putNowait('b')).toThrow(
      new QueueFull("Queue 'jobs' is full: it holds 1 of 1 items. Await put() to wait for room."),
    );
    expect(queue.getNowait()).toBe('a');
  });

  it('is joined when taskDone was called for every item', () => {
    run(function* () {
      const queue = new Queue<string>();
      yield* queue.join();
      queue.putNowait('a');
      queue.putNowait('b');
      const joined = createTask(queue.join());
      yield* queue.get();
      queue.taskDone();
      yield* queue.get();
      yield* sleep(1);
      expect(joined.done()).toBe(false);
      queue.taskDone();
      yield* joined;
      expect(() => queue.taskDone()).toThrow(
        new RangeError('taskDone() was called too many times on Queue: once for each item that was put.'),
      );
    });
  });

  it('keeps its order through thousands of items', () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 5000; i++) queue.putNowait(i);
    for (let i = 0; i < 4999; i++) expect(queue.getNowait()).toBe(i);
    queue.putNowait(5000);
    expect([queue.getNowait(), queue.getNowait(), queue.empty()]).toEqual([4999, 5000, true]);
  });

  it.each([0.5, NaN])('cannot hold %p items', (maxsize) => {
    expect(() => new Queue(maxsize)).toThrow(RangeError);
    expect(() => new Queue('5' as never)).toThrow(
      new TypeError('The maxsize of a queue must be a whole number, but was given the string "5".'),
    );
  });

  describe('shut down', () => {
    it('takes nothing more, and gives what is left', () => {
      const queue = new Queue<string>();
      queue.putNowait('left');
      queue.shutdown();
      expect(() => queue.putNowait('late')).toThrow(new QueueShutDown('Queue was shut down and takes no more items.'));
      expect(queue.getNowait()).toBe('left');
      expect(() => queue.getNowait()).toThrow(new QueueShutDown('Queue was shut down and has no items left.'));
      expect(outcomeOf(() => queue.get()).error).toBe('QueueShutDown: Queue was shut down and has no items left.');
      expect(outcomeOf(() => queue.put('late')).error).toBe(
        'QueueShutDown: Queue was shut down and takes no more items.',
      );
    });

    it('wakes those who wait in vain', () => {
      run(function* () {
        const [empty, full] = [new Queue<string>(), new Queue<string>(1)];
        full.putNowait('a');
        const waiting = [createTask(empty.get()), createTask(full.put('b'))];
        yield* sleep(1);
        empty.shutdown();
        full.shutdown();
        yield* sleep(1);
        for (const task of waiting) expect(task.exception()).toBeInstanceOf(QueueShutDown);
      });
    });

    it('immediately drops its items, and is joined', () => {
      run(function* () {
        const queue = new Queue<string>();
        queue.putNowait('dropped');
        const joined = createTask(queue.join());
        yield* sleep(1);
        queue.shutdown(true);
        yield* joined;
        expect(queue.empty()).toBe(true);
      });
    });

    it('immediately is joined no sooner than the work on what was taken is done', () => {
      run(function* () {
        const queue = new Queue<string>();
        for (const item of 'abc') queue.putNowait(item);
        const joined = createTask(queue.join());
        yield* queue.get();
        queue.shutdown(true);
        yield* sleep(1);
        expect(joined.done()).toBe(false);
        queue.taskDone();
        yield* joined;
      });
    });

    it('immediately is joined, too, if more was reported as done than was taken', () => {
      run(function* () {
        const queue = new Queue<string>();
        for (const item of 'ab') queue.putNowait(item);
        const joined = createTask(queue.join());
        yield* sleep(1);
        queue.taskDone();
        queue.shutdown(true);
        yield* joined;
        expect(() => queue.taskDone()).toThrow(RangeError);
      });
    });
  });

  it('passes the turn of a getter or putter that is cancelled after it was woken to the next', () => {
    run(function* () {
      const queue = new Queue<string>(1);
      const getters = [createTask(queue.get()), createTask(queue.get())] as const;
      yield* sleep(1);
      queue.putNowait('a');
      getters[0].cancel();
      expect(yield* getters[1]).toBe('a');
      queue.putNowait('b');
      const putters = [createTask(queue.put('c')), createTask(queue.put('d'))] as const;
      yield* sleep(1);
      queue.getNowait();
      putters[0].cancel();
      yield* putters[1];
      expect(queue.getNowait()).toBe('d');
    });
  });

  it('leaves the others in their order when one is cancelled who waits, or who was woken in vain', () => {
    run(function* () {
      const queue = new Queue<string>();
      const order: number[] = [];
      const getters = [0, 1, 2, 3, 4].map((n) =>
        createTask(function* () {
          yield* queue.get();
          order.push(n);
        }),
      );
      yield* sleep(1);
      getters[0]!.cancel();
      yield* sleep(1);
      queue.putNowait('taken by somebody else');
      queue.getNowait();
      getters[1]!.cancel();
      yield* sleep(1);
      queue.putNowait('a');
      getters[3]!.cancel();
      yield* sleep(1);
      queue.putNowait('b');
      yield* sleep(1);
      expect(order).toEqual([2, 4]);
    });
  });

  it('is not waited for by who was cancelled before it began, or was closed', () => {
    run(function* () {
      const queue = new Queue<string>();
      const early = createTask(queue.get());
      early.cancel();
      const closed = queue.get();
      closed.next();
      closed.return('closed');
      const getter = createTask(queue.get());
      yield* sleep(1);
      expect(early.cancelled()).toBe(true);
      queue.putNowait('a');
      expect(yield* getter).toBe('a');
    });
  });

  it('loses and duplicates nothing and respects its bound, whoever is cancelled (property)', () => {
    check(
      fc.property(visits, fc.integer({ min: 1, max: 3 }), (all, maxsize) => {
        run(function* () {
          const queue = new Queue<number>(maxsize);
          const [put, got]: [number[], number[]] = [[], []];
          const waiting = { get: 0, put: 0 };
          // Between any two instants nobody waits who need not. Who is left alone at the end would wait for ever.
          const end = createTask(function* () {
            for (let time = 0.5; time < 100; time++) {
              yield* sleep(time - getRunningLoop().time());
              expect(waiting.get === 0 || queue.empty()).toBe(true);
              expect(waiting.put === 0 || queue.full()).toBe(true);
            }
            queue.shutdown();
          });
          yield* crowd(all, function* ({ stays }, index) {
            const puts = index % 2 === 0;
            const verb = puts ? 'put' : 'get';
            try {
              for (let i = 0; i <= stays; i++) {
                const item = 100 * index + i;
                waiting[verb]++;
                try {
                  if (puts) {
                    yield* queue.put(item);
                    put.push(item);
                  } else got.push(yield* queue.get());
                } finally {
                  waiting[verb]--;
                }
                expect(queue.qsize()).toBeLessThanOrEqual(maxsize);
                yield* sleep(i % 2);
              }
            } catch (error) {
              if (!(error instanceof QueueShutDown)) throw error;
            }
          });
          yield* end;
          while (!queue.empty()) got.push(queue.getNowait());
          expect(got.sort((a, b) => a - b)).toEqual(put.sort((a, b) => a - b));
        });
      }),
    );
  });
});

describe('LifoQueue', () => {
  it('gives the item that was put last first', () => {
    const stack = new LifoQueue<string>();
    for (const item of 'abc') stack.putNowait(item);
    expect([stack.qsize(), stack.getNowait(), stack.getNowait(), stack.getNowait()]).toEqual([3, 'c', 'b', 'a']);
  });
});

describe.each([
  ['LifoQueue', LifoQueue],
  ['PriorityQueue', PriorityQueue],
])('%s', (kind, Kind) => {
  it('is called what it is', () => {
    expect(() => new Kind().getNowait()).toThrow(`${kind} is empty.`);
    expect(() => new Kind(0, { name: 'jobs' }).getNowait()).toThrow(`${kind} 'jobs' is empty.`);
  });
});

describe('PriorityQueue', () => {
  it('gives the least first, of equal ones the one that was put first', () => {
    const queue = new PriorityQueue<[number, string]>();
    for (const item of ['2 a', '1 b', '2 c', '1 d']) queue.putNowait([Number(item[0]), item.slice(2)]);
    const compare = new PriorityQueue<{ rank: number; id: number }>(0, { compare: (a, b) => a.rank - b.rank });
    for (let id = 0; id < 6; id++) compare.putNowait({ rank: id % 2, id });
    expect(drain(queue).map(([, name]) => name)).toEqual(['b', 'd', 'a', 'c']);
    expect(drain(compare).map(({ id }) => id)).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it.each<[string, unknown[], unknown[]]>([
    ['numbers', [3, 1, 20], [1, 3, 20]],
    ['strings', ['c', 'a', 'b'], ['a', 'b', 'c']],
    ['bigints', [3n, 1n, 2n], [1n, 2n, 3n]],
    ['booleans', [true, false], [false, true]],
    ['dates', [new Date(5), new Date(3)], [new Date(3), new Date(5)]],
    ['arrays, element by element', [[1, 2], [1], [0, 9]], [[0, 9], [1], [1, 2]]],
  ])('orders %s by itself', (what, items, ordered) => {
    const queue = new PriorityQueue();
    for (const item of items) queue.putNowait(item);
    expect(drain(queue)).toEqual(ordered);
  });

  it('asks for a compare function where it cannot order, naming the item', () => {
    const queue = new PriorityQueue();
    queue.putNowait({});
    expect(() => queue.putNowait({})).toThrow(
      new TypeError(
        'A PriorityQueue cannot order a plain object. Put numbers, strings or arrays of these, or give the queue a compare function.',
      ),
    );
    expect(() => new PriorityQueue(0, { compare: 5 as never })).toThrow(
      new TypeError('The compare of a PriorityQueue needs a function to call, but was given the number 5.'),
    );
  });

  it('agrees with a stable sort (property)', () => {
    check(
      fc.property(longArray(fc.tuple(fc.nat(20), fc.nat()), 80), (items) => {
        const queue = new PriorityQueue<readonly [number, number]>(0, { compare: ([a], [b]) => a - b });
        for (const item of items) queue.putNowait(item);
        expect(drain(queue)).toEqual([...items].sort(([a], [b]) => a - b));
      }),
    );
  });

  it('wakes its getters like any other queue', () => {
    const loop = new EventLoop();
    function* main(): GeneratorCoroutine<number[]> {
      const queue = new PriorityQueue<number>();
      const getter = createTask(queue.get());
      yield* sleep(1);
      for (const n of [3, 1, 2]) queue.putNowait(n);
      return [yield* getter, ...drain(queue)];
    }
    expect(loop.runUntilComplete(main())).toEqual([1, 2, 3]);
  });
});

function drain<T>(queue: Queue<T>): T[] {
  const items: T[] = [];
  while (!queue.empty()) items.push(queue.getNowait());
  return items;
}
