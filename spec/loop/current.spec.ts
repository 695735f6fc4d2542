import {
  Condition,
  createTask,
  Event,
  EventLoop,
  getRunningLoop,
  Lock,
  Queue,
  real,
  Semaphore,
  sleep,
  timeout,
  wait,
} from 'tickless';

describe('what waits', () => {
  /** Does to a lock what waits for nothing, and so needs no loop. */
  function held<L extends Lock | Condition>(lock: L): L {
    expect([...(lock.acquire() as Iterable<unknown>)]).toEqual([]);
    return lock;
  }

  it.each<[string, () => Iterable<unknown>]>([
    ['sleep()', () => sleep(1)],
    ['wait()', () => wait([new EventLoop().createFuture()])],
    ['Lock.acquire()', () => held(new Lock()).acquire()],
    ['Condition.wait()', () => held(new Condition()).wait()],
    ['Event.wait()', () => new Event().wait()],
    ['Semaphore.acquire()', () => new Semaphore(0).acquire()],
    ['A queue', () => new Queue().get()],
  ])('needs a loop, and says so: %s', (what, wait) => {
    expect(() => [...wait()]).toThrow(
      `${what} needs an event loop, and none is running or set. Call it from a coroutine that run() or loop.runUntilComplete() runs, or make one current first: setEventLoop(newEventLoop()).`,
    );
  });

  it('needs a loop to know its deadline, too', () => {
    expect(() => timeout(5)).toThrow('timeout() needs an event loop, and none is running or set.');
    expect(() => timeout(undefined)).not.toThrow();
  });
});

describe('code that was started outside of any loop', () => {
  it('belongs to the loop that began to run last and still does', async () => {
    const [first, second] = [new EventLoop(), new EventLoop()];
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const firstRun = first.runUntilCompleteAsync(async () => real(released));
    const secondRun = second.runUntilCompleteAsync(sleep(0));
    expect(createTask(sleep(1)).getLoop()).toBe(second);
    await secondRun;
    expect(createTask(sleep(1)).getLoop()).toBe(first);
    release();
    await firstRun;
    expect(() => createTask(sleep(1))).toThrow('none is running or set');
    expect(() => getRunningLoop()).toThrow('No event loop is running here.');
  });
});

describe('an async function that goes on when its loop has stopped', () => {
  it('is in no running loop', async () => {
    let goOn!: () => void;
    const released = new Promise<void>((resolve) => (goOn = resolve));
    const loop = new EventLoop();
    let later!: Promise<unknown>;
    await loop.runUntilCompleteAsync(async () => {
      expect(getRunningLoop()).toBe(loop);
      later = released.then(() => getRunningLoop());
      return Promise.resolve();
    });
    goOn();
    await expect(later).rejects.toThrow('No event loop is running here.');
  });
});
