import { Event, Queue, Semaphore, sleep } from 'tickless';

describe('what waits', () => {
  it.each<[string, () => Iterable<unknown>]>([
    ['sleep()', () => sleep(1)],
    ['Event.wait()', () => new Event().wait()],
    ['Semaphore.acquire()', () => new Semaphore(0).acquire()],
    ['A queue', () => new Queue().get()],
  ])('needs a loop, and says so: %s', (what, wait) => {
    expect(() => [...wait()]).toThrow(
      `${what} needs an event loop, and none is running or set. Call it from a coroutine that run() or loop.runUntilComplete() runs, or make one current first: setEventLoop(newEventLoop()).`,
    );
  });
});
