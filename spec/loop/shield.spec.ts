import {
  CancelledError,
  createTask,
  EventLoop,
  getRunningLoop,
  run,
  shield,
  sleep,
  type Future,
  type GeneratorCoroutine,
} from 'tickless';
import { inBothKinds, outcomeOf } from '../support/outcomes';

function* fail(delayMs: number): GeneratorCoroutine<never> {
  yield* sleep(delayMs);
  throw new Error(`failed at ${delayMs}`);
}

describe('shield', () => {
  it('lets the inner task run on when the outer one is cancelled', async () => {
    const outcome = await inBothKinds(
      function* () {
        const save = createTask(sleep(100, 'saved'));
        const outer = createTask(function* () {
          return yield* shield(save);
        });
        yield* sleep(10);
        outer.cancel();
        yield* sleep(1);
        return [outer.cancelled(), save.done(), yield* save];
      },
      async () => {
        const save = createTask(async () => sleep(100, 'saved'));
        const outer = createTask(async () => shield(save));
        await sleep(10);
        outer.cancel();
        await sleep(1);
        return [outer.cancelled(), save.done(), await save];
      },
    );
    expect(outcome).toEqual({ result: [true, false, 'saved'], time: 100 });
  });

  it('has the outcome of the inner task: result, exception, cancellation', () => {
    expect(outcomeOf(() => shield(sleep(5, 'result')))).toEqual({ result: 'result', time: 5 });
    expect(outcomeOf(() => shield(fail(5)))).toEqual({ error: 'Error: failed at 5', time: 5 });
    run(function* () {
      const inner = createTask(sleep(100));
      const outer = shield(inner);
      yield* sleep(1);
      inner.cancel();
      yield* sleep(1);
      expect(outer.cancelled()).toBe(true);
      expect(() => outer.result()).toThrow(CancelledError);
    });
  });

  it('is the inner one itself if that is done', () => {
    run(function* () {
      const future = getRunningLoop().createFuture<number>();
      future.setResult(1);
      expect(shield(future)).toBe(future);
    });
  });

  it('throws the exception of the inner task where it is awaited', () => {
    const { result } = outcomeOf(function* () {
      try {
        yield* shield(fail(5));
      } catch (error) {
        return `caught: ${String(error)}`;
      }
      return 'no error';
    });
    expect(result).toBe('caught: Error: failed at 5');
  });

  it('takes note of an exception of the inner one that came in the turn in which nobody waits any more', () => {
    expect(
      unseen(function* (inner) {
        const outer = shield(inner);
        inner.setException(new Error('lost'));
        outer.cancel();
        yield* sleep(1);
        expect(outer.cancelled()).toBe(true);
      }),
    ).toEqual([]);
  });

  it('leaves an exception that comes later to be reported', () => {
    expect(
      unseen(function* (inner) {
        shield(inner).cancel();
        yield* sleep(1);
        inner.setException(new Error('lost'));
        yield* sleep(1);
      }),
    ).toEqual(['Future exception was never retrieved']);
  });

  it('is named in a deadlock, with what it shields and who that waits for', () => {
    const { error } = outcomeOf(function* () {
      const task = createTask(() => getRunningLoop().createFuture(), { name: 'inner' });
      yield* shield(task);
    });
    expect(error).toContain("waits for shield of task 'inner'");
  });

  it('refuses what is not awaitable', () => {
    run(function* () {
      expect(() => shield(5 as never)).toThrow(TypeError);
    });
  });
});

/** What a loop reports of a future when it closes, after `main` has played with it. */
function unseen(main: (inner: Future) => GeneratorCoroutine<void>): string[] {
  const loop = new EventLoop();
  const messages: string[] = [];
  loop.setExceptionHandler((_, { message }) => messages.push(message));
  const inner = loop.createFuture();
  loop.runUntilComplete(() => main(inner));
  loop.close();
  return messages;
}
