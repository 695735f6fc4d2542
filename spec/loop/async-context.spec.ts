import { AsyncLocalStorage } from 'node:async_hooks';
import {
  asCompleted,
  Condition,
  createTask,
  Event,
  EventLoop,
  gather,
  getRunningLoop,
  Lock,
  Queue,
  Semaphore,
  shield,
  sleep,
  TaskGroup,
  timeout,
  timer,
  wait,
  waitFor,
  wrapFuture,
  type GeneratorCoroutine,
} from 'tickless';

const storage = new AsyncLocalStorage<string>();

/** Ways in which code goes on later. Each must go on in the async context in which it was scheduled, as in Node. */
const hops: [string, () => GeneratorCoroutine][] = [
  ['a turn of the loop', function* () { yield; }],
  ['sleep', () => wrap(sleep(5))],
  ['sleep(0)', () => wrap(sleep(0))],
  ['a task', () => wrap(createTask(sleep(5)))],
  ['gather', () => wrap(gather(sleep(5), sleep(1)))],
  ['wait', () => wrap(wait([createTask(sleep(5))]))],
  ['waitFor', () => wrap(waitFor(sleep(1), 5))],
  ['shield', () => wrap(shield(sleep(1)))],
  ['asCompleted', () => wrap(asCompleted([sleep(1)]).anext())],
  ['timeout', () => wrap(timeout(5).with(() => sleep(1)))],
  ['a task group', () => wrap(new TaskGroup().with((group) => void group.createTask(sleep(1))))],
  ['a lock', () => contended(new Lock())],
  ['a semaphore', () => contended(new Semaphore())],
  ['a future that another sets', () => byAnother((future) => future.setResult(1), () => getRunningLoop().createFuture<number>())],
  ['an event', () => byAnother((event) => event.set(), () => new Event(), (event) => event.wait())],
  ['a queue', () => byAnother((queue) => queue.putNowait(1), () => new Queue(), (queue) => queue.get())],
  ['a condition', function* () {
    const changed = new Condition();
    elsewhere(() => void createTask(function* () { yield* sleep(1); yield* changed.with(() => changed.notify()); }));
    yield* changed.with(() => changed.wait());
  }],
]; // prettier-ignore

describe('the async context', () => {
  let loop: EventLoop;
  let seen: (string | undefined)[];

  beforeEach(() => {
    loop = new EventLoop();
    seen = [];
  });

  function note(): void {
    seen.push(storage.getStore());
  }

  describe.each([
    ['synchronously', async (main: () => GeneratorCoroutine) => loop.runUntilComplete(main)],
    ['by the Async twin', async (main: () => GeneratorCoroutine) => loop.runUntilCompleteAsync(main)],
  ])('in a loop that is driven %s', (how, drive) => {
    it.each(hops)('is kept by a generator coroutine across %s', async (what, hop) => {
      storage.run('mine', () => loop.createTask(function* () {
        note();
        yield* hop();
        note();
      })); // prettier-ignore
      await elsewhere(async () => drive(() => sleep(50) as never));
      expect(seen).toEqual(['mine', 'mine']);
    });

    it('is kept by callbacks, timers and done callbacks', async () => {
      storage.run('mine', () => {
        loop.callSoon(note);
        loop.callLater(1, note);
        loop.callAt(2, note);
        const future = loop.createFuture<number>();
        future.addDoneCallback(note);
        elsewhere(() => loop.callLater(3, () => future.setResult(1)));
      });
      loop.callSoon(note);
      await elsewhere(async () => drive(() => sleep(50) as never));
      expect(seen).toEqual(['mine', undefined, 'mine', 'mine', 'mine']);
    });

    it('is that of the caller for a timer() inside a task', async () => {
      await drive(function* () {
        storage.run('mine', () => timer(1, note));
        yield* sleep(5);
      });
      expect(seen).toEqual(['mine']);
    });

    it('of one task is not seen by another', async () => {
      function* worker(name: string): GeneratorCoroutine<void> {
        for (let i = 0; i < 3; i++) {
          yield* sleep(1);
          seen.push(`${name}: ${storage.getStore()}`);
        }
      }
      for (const name of ['a', 'b']) storage.run(`context of ${name}`, () => loop.createTask(worker(name)));
      await drive(() => sleep(50) as never);
      expect([...new Set(seen)]).toEqual(['a: context of a', 'b: context of b']);
    });
  });

  it.each(hops)('is kept by an async function across %s', async (what, hop) => {
    storage.run('mine', () =>
      loop.createTask(async () => {
        note();
        await createTask(hop());
        note();
        await Promise.resolve();
        note();
      }),
    );
    await elsewhere(async () => loop.runUntilCompleteAsync(sleep(50)));
    expect(seen).toEqual(['mine', 'mine', 'mine']);
  });

  it('is kept across a promise that is wrapped', async () => {
    storage.run('mine', () =>
      loop.createTask(function* () {
        yield* wrapFuture(Promise.resolve());
        note();
      }),
    );
    await loop.runUntilCompleteAsync(sleep(5));
    expect(seen).toEqual(['mine']);
  });
});

/** Calls `fn` in another context. */
function elsewhere<R>(fn: () => R): R {
  return storage.run('somebody else’s', fn);
}

function* wrap(awaitable: Iterable<unknown>): GeneratorCoroutine<void> {
  yield* awaitable as GeneratorCoroutine<void>;
}

/** Waits for something that code in another context releases. */
function* contended(lock: Lock | Semaphore): GeneratorCoroutine<void> {
  yield* lock.acquire();
  elsewhere(() => getRunningLoop().callLater(5, () => lock.release()));
  yield* lock.acquire();
}

function* byAnother<T extends object>(
  act: (thing: T) => void,
  make: () => T,
  awaitable: (thing: T) => Iterable<unknown> = (thing) => thing as Iterable<unknown>,
): GeneratorCoroutine<void> {
  const thing = make();
  elsewhere(() => getRunningLoop().callLater(5, () => act(thing)));
  yield* awaitable(thing) as GeneratorCoroutine<void>;
}
