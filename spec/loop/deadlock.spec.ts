import {
  Barrier,
  Condition,
  coroutine,
  createTask,
  DeadlockError,
  Event,
  EventLoop,
  gather,
  type GeneratorCoroutine,
  Lock,
  Queue,
  run,
  runAsync,
  Semaphore,
  shield,
  sleep,
  TaskGroup,
  wait,
} from '../../lib/index';

/** The message of the DeadlockError that `start` ends in, with lines of this file as `spec`. */
async function deadlockOf(start: () => unknown): Promise<string> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    return error.message.replace(
      /at (?:async )?(?:(\S+(?: \[as \w+\])?) \()?[^()\s]*deadlock\.spec\.ts:\d+:\d+\)?/g,
      (_, name?: string) => (name === undefined ? 'in spec' : `in ${name}, spec`),
    );
  }
  throw new Error('It ended without a deadlock.');
}

describe('DeadlockError, whole messages', () => {
  it('two tasks that take two locks in opposite order', async () => {
    const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
    function* takeBoth(first: Lock, second: Lock) {
      yield* first.acquire();
      yield* sleep(1);
      yield* second.acquire();
    }
    function* main() {
      const one = createTask(takeBoth(a, b), { name: 'one' });
      const other = createTask(takeBoth(b, a), { name: 'other' });
      yield* gather(one, other);
    }
    expect(await deadlockOf(() => run(main))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 1 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for gather of 2, until task 'one', task 'other' are done
           waits in main, spec
           created in spec
       task 'one' waits for Lock 'b', held by task 'other'
           waits in takeBoth, spec
           created in main, spec
       task 'other' waits for Lock 'a', held by task 'one'
           waits in takeBoth, spec
           created in main, spec
     These wait for each other: 'one' -> 'other' -> 'one'."
    `);
  });

  it('a release that was forgotten', async () => {
    const lock = new Lock({ name: 'db' });
    function* forgetful() {
      yield* lock.acquire();
    }
    function* next() {
      yield* lock.acquire();
    }
    function* main() {
      createTask(forgetful(), { name: 'forgetful' });
      yield* createTask(next(), { name: 'next' });
    }
    expect(await deadlockOf(() => run(main))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for task 'next'
           waits in main, spec
           created in spec
       task 'next' waits for Lock 'db', held by task 'forgetful', which is done
           waits in next, spec
           created in main, spec"
    `);
  });

  it('a consumer without a producer', async () => {
    function* consumer(queue: Queue) {
      yield* queue.get();
    }
    expect(await deadlockOf(() => run(consumer(new Queue(0, { name: 'jobs' }))))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for Queue 'jobs'.get on an empty queue
           waits in consumer, spec
           created in spec"
    `);
  });

  it('a producer that nobody takes anything from, and a join that nobody ends', async () => {
    const queue = new Queue<number>(1);
    function* producer() {
      yield* queue.put(1);
      yield* queue.put(2);
    }
    function* joiner() {
      yield* queue.join();
    }
    function* main() {
      yield* gather(producer(), joiner());
    }
    expect(await deadlockOf(() => run(main))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for gather of 2, until task 'Task-2', task 'Task-3' are done
           waits in main, spec
           created in spec
       task 'Task-2' waits for Queue.put on a full queue, maxsize 1
           waits in producer, spec
           created in main, spec
       task 'Task-3' waits for Queue.join, until taskDone() was called for every item
           waits in joiner, spec
           created in main, spec"
    `);
  });

  it('a barrier that one too few arrive at', async () => {
    const barrier = new Barrier(3, { name: 'start' });
    function* runner() {
      yield* barrier.wait();
    }
    function* main() {
      yield* gather(runner(), runner());
    }
    expect(await deadlockOf(() => run(main))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for gather of 2, until task 'Task-2', task 'Task-3' are done
           waits in main, spec
           created in spec
       task 'Task-2' waits for Barrier 'start', where 2 of 3 have arrived
           waits in runner, spec
           created in main, spec
       task 'Task-3' waits for Barrier 'start', where 2 of 3 have arrived
           waits in runner, spec
           created in main, spec"
    `);
  });

  it('an event that is never set, a condition that nobody notifies, a semaphore without permits, a sleep without end', async () => {
    const condition = new Condition();
    const main = () =>
      gather(
        new Event({ name: 'ready' }).wait(),
        condition.with(() => condition.wait()),
        new Semaphore(0).acquire(),
        sleep(Infinity),
      );
    expect(await deadlockOf(() => run(main))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for gather of 4, until task 'Task-2', task 'Task-3', task 'Task-4' and 1 more are done
           waits in spec
           created in spec
       task 'Task-2' waits for Event 'ready', not set
           waits in spec
           created in main, spec
       task 'Task-3' waits for Condition, not notified
           waits in spec
           created in main, spec
       task 'Task-4' waits for Semaphore, no permit left
           waits in spec
           created in main, spec
       task 'Task-5' waits for sleep(Infinity)
           waits in spec
           created in main, spec"
    `);
  });

  it('futures inside of wait, shield and a task group', async () => {
    const loop = new EventLoop();
    function* main() {
      const stuck = loop.createTask(forEver, { name: 'stuck' });
      const group = new TaskGroup();
      const grouped = group.with(() => {
        group.createTask(forEver, { name: 'member' });
      });
      yield* gather(wait([stuck]), shield(stuck), grouped);
    }
    function* forEver() {
      yield* loop.createFuture();
    }
    expect(await deadlockOf(() => loop.runUntilComplete(main))).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for gather of 3, until task 'Task-3', shield of task 'stuck', task 'Task-4' are done
           waits in main, spec
           created in spec
       task 'stuck' waits for a future that nobody has resolved
           waits in forEver, spec
           created in main, spec
       task 'Task-3' waits for wait(ALL_COMPLETED), until task 'stuck' is done
           waits in spec
           created in main, spec
       task 'Task-4' waits for the tasks of a group, until task 'member' is done
           waits in spec
           created in main, spec
       task 'member' waits for a future that nobody has resolved
           waits in forEver, spec
           created in spec"
    `);
  });

  it('a promise that nobody resolves', async () => {
    const main = async () => {
      await new Promise(() => undefined);
    };
    const message = await deadlockOf(() => runAsync(main));
    // Now and then the test runner starts a timer of its own meanwhile, which nobody can tell from one of the program's.
    expect(message.replace(/\n\d+ real timers? of the host .*/, '')).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for a promise that tickless did not make; wrap it with real()
           created in spec"
    `);
  });

  it('a timer of the host, that virtual time does not wait for', async () => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const main = async () => {
      await new Promise((resolve) => (timer = setTimeout(resolve, 60_000)));
    };
    const message = await deadlockOf(() => runAsync(main));
    clearTimeout(timer);
    expect(message.replace(/\n\d+ real timers?.* (is|are) pending/, '\n1 real timer of the host is pending'))
      .toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     Waiting:
       task 'Task-1' waits for a promise that tickless did not make; wrap it with real()
           created in spec
     1 real timer of the host is pending, and virtual time does not wait for the clock on the wall. Use sleep() or callLater() instead, or say real(promise) where real time is meant."
    `);
  });

  it('a loop without tasks that waits for stop()', async () => {
    expect(await deadlockOf(() => new EventLoop().runForever())).toMatchInlineSnapshot(`
     "Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.
     No task is left; only a call of stop() could end this run."
    `);
  });
});

describe('DeadlockError', () => {
  it('names where an async function waits in debug mode', async () => {
    const lock = new Lock({ name: 'db' });
    const main = async () => {
      await lock.acquire();
      await lock.acquire();
    };
    const message = await deadlockOf(() => runAsync(main, { debug: true }));
    expect(message).toContain("task 'Task-1' waits for Lock 'db', held by task 'Task-1'");
    expect(message).toMatch(/waits in main, spec/);
  });

  it('names where a generator waits however deep it is', async () => {
    const lock = new Lock();
    function* deep(n: number): GeneratorCoroutine<void> {
      if (n > 0) return yield* deep(n - 1);
      yield* lock.acquire();
      yield* lock.acquire();
    }
    const message = await deadlockOf(() => run(deep(20)));
    expect(message).toMatch(/waits in deep(\.next)?, spec/);
  });

  it('lists twenty tasks and counts the rest', async () => {
    const nobody = new Event();
    const message = await deadlockOf(() => run(() => gather(...Array.from({ length: 30 }, () => nobody.wait()))));
    expect(message.match(/^ {2}task/gm)).toHaveLength(20);
    expect(message).toContain('… and 11 more');
  });

  it('leaves the tasks as they are, so that they can be helped and the loop run again', () => {
    const loop = new EventLoop();
    const future = loop.createFuture<number>();
    const task = loop.createTask(function* () {
      return (yield* future) + 1;
    });
    expect(() => loop.runUntilComplete(task)).toThrow(DeadlockError);
    future.setResult(1);
    expect(loop.runUntilComplete(task)).toBe(2);
  });
});

describe('the places of creation', () => {
  it('are noted for the first tasks of a loop, and for all in debug mode', () => {
    for (const debug of [false, true]) {
      const loop = new EventLoop({ debug });
      const tasks = Array.from({ length: 2_000 }, () => loop.createTask(sleep(1)));
      expect(tasks[0]!.getCreationStack()[0]).toContain('deadlock.spec.ts');
      expect(tasks[1_999]!.getCreationStack()).toHaveLength(debug ? tasks[0]!.getCreationStack().length : 0);
    }
  });

  it('are noted for coroutines made by coroutine()', async () => {
    const loop = new EventLoop();
    const reports: string[] = [];
    loop.setExceptionHandler((_, context) => reports.push(context.message));
    const work = coroutine(function* work() {
      yield* sleep(1);
    });
    loop.runUntilComplete(function* () {
      work();
    });
    loop.close();
    expect(reports).toEqual([
      expect.stringMatching(/^The coroutine work\(\) was never awaited\n {4}created .*deadlock\.spec\.ts/),
    ]);
  });
});
