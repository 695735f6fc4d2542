import { CancelledError, coroutine, currentTask, EventLoop, sleep } from '../../lib/index';

/** What async functions could get wrong, because the host and not the loop resumes them. Everything else about them is in spec/conformance. */
describe('async functions as coroutines', () => {
  it('continue after cancelling themselves until they really wait', async () => {
    const log: string[] = [];
    const inner = coroutine(async () => {
      await Promise.resolve();
      return 'inner';
    });
    const loop = new EventLoop();
    const task = loop.createTask(async () => {
      currentTask()!.cancel('enough');
      log.push(await inner());
      await sleep(1);
    });
    await expect(loop.runUntilCompleteAsync(task)).rejects.toThrow(new CancelledError('enough'));
    expect(log).toEqual(['inner']);
    expect(loop.time()).toBe(0);
  });

  it('end with their own error if they throw after cancelling themselves', async () => {
    const task = async (): Promise<never> => {
      currentTask()!.cancel();
      await Promise.resolve();
      throw new Error('own');
    };
    await expect(new EventLoop().runUntilCompleteAsync(task)).rejects.toThrow('own');
  });

  it('hand a cancellation that came too late for them on to their caller', async () => {
    const log: string[] = [];
    const inner = coroutine(async () => {
      currentTask()!.cancel();
      await Promise.resolve();
      return 'inner';
    });
    const loop = new EventLoop();
    const task = loop.createTask(function* () {
      log.push(yield* inner());
      yield* sleep(1);
    });
    await expect(loop.runUntilCompleteAsync(task)).rejects.toThrow(CancelledError);
    expect(log).toEqual(['inner']);
  });

  it('get to their next wait before a run that is being stopped returns', async () => {
    const log: string[] = [];
    const loop = new EventLoop();
    loop.callLater(5, () => loop.callSoon(() => loop.stop())); // the task wakes in the same batch, after the stop
    loop.createTask(async () => {
      await sleep(5);
      for (let i = 0; i < 50; i++) await Promise.resolve();
      log.push('woken');
    });
    await loop.runForeverAsync();
    expect(log).toEqual(['woken']);
  });

  it('run no further batch once a timer has stopped the loop', async () => {
    const log: string[] = [];
    const loop = new EventLoop();
    loop.callLater(5, () => {
      loop.stop();
      loop.callSoon(() => log.push('next batch'));
    });
    await loop.runForeverAsync();
    expect(log).toEqual([]);
  });
});
