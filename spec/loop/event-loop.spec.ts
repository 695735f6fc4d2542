import fc from 'fast-check';
import {
  createTask,
  DeadlockError,
  EventLoop,
  getRunningLoop,
  install,
  newEventLoop,
  Random,
  run,
  RuntimeError,
  sleep,
  type EventLoopOptions,
  type ExceptionContext,
} from 'tickless';
import { native } from '../../lib/host/native';
import { check, longArray } from '../support/properties';

describe('EventLoop', () => {
  let loop: EventLoop;
  let seen: unknown[];

  beforeEach(() => {
    loop = new EventLoop();
    seen = [];
  });

  /** A callback that notes its name and the time. */
  function note(name: string): void {
    seen.push([name, loop.time()]);
  }

  function names(): string[] {
    return (seen as [string, number][]).map(([name]) => name);
  }

  function runToEnd(): void {
    expect(() => loop.runForever()).toThrow(DeadlockError);
  }

  describe('scheduling', () => {
    it('begins at 0 ms', () => {
      expect(loop.time()).toBe(0);
    });

    it('calls back soon in the order of the calls, with the arguments, without time passing', () => {
      loop.callSoon((...args: unknown[]) => seen.push(args), 1, 'two');
      loop.callSoon(note, 'b');
      runToEnd();
      expect(seen).toEqual([
        [1, 'two'],
        ['b', 0],
      ]);
    });

    it('calls back later after a delay, and at a time that is absolute', () => {
      loop.callLater(10, note, 'after 10');
      loop.callAt(5, note, 'at 5');
      loop.callLater(7, () => loop.callLater(10, note, 'ten after seven'));
      runToEnd();
      expect(seen).toEqual([
        ['at 5', 5],
        ['after 10', 10],
        ['ten after seven', 17],
      ]);
    });

    it('fires equal deadlines in the order in which they were scheduled, however they were expressed', () => {
      loop.callAt(10, note, 'a');
      loop.callLater(10, note, 'b');
      loop.callLater(4, () => loop.callLater(6, note, 'd'));
      loop.callAt(10, note, 'c');
      runToEnd();
      expect(names()).toEqual(['a', 'b', 'c', 'd']);
    });

    it('allows fractions of a millisecond', () => {
      loop.callLater(0.25, note, 'a');
      loop.callLater(0.125, note, 'b');
      runToEnd();
      expect(seen).toEqual([
        ['b', 0.125],
        ['a', 0.25],
      ]);
    });

    it('takes a negative delay and a past time to be due now, behind what is ready', () => {
      loop.callLater(100, () => {
        loop.callLater(-5, note, 'negative');
        loop.callAt(20, note, 'past');
        loop.callSoon(note, 'soon');
      });
      runToEnd();
      expect(seen).toEqual([
        ['soon', 100],
        ['past', 100],
        ['negative', 100],
      ]);
    });

    it('never calls back at Infinity, and does not count that as scheduled', () => {
      const handle = loop.callLater(Infinity, note, 'never');
      loop.callAt(Infinity, note, 'never');
      expect(handle.when()).toBe(Infinity);
      expect(() => loop.runForever()).toThrow('nothing is scheduled at 0 ms');
      expect(seen).toEqual([]);
      handle.cancel();
    });

    it('leaves what a callback schedules to the next turn', () => {
      loop.callSoon(() => {
        loop.callSoon(note, 'next turn');
        note('this turn');
      });
      loop.callSoon(note, 'this turn, too');
      runToEnd();
      expect(names()).toEqual(['this turn', 'this turn, too', 'next turn']);
    });

    it('takes callSoonThreadsafe for callSoon', () => {
      loop.callSoonThreadsafe(note, 'a');
      loop.callSoon(note, 'b');
      runToEnd();
      expect(seen).toEqual([
        ['a', 0],
        ['b', 0],
      ]);
    });

    it.each(['callSoon', 'callSoonThreadsafe'] as const)('refuses to %s something that is not a function', (method) => {
      expect(() => loop[method](5 as never)).toThrow(
        new TypeError('callSoon() needs a function to call, but was given the number 5.'),
      );
    });

    it.each([
      ['callLater', 'The delay of callLater()'],
      ['callAt', 'The time of callAt()'],
    ] as const)('refuses to %s what it cannot, naming the argument and the value', (method, argument) => {
      expect(() => loop[method](NaN, () => {})).toThrow(
        new RangeError(`${argument} must be a number of milliseconds, but was given NaN.`),
      );
      expect(() => loop[method]('10' as never, () => {})).toThrow(
        new TypeError(`${argument} must be a number of milliseconds, but was given the string "10".`),
      );
      expect(() => loop[method](10, null as never)).toThrow(
        new TypeError(`${method}() needs a function to call, but was given null.`),
      );
    });

    it('fires in (when, seq) order with arbitrary cancellations and nested scheduling, and its clock never goes back (property)', () => {
      /** Each timer schedules another after `child` ms when it fires, and cancels timer number `cancels`. */
      const plan = fc.record({
        delay: fc.nat(40),
        child: fc.option(fc.integer({ min: -2, max: 20 }), { nil: undefined }),
        cancels: fc.option(fc.nat(150), { nil: undefined }),
      });
      check(
        fc.property(longArray(plan, 100, 1), (plans) => {
          expect(firedByLoop(plans)).toEqual(firedByModel(plans));
        }),
      );
    });
  });

  describe('running', () => {
    it('returns the result of the coroutine', () => {
      expect(loop.runUntilComplete(sleep(5, 'slept'))).toBe('slept');
    });

    it('throws the very error that the coroutine threw', () => {
      const error = new Error('mine');
      expect(() =>
        loop.runUntilComplete(function* () {
          throw error;
        }),
      ).toThrow(error);
    });

    it('stops when the goal is done, and leaves the rest for the next run', () => {
      loop.callLater(5, note, 'five');
      loop.callLater(20, note, 'twenty');
      loop.runUntilComplete(sleep(10));
      expect([seen, loop.time()]).toEqual([[['five', 5]], 10]);
      loop.runUntilComplete(sleep(10));
      expect(seen).toEqual([
        ['five', 5],
        ['twenty', 20],
      ]);
    });

    it('lets the callbacks that are ready run before it stops', () => {
      loop.callSoon(() => {
        loop.stop();
        loop.callSoon(note, 'next turn');
      });
      loop.callSoon(note, 'this turn');
      loop.runForever();
      expect(seen).toEqual([['this turn', 0]]);
      loop.stop();
      loop.runForever();
      expect(seen).toEqual([
        ['this turn', 0],
        ['next turn', 0],
      ]);
    });

    it('makes a run one turn long if it is stopped before', () => {
      loop.callSoon(() => loop.callSoon(note, 'second turn'));
      loop.callSoon(note, 'first turn');
      loop.stop();
      loop.runForever();
      expect(seen).toEqual([['first turn', 0]]);
    });

    it('returns at once if it is stopped before and nothing is ready, and time stands still', () => {
      loop.callLater(10, note, 'later');
      loop.stop();
      loop.runForever();
      expect([seen, loop.time()]).toEqual([[], 0]);
    });

    it('says so if it is stopped before the goal is done', () => {
      loop.callLater(10, () => loop.stop());
      expect(() => loop.runUntilComplete(sleep(20))).toThrow(
        new RuntimeError(
          'The event loop was stopped before the future was done. Await what it needs, or call stop() later.',
        ),
      );
      expect(loop.time()).toBe(10);
    });

    it('says whether it runs and whether it is closed', () => {
      expect([loop.isRunning(), loop.isClosed()]).toEqual([false, false]);
      loop.callSoon(() => {
        seen.push(loop.isRunning(), getRunningLoop() === loop);
        loop.stop();
      });
      loop.runForever();
      loop.close();
      expect([...seen, loop.isRunning(), loop.isClosed()]).toEqual([true, true, false, true]);
    });

    it.each<[string, unknown, string]>([
      ['nothing', undefined, 'undefined'],
      ['a number', 3000, 'the number 3000'],
      ['a plain object', {}, 'a plain object'],
    ])('refuses to run %s, naming what could be run', async (what, value, words) => {
      expect(() => loop.runUntilComplete(value as never)).toThrow(
        new TypeError(
          `runUntilComplete() needs something awaitable (a coroutine, a future, a task, a promise, or a function that returns one), but was given ${words}.`,
        ),
      );
      await expect(loop.runUntilCompleteAsync(value as never)).rejects.toThrow(TypeError);
    });

    it.each<[string, () => unknown, string]>([
      ['an async function', () => async function work() {}, 'the function work'],
      ['a native promise', () => Promise.resolve(), 'a Promise'],
    ])('refuses to run %s synchronously, naming the Async twin', (what, make, words) => {
      expect(() => loop.runUntilComplete(make() as never)).toThrow(
        new TypeError(
          `This runs synchronously and cannot await ${words}. Use the Async twin: runUntilCompleteAsync() or runAsync().`,
        ),
      );
    });

    it('notices a promise that a function returns, or that an inner task meets, while it runs synchronously', () => {
      const message = 'cannot settle while the loop runs synchronously. Run the loop with the Async twin';
      expect(() => loop.runUntilComplete(() => Promise.resolve(1))).toThrow(message);
      expect(() =>
        loop.runUntilComplete(function* () {
          yield* createTask(async () => 1);
        }),
      ).toThrow(message);
      // The promise's own rejection is not left unhandled by that.
      expect(() => loop.runUntilComplete(() => Promise.reject(new Error('seen to')))).toThrow(message);
    });

    it('does not run twice at a time', async () => {
      loop.callSoon(() => {
        expect(() => loop.runForever()).toThrow(
          new RuntimeError(
            'This event loop is already running. Await inside it, or make another loop with newEventLoop().',
          ),
        );
        expect(() => loop.runUntilComplete(sleep(1))).toThrow(RuntimeError);
        loop.stop();
      });
      loop.runForever();
      const running = loop.runUntilCompleteAsync(sleep(1));
      expect(() => loop.runForever()).toThrow('already running');
      await expect(loop.runForeverAsync()).rejects.toThrow('already running');
      await running;
      expect.assertions(4);
    });

    it('does not run synchronously inside another loop', () => {
      loop.callSoon(() => {
        expect(() => new EventLoop().runUntilComplete(sleep(1))).toThrow(
          new RuntimeError(
            'A loop cannot run synchronously while another loop is running here. Await its Async twin instead, or use "yield*".',
          ),
        );
        expect(() => run(sleep(1))).toThrow(RuntimeError);
        loop.stop();
      });
      loop.runForever();
      expect.assertions(2);
    });

    it('does not run synchronously where the host must have its turn between any two callbacks', () => {
      loop['engine'].asyncOnly = true;
      expect(() => loop.runForever()).toThrow(
        new RuntimeError(
          'A loop cannot run synchronously while fake timers in host order are installed: native promises would not settle. ' +
            'Await its Async twin instead: runUntilCompleteAsync(), runForeverAsync() or runAsync().',
        ),
      );
    });

    it('is not stopped by what an earlier run waited for in vain', async () => {
      const future = loop.createFuture();
      expect(() => loop.runUntilComplete(future)).toThrow(DeadlockError);
      await expect(loop.runUntilCompleteAsync(future)).rejects.toThrow(DeadlockError);
      loop.callLater(1, () => future.setResult(undefined));
      loop.runUntilComplete(sleep(5));
      expect(loop.time()).toBe(5);
    });

    it('names the Async twin that was given what cannot be awaited', async () => {
      await expect(loop.runUntilCompleteAsync(5 as never)).rejects.toThrow(
        /^runUntilCompleteAsync\(\) needs something awaitable .*, but was given the number 5\.$/,
      );
    });

    it('refuses a future of another loop', () => {
      expect(() => loop.runUntilComplete(new EventLoop().createFuture())).toThrow(
        new RangeError(
          'The future belongs to a different event loop than the one that it is wanted on. Use one loop for both.',
        ),
      );
    });

    it('can be run again after a deadlock and after an error', () => {
      expect(() => loop.runUntilComplete(loop.createFuture())).toThrow(DeadlockError);
      expect(loop.isRunning()).toBe(false);
      expect(loop.runUntilComplete(sleep(5, 'fine'))).toBe('fine');
    });

    it('fails when callbacks keep waking each other without time advancing, and names them', () => {
      const bounded = new EventLoop({ maxStepsPerInstant: 500 });
      function ping(): void {
        bounded.callSoon(pong);
      }
      function pong(): void {
        bounded.callSoon(ping);
      }
      ping();
      expect(() => bounded.runForever()).toThrow(/500 callbacks ran at 0 ms .*: pong .*, ping /);
      expect(bounded.runUntilComplete(bounded.createTask(sleep(0, 'the loop is still usable')))).toBe(
        'the loop is still usable',
      );
    });

    it.each([0, 1.5, NaN])('refuses %p for maxStepsPerInstant', (maxStepsPerInstant) => {
      expect(() => new EventLoop({ maxStepsPerInstant })).toThrow(RangeError);
    });

    it.each([
      ['without a strategy', undefined, ['a', 'b', 'c']],
      ['by a strategy', { choose: (kind: string, label: string, n: number) => n - 1 }, ['c', 'b', 'a']],
    ])('orders what is ready at once %s', (how, strategy, order) => {
      loop = new EventLoop(strategy === undefined ? {} : { strategy });
      for (const name of 'abc') loop.callSoon(() => seen.push(name));
      runToEnd();
      expect(seen).toEqual(order);
    });

    it('records what runs if it is asked to', () => {
      expect(loop.trace).toBeUndefined();
      const traced = new EventLoop({ trace: true });
      traced.runUntilComplete(sleep(5));
      expect(traced.trace!.events.map(({ time, label }) => [time, label])).toEqual([
        [0, 'Task-1'],
        [5, 'sleep(5)'],
        [5, 'Task-1'],
        [5, 'runUntilComplete'],
      ]);
    });
  });

  it('begins a new turn after a run that failed in the middle of one', () => {
    let fails = true;
    const strategy = {
      choose: () => {
        if (fails) throw new Error('undecided');
        return 0;
      },
    };
    loop = new EventLoop({ strategy });
    for (const name of 'ab') loop.callSoon(note, name);
    expect(() => loop.runForever()).toThrow('undecided');
    fails = false;
    loop.callSoon(note, 'c');
    loop.stop(); // one turn
    loop.runForever();
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  it('refuses settings that do not exist, by name, however the loop is made', () => {
    const misspelt = { debg: true } as EventLoopOptions;
    const message = "EventLoop has no option 'debg'. There are: debug, max";
    expect(() => new EventLoop(misspelt)).toThrow(message);
    expect(() => newEventLoop(misspelt)).toThrow(message);
    expect(() => run(sleep(1), misspelt)).toThrow(message);
    for (const none of [null, 'debug']) {
      expect(() => new EventLoop(none as never)).toThrow('The options of an event loop must be an object, but are');
    }
  });

  it('prints itself in one line, which says whether it runs', () => {
    loop.callLater(5, () => seen.push(loop.toJSON()));
    runToEnd();
    expect([...seen, loop.toJSON()]).toEqual(['EventLoop at 5 ms (running)', 'EventLoop at 5 ms (not running)']);
  });

  describe('closing', () => {
    it('drops what is scheduled and keeps quiet when it is done twice', () => {
      loop.setExceptionHandler(() => {});
      loop.callSoon(note, 'soon');
      loop.callLater(5, note, 'later');
      loop.close();
      loop.close();
      expect(loop.isClosed()).toBe(true);
      expect(seen).toEqual([]);
    });

    it('is what "using" does at the end of its block', () => {
      let kept: EventLoop;
      {
        using loop = new EventLoop();
        kept = loop;
        expect(kept.isClosed()).toBe(false);
      }
      expect(kept.isClosed()).toBe(true);
    });

    it('drops nothing of other loops on its engine, nor of the clock that it has joined', async () => {
      const clock = install();
      try {
        const [closing, other] = [new EventLoop(), new EventLoop()];
        expect(closing['engine']).toBe(other['engine']);
        closing.setExceptionHandler(() => undefined);
        for (const [name, each] of Object.entries({ closing, other })) {
          each.callSoon(() => seen.push(`${name}: soon`));
          each.callLater(5, () => seen.push(`${name}: later`));
          each.createTask(function* () {
            seen.push(`${name}: task`);
            yield* sleep(1);
            seen.push(`${name}: task, rested`);
          });
        }
        setTimeout(() => seen.push('timeout'), 5);
        closing.close();
        other.runUntilComplete(sleep(10));
        expect(seen).toEqual(['other: soon', 'other: task', 'other: task, rested', 'other: later', 'timeout']);
      } finally {
        clock.uninstall();
      }
    });

    it('is refused while the loop runs', async () => {
      const running = loop.runUntilCompleteAsync(sleep(1));
      expect(() => loop.close()).toThrow(
        new RuntimeError('A running event loop cannot be closed. Call stop(), let the run return, then close.'),
      );
      await running;
    });

    it.each<[string, (loop: EventLoop) => unknown]>([
      ['callSoon', (loop) => loop.callSoon(() => {})],
      ['callLater', (loop) => loop.callLater(1, () => {})],
      ['callAt', (loop) => loop.callAt(1, () => {})],
      ['createTask', (loop) => loop.createTask(sleep(1))],
      ['runForever', (loop) => loop.runForever()],
      ['runUntilComplete', (loop) => loop.runUntilComplete(sleep(1))],
      ['a done callback', (loop) => loop.createFuture().setResult(1)],
    ])('makes %s an error that says what to do', (what, use) => {
      loop.close();
      const future = loop.createFuture();
      future.addDoneCallback(() => {});
      const message = 'This event loop is closed and cannot be used again. Make a new one: newEventLoop().';
      if (what === 'a done callback') expect(() => future.setResult(1)).toThrow(new RuntimeError(message));
      else expect(() => use(loop)).toThrow(new RuntimeError(message));
    });

    it.each<[string, (loop: EventLoop) => Promise<unknown>]>([
      ['runForeverAsync', (loop) => loop.runForeverAsync()],
      ['runUntilCompleteAsync', (loop) => loop.runUntilCompleteAsync(sleep(1))],
    ])('makes %s reject', async (what, use) => {
      loop.close();
      await expect(use(loop)).rejects.toThrow('is closed and cannot be used again');
    });
  });

  describe('the exception handler', () => {
    const boom = new Error('boom');

    function failing(): never {
      throw boom;
    }

    afterEach(() => jest.restoreAllMocks());

    it('is told of an error in a callback; the loop goes on and loses nothing', () => {
      const contexts: ExceptionContext[] = [];
      loop.setExceptionHandler((of, context) => {
        expect(of).toBe(loop);
        contexts.push(context);
      });
      const handle = loop.callSoon(failing);
      loop.callSoon(note, 'same turn');
      loop.callLater(5, failing);
      loop.callLater(5, note, 'same time');
      loop.callLater(9, note, 'later');
      runToEnd();
      expect(seen).toEqual([
        ['same turn', 0],
        ['same time', 5],
        ['later', 9],
      ]);
      expect(contexts).toHaveLength(2);
      expect(contexts[0]).toEqual({ message: 'Exception in callback failing', exception: boom, handle });
      expect(contexts[0]!.handle).toBe(handle);
    });

    it('is told of an error in a done callback', () => {
      const messages: string[] = [];
      loop.setExceptionHandler((of, { message }) => messages.push(message));
      const future = loop.createFuture<number>();
      future.addDoneCallback(failing);
      future.setResult(1);
      expect(loop.runUntilComplete(future)).toBe(1);
      expect(messages).toEqual(['Exception in callback failing']);
    });

    it('is told of errors under the Async twin, too', async () => {
      const messages: string[] = [];
      loop.setExceptionHandler((of, { message }) => messages.push(message));
      loop.callLater(1, failing);
      await loop.runUntilCompleteAsync(sleep(2));
      expect(messages).toEqual(['Exception in callback failing']);
    });

    it('is the one that was set, or undefined for the default', () => {
      const handler = (): void => {};
      expect(loop.getExceptionHandler()).toBeUndefined();
      loop.setExceptionHandler(handler);
      expect(loop.getExceptionHandler()).toBe(handler);
      loop.setExceptionHandler(undefined);
      expect(loop.getExceptionHandler()).toBeUndefined();
    });

    it('must be a function', () => {
      expect(() => loop.setExceptionHandler({} as never)).toThrow(
        new TypeError('setExceptionHandler() needs a function to call, but was given a plain object.'),
      );
    });

    it('prints to the console by default: the message, and the exception if there is one', () => {
      const print = jest.spyOn(console, 'error').mockImplementation(() => {});
      loop.callSoon(failing);
      runToEnd();
      loop.callExceptionHandler({ message: 'Something odd' });
      expect(print.mock.calls).toEqual([
        ['tickless: Exception in callback failing\n', boom],
        ['tickless: Something odd'],
      ]);
    });

    it('is reported by the default one if it throws itself', () => {
      const print = jest.spyOn(console, 'error').mockImplementation(() => {});
      loop.setExceptionHandler(failing);
      loop.callExceptionHandler({ message: 'Something odd' });
      expect(print.mock.calls).toEqual([['tickless: The exception handler threw\n', boom]]);
    });
  });

  describe('debug mode', () => {
    afterEach(() => jest.restoreAllMocks());

    function blockFor(ms: number): void {
      const until = performance.now() + ms;
      while (performance.now() < until);
    }

    it('is off unless asked for, and can be turned on and off', () => {
      expect(loop.getDebug()).toBe(false);
      loop.setDebug(true);
      expect(loop.getDebug()).toBe(true);
      expect(new EventLoop({ debug: true }).getDebug()).toBe(true);
    });

    it('reports a callback that takes long in real time', () => {
      const print = jest.spyOn(console, 'warn').mockImplementation(() => {});
      loop.setDebug(true);
      expect(loop.slowCallbackDuration).toBe(100);
      loop.slowCallbackDuration = 2;
      loop.callSoon(function slow() {
        blockFor(2);
      });
      runToEnd();
      expect(print.mock.calls).toEqual([[expect.stringMatching(/^tickless: slow took \d+ ms of real time$/)]]);
    });

    it('reports none that takes less', () => {
      const print = jest.spyOn(console, 'warn').mockImplementation(() => {});
      let now = 1_000;
      jest.spyOn(native, 'now').mockImplementation(() => now);
      loop.setDebug(true);
      for (const tookMs of [99, 100]) {
        loop.callSoon(Object.defineProperty(() => (now += tookMs), 'name', { value: `${tookMs} ms` }));
      }
      runToEnd();
      expect(print.mock.calls).toEqual([['tickless: 100 ms took 100 ms of real time']]);
    });

    it('reports a step of a task that takes long', () => {
      const print = jest.spyOn(console, 'warn').mockImplementation(() => {});
      loop.setDebug(true);
      loop.slowCallbackDuration = 2;
      const task = loop.createTask(
        function* () {
          yield* sleep(1);
          blockFor(2);
        },
        { name: 'cruncher' },
      );
      loop.runUntilComplete(task);
      expect(print.mock.calls).toEqual([
        [expect.stringMatching(/^tickless: A step of task 'cruncher' took \d+ ms of real time$/)],
      ]);
    });

    it('measures nothing while it is off', () => {
      const print = jest.spyOn(console, 'warn').mockImplementation(() => {});
      loop.slowCallbackDuration = 0;
      loop.callSoon(note, 'a');
      loop.createTask(sleep(1));
      runToEnd();
      expect(print).not.toHaveBeenCalled();
    });

    it('notes where every task was created, also when there are very many', () => {
      loop.setDebug(true);
      for (let i = 0; i < 1200; i++) loop.createTask(sleep(1));
      expect(loop.createTask(sleep(1)).getCreationStack()[0]).toContain('event-loop.spec.ts');
    });
  });

  it('draws no random numbers of its own: two loops never disagree (property)', () => {
    check(
      fc.property(fc.maxSafeNat(), (seed) => {
        expect(randomProgram(seed)).toBe(randomProgram(seed));
      }),
      50,
    );
  });
});

interface Plan {
  readonly delay: number;
  readonly child: number | undefined;
  readonly cancels: number | undefined;
}

/** What fires when, by number of creation, if the loop does it. */
function firedByLoop(plans: readonly Plan[]): [number, number][] {
  const loop = new EventLoop();
  const handles: { cancel(): void }[] = [];
  const fired: [number, number][] = [];
  function schedule(delay: number, plan: Plan): void {
    const number = handles.length;
    const handle = loop.callLater(delay, () => {
      fired.push([number, loop.time()]);
      if (plan.child !== undefined) schedule(plan.child, { delay: 0, child: undefined, cancels: plan.cancels });
      if (plan.cancels !== undefined) handles[plan.cancels]?.cancel();
    });
    handles.push(handle);
  }
  for (const plan of plans) schedule(plan.delay, plan);
  expect(() => loop.runForever()).toThrow(DeadlockError);
  for (let i = 1; i < fired.length; i++) expect(fired[i]![1]).toBeGreaterThanOrEqual(fired[i - 1]![1]);
  return fired;
}

/** The same by the plainest model: an array that is sorted again for every turn. */
function firedByModel(plans: readonly Plan[]): [number, number][] {
  let now = 0;
  const all: { when: number; number: number; plan: Plan; state: 'waiting' | 'fired' | 'cancelled' }[] = [];
  const fired: [number, number][] = [];
  function schedule(delay: number, plan: Plan): void {
    all.push({ when: now + delay, number: all.length, plan, state: 'waiting' });
  }
  for (const plan of plans) schedule(plan.delay, plan);
  for (;;) {
    const waiting = all.filter(({ state }) => state === 'waiting');
    waiting.sort((a, b) => a.when - b.when || a.number - b.number);
    if (waiting.length === 0) return fired;
    now = Math.max(now, waiting[0]!.when);
    // A turn takes all that are due at its start; what they schedule waits for the next.
    for (const timer of waiting.filter(({ when }) => when <= now)) {
      if (timer.state === 'cancelled') continue;
      timer.state = 'fired';
      fired.push([timer.number, now]);
      const { child, cancels } = timer.plan;
      if (child !== undefined) schedule(child, { delay: 0, child: undefined, cancels });
      if (cancels !== undefined && all[cancels]?.state === 'waiting') all[cancels].state = 'cancelled';
    }
  }
}

/** The trace hash of a program of tasks that sleep at random, under a strategy that chooses at random. */
function randomProgram(seed: number): string {
  const random = new Random(seed);
  const loop = new EventLoop({ trace: true, strategy: { choose: (kind, label, n) => random.below(n) } });
  function* worker() {
    for (let i = 0; i < 5; i++) yield* sleep(random.below(3));
  }
  loop.runUntilComplete(function* () {
    for (const task of Array.from({ length: 5 }, () => createTask(worker()))) yield* task;
  });
  return loop.trace!.hash;
}
