import {
  CancelledError,
  ensureFuture,
  EventLoop,
  getRunningLoop,
  InvalidStateError,
  run,
  runAsync,
  setEventLoop,
  sleep,
  wrapFuture,
  type Future,
} from 'tickless';

describe('Future', () => {
  let loop: EventLoop;
  let future: Future<number>;

  beforeEach(() => {
    loop = new EventLoop();
    future = loop.createFuture<number>();
  });

  it('is pending until it is given a result', () => {
    expect([future.done(), future.cancelled()]).toEqual([false, false]);
    future.setResult(5);
    expect([future.done(), future.cancelled(), future.result(), future.exception()]).toEqual([
      true,
      false,
      5,
      undefined,
    ]);
  });

  it('throws the exception it was given, and hands it out', () => {
    const error = new Error('no');
    future.setException(error);
    expect(future.done()).toBe(true);
    expect(future.exception()).toBe(error);
    expect(() => future.result()).toThrow(error);
  });

  it('belongs to its loop', () => {
    expect(future.getLoop()).toBe(loop);
  });

  it('has no result and no exception while it is pending, and says what to do', () => {
    expect(() => future.result()).toThrow(
      new InvalidStateError('The result is not there yet: the future is pending. Await it, or ask done() first.'),
    );
    expect(() => future.exception()).toThrow(
      new InvalidStateError('There is no exception yet: the future is pending. Await it, or ask done() first.'),
    );
  });

  it.each<[string, (future: Future<number>) => unknown, string]>([
    ['has a result', (future) => future.setResult(1), 'done, with a result'],
    ['has an exception', (future) => future.setException(new Error('no')), 'done, with an exception'],
    ['is cancelled', (future) => future.cancel(), 'cancelled'],
  ])('is settled once: not when it %s', (what, settle, state) => {
    settle(future);
    expect(() => future.setResult(2)).toThrow(
      new InvalidStateError(`The future cannot be given a result: it is ${state} already. Ask done() first.`),
    );
    expect(() => future.setException(new Error())).toThrow(
      new InvalidStateError(`The future cannot be given an exception: it is ${state} already. Ask done() first.`),
    );
    expect(future.cancel()).toBe(false);
  });

  it.each<[unknown, string]>([
    ['no', 'the string "no"'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('refuses %p for an exception', (value, words) => {
    expect(() => future.setException(value as never)).toThrow(
      new TypeError(`setException needs an Error, but was given ${words}.`),
    );
    expect(future.done()).toBe(false);
  });

  describe('cancelled', () => {
    it('is done, and throws a CancelledError with the message that was given', () => {
      expect(future.cancel('no longer needed')).toBe(true);
      expect([future.done(), future.cancelled()]).toEqual([true, true]);
      expect(() => future.result()).toThrow(new CancelledError('no longer needed'));
      expect(() => future.exception()).toThrow(new CancelledError('no longer needed'));
    });

    it('without a message throws an empty one, a new one each time', () => {
      future.cancel();
      const errors = [0, 1].map(() => {
        try {
          return future.result();
        } catch (error) {
          return error as CancelledError;
        }
      });
      expect(errors.map(String)).toEqual(['CancelledError', 'CancelledError']);
      expect(errors[0]).not.toBe(errors[1]);
    });

    it('throws the CancelledError into whoever awaits it', () => {
      loop.callLater(5, () => future.cancel('enough'));
      expect(() => loop.runUntilComplete(future)).toThrow(new CancelledError('enough'));
      expect(loop.time()).toBe(5);
    });
  });

  describe('callbacks', () => {
    let seen: unknown[];

    beforeEach(() => {
      seen = [];
    });

    it('are called with the future, in turns of the loop, in the order in which they were added', () => {
      for (const name of 'abc') future.addDoneCallback((done) => seen.push(name, done === future));
      future.setResult(1);
      expect(seen).toEqual([]);
      loop.runUntilComplete(sleep(0));
      expect(seen).toEqual(['a', true, 'b', true, 'c', true]);
    });

    it('are called soon if the future is done already', () => {
      future.setResult(1);
      future.addDoneCallback(() => seen.push('called'));
      expect(seen).toEqual([]);
      loop.runUntilComplete(sleep(0));
      expect(seen).toEqual(['called']);
    });

    it('are called for an exception and for a cancellation, too', () => {
      const other = loop.createFuture();
      future.addDoneCallback((done) => seen.push(String(done.exception())));
      other.addDoneCallback((done) => seen.push(done.cancelled()));
      future.setException(new Error('no'));
      other.cancel();
      loop.runUntilComplete(sleep(0));
      expect(seen).toEqual(['Error: no', true]);
    });

    it.each([1, 2, 3])('can be taken back, all registrations of one at once: %p times', (times) => {
      const callback = (): void => void seen.push('taken back');
      const other = (): void => void seen.push('kept');
      for (let i = 0; i < times; i++) future.addDoneCallback(callback);
      expect(future.removeDoneCallback(other)).toBe(0);
      future.addDoneCallback(other);
      expect(future.removeDoneCallback(callback)).toBe(times);
      expect(future.removeDoneCallback(callback)).toBe(0);
      future.setResult(1);
      loop.runUntilComplete(sleep(0));
      expect(seen).toEqual(['kept']);
    });

    it('can be taken back when there is one only', () => {
      const callback = (): void => void seen.push('called');
      expect(future.removeDoneCallback(callback)).toBe(0);
      future.addDoneCallback(callback);
      expect(future.removeDoneCallback(callback)).toBe(1);
      future.setResult(1);
      loop.runUntilComplete(sleep(0));
      expect(seen).toEqual([]);
    });

    it('are called although they were taken back when they are queued already, as in asyncio', () => {
      const callback = (): void => void seen.push('called');
      future.addDoneCallback(callback);
      future.setResult(1);
      expect(future.removeDoneCallback(callback)).toBe(0);
      loop.runUntilComplete(sleep(0));
      expect(seen).toEqual(['called']);
    });

    it('must be functions', () => {
      expect(() => future.addDoneCallback('call me' as never)).toThrow(
        new TypeError('addDoneCallback needs a function to call, but was given the string "call me".'),
      );
    });
  });

  it('may be awaited by several, who go on in the order in which they came', () => {
    const seen: unknown[] = [];
    function* waiter(name: string) {
      seen.push([name, yield* future]);
    }
    for (const name of 'abc') loop.createTask(waiter(name));
    loop.callLater(10, () => future.setResult(7));
    loop.runUntilComplete(sleep(20));
    expect(seen).toEqual([
      ['a', 7],
      ['b', 7],
      ['c', 7],
    ]);
  });

  it('that is done is awaited without a turn of the loop', () => {
    const seen: string[] = [];
    future.setResult(1);
    loop.createTask(function* () {
      seen.push('before');
      yield* future;
      seen.push('after');
    });
    loop.callSoon(() => seen.push('another callback'));
    loop.runUntilComplete(sleep(0));
    expect(seen).toEqual(['before', 'after', 'another callback']);
  });

  it('can be met by something that iterates, such as a comparison of a test runner, without harm', () => {
    expect([future]).toEqual([future]);
    expect([...(future as Iterable<unknown>)]).toEqual([future]);
    future.setResult(5);
    expect(future.result()).toBe(5);
  });

  describe('with an exception', () => {
    beforeEach(() => future.setException(new Error('no')));

    it('knows that nobody has looked at it', () => {
      expect(future.unretrieved).toBe(true);
    });

    it.each<[string, (future: Future) => unknown]>([
      ['result()', (future) => future.result()],
      ['exception()', (future) => future.exception()],
      ['cancel()', (future) => future.cancel()],
      ['awaiting it', (future) => new EventLoop().runUntilComplete(future)],
      [
        'awaiting it in a task',
        (future) => {
          const { loop } = future as unknown as { loop: EventLoop };
          loop.runUntilComplete(future);
        },
      ],
    ])('has been looked at after %s', (what, look) => {
      try {
        look(future);
      } catch (error) {
        if (what === 'awaiting it') expect(String(error)).toContain('different event loop');
      }
      expect(future.unretrieved).toBe(what === 'awaiting it');
    });

    it('never reports a result or a cancellation as unseen', () => {
      const [result, cancelled] = [loop.createFuture(), loop.createFuture()];
      result.setResult(1);
      cancelled.cancel();
      expect([result.unretrieved, cancelled.unretrieved]).toEqual([false, false]);
    });
  });

  it('can be awaited in async functions: value, exception, cancellation', async () => {
    const outcomes = await runAsync(async () => {
      const [value, exception, cancelled] = [1, 2, 3].map(() => getRunningLoop().createFuture()) as [
        Future,
        Future,
        Future,
      ];
      value.setResult(1);
      exception.setException(new Error('no'));
      cancelled.cancel('enough');
      const words = [];
      for (const future of [value, exception, cancelled]) {
        words.push(
          await future.then(
            (value) => `value ${String(value)}`,
            (error: unknown) => String(error),
          ),
        );
      }
      return words;
    });
    expect(outcomes).toEqual(['value 1', 'Error: no', 'CancelledError: enough']);
  });
});

describe('ensureFuture', () => {
  let loop: EventLoop;

  beforeEach(() => {
    loop = new EventLoop();
    setEventLoop(loop);
  });

  afterEach(() => setEventLoop(undefined));

  it('leaves futures and tasks as they are', () => {
    const future = loop.createFuture();
    const task = loop.createTask(sleep(1));
    expect(ensureFuture(future)).toBe(future);
    expect(ensureFuture(task)).toBe(task);
  });

  it('makes tasks of coroutines and functions, on the loop that it is given', () => {
    const other = new EventLoop();
    const task = ensureFuture(sleep(1, 'done'), { loop: other });
    expect(task.getLoop()).toBe(other);
    expect(other.runUntilComplete(task)).toBe('done');
    expect(loop.runUntilComplete(ensureFuture(() => sleep(1, 'done')))).toBe('done');
  });

  it('wraps native promises', async () => {
    expect(await loop.runUntilCompleteAsync(ensureFuture(Promise.resolve(5)))).toBe(5);
    const other = new EventLoop();
    expect(ensureFuture(Promise.resolve(5), { loop: other }).getLoop()).toBe(other);
  });

  it('refuses the rest', () => {
    expect(() => ensureFuture(5 as never)).toThrow(
      new TypeError(
        'ensureFuture() needs something awaitable (a coroutine, a future, a task, a promise, or a function that returns one), but was given the number 5.',
      ),
    );
  });
});

describe('wrapFuture', () => {
  it('settles as the promise does', async () => {
    const result = await runAsync(function* () {
      const [kept, broken] = [wrapFuture(Promise.resolve(5)), wrapFuture(Promise.reject(new Error('no')))];
      const value = yield* kept;
      try {
        return yield* broken;
      } catch (error) {
        return [value, String(error)];
      }
    });
    expect(result).toEqual([5, 'Error: no']);
  });

  it('holds whatever a promise may be rejected with', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what is tested
    const wrapped = runAsync(async () => wrapFuture(Promise.reject('a string')));
    await expect(wrapped).rejects.toBe('a string');
  });

  it('can be cancelled, and then does not mind what becomes of the promise', async () => {
    await runAsync(async () => {
      const settle: (() => void)[] = [];
      const kept = wrapFuture(new Promise<void>((resolve) => settle.push(resolve)));
      const broken = wrapFuture(new Promise((_, reject) => settle.push(() => reject(new Error('no')))));
      kept.cancel();
      broken.cancel();
      for (const each of settle) each();
      await sleep(1);
      expect([kept.cancelled(), broken.cancelled()]).toEqual([true, true]);
    });
  });

  it('refuses what is not a native promise', () => {
    run(function* () {
      expect(() => wrapFuture(5 as never)).toThrow(
        new TypeError(
          'wrapFuture() needs a native promise, but was given the number 5. For coroutines and futures use ensureFuture().',
        ),
      );
      expect(() => wrapFuture(sleep(1))).toThrow(TypeError);
    });
  });
});
