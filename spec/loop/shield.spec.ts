import { CancelledError, createTask, getRunningLoop, run, shield, sleep, type GeneratorCoroutine } from 'tickless';
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

  it('does not leave the exception of the inner task to be reported when nobody waits any more', () => {
    run(function* () {
      const inner = createTask(fail(10));
      // Both ends in one turn: the news of the inner end is on its way when the outer future is cancelled.
      const outer = shield(inner);
      inner.addDoneCallback(() => {});
      getRunningLoop().callAt(10, () => undefined);
      yield* sleep(10);
      outer.cancel();
      yield* sleep(1);
      expect(inner.done()).toBe(true);
      inner.exception();
    });
  });

  it('refuses what is not awaitable', () => {
    run(function* () {
      expect(() => shield(5 as never)).toThrow(TypeError);
    });
  });
});
