import { EventLoop, getRunningLoop, run, runAsync, RunawayError, sleep } from '../../lib/index';

/** Calls itself every `delayMs`, for ever. */
function every(delayMs: number, loop: EventLoop): void {
  const poll = (): void => {
    loop.callLater(delayMs, poll);
  };
  poll();
}

function* forEver() {
  for (;;) yield* sleep(1_000);
}

function messageOf(start: () => unknown): string {
  try {
    start();
  } catch (error) {
    if (error instanceof RunawayError) return error.message;
    throw error;
  }
  throw new Error('It ended.');
}

/** What such a run leaves behind is printed, and not the subject here. */
beforeEach(() => jest.spyOn(console, 'error').mockImplementation());
afterEach(() => jest.restoreAllMocks());

describe('a run without end', () => {
  it('fails after a million firings, and names the busiest timers and who waits', () => {
    function* main() {
      every(1, getRunningLoop());
      every(3, getRunningLoop());
      yield* getRunningLoop().createFuture();
    }
    const message = messageOf(() => run(main, { maxFirings: 10_000 }));
    expect(message).toMatch(/^10000 timers have fired in this run, and no end is in sight at \d+ ms\./);
    expect(message).toMatch(/The busiest: poll \(128 of the last 128\)\./);
    expect(message).toContain('or raise maxFirings');
    expect(message).toContain("task 'Task-1' waits for a future that nobody has resolved");
  });

  it('fails after ten virtual years', () => {
    expect(messageOf(() => run(sleep(400 * 365 * 86_400_000)))).toMatch(
      /315576000000 ms of virtual time would pass in this run.* The busiest: the next timer, sleep\(/,
    );
  });

  it('has both limits by default', () => {
    expect(new EventLoop()['engine'].limits).toEqual({
      maxStepsPerInstant: 2_000_000,
      maxFirings: 1_000_000,
      maxVirtualTime: 315_576_000_000,
    });
  });

  it('fails in the Async twin, too', async () => {
    await expect(runAsync(forEver, { maxFirings: 500 })).rejects.toThrow(RunawayError);
  });

  it('counts anew in each run of a loop', () => {
    const loop = new EventLoop({ maxFirings: 60 });
    function* fifty() {
      for (let i = 0; i < 50; i++) yield* sleep(1);
    }
    loop.runUntilComplete(fifty);
    loop.runUntilComplete(fifty);
    expect(loop.time()).toBe(100);
  });

  it('takes Infinity for no limit', () => {
    const loop = new EventLoop({ maxVirtualTime: Infinity });
    loop.runUntilComplete(sleep(1e15));
    expect(loop.time()).toBe(1e15);
  });

  it('leaves the loop usable', () => {
    const loop = new EventLoop({ maxFirings: 10 });
    const task = loop.createTask(forEver);
    expect(() => loop.runUntilComplete(task)).toThrow(RunawayError);
    task.cancel();
    loop.runUntilComplete(sleep(1));
    expect(task.cancelled()).toBe(true);
  });

  it.each(['maxFirings', 'maxVirtualTime', 'maxStepsPerInstant'] as const)(
    'refuses a %s that makes no sense',
    (name) => {
      expect(() => new EventLoop({ [name]: 0 })).toThrow(
        new RangeError(`${name} must be a whole number of at least 1, but was given 0.`),
      );
      expect(() => new EventLoop({ [name]: '5' as never })).toThrow(TypeError);
    },
  );
});
