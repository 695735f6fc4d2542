import type * as Tickless from 'tickless';

/** Loads the library as a host does that is not Node: without its modules, with the globals that browsers have, too. */
function libraryElsewhere(): typeof Tickless {
  const nodeOnly = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule')!;
  let library: typeof Tickless | undefined;
  Object.assign(process, { getBuiltinModule: undefined });
  try {
    jest.isolateModules(() => {
      library = jest.requireActual('../../lib/index');
    });
  } finally {
    Object.defineProperty(process, 'getBuiltinModule', nodeOnly);
  }
  return library!;
}

describe('on a host that is not Node', () => {
  const { createTask, DeadlockError, gather, getRunningLoop, run, runAsync, sleep } = libraryElsewhere();

  it('programs run synchronously', () => {
    expect(run(sleep(3000, 'slept'))).toBe('slept');
  });

  it('programs of async functions run, too', async () => {
    const result = await runAsync(async () => {
      const naps = [10, 30, 20].map((delay) => async () => sleep(delay, delay));
      return [await gather(...naps), getRunningLoop().time()];
    });
    expect(result).toEqual([[10, 30, 20], 30]);
  });

  it('promises settle completely between two callbacks', async () => {
    const seen: string[] = [];
    await runAsync(async () => {
      createTask(async () => {
        await sleep(5);
        for (let i = 0; i < 100; i++) await Promise.resolve();
        seen.push('first');
      });
      createTask(async () => {
        await sleep(5);
        seen.push('second');
      });
      await sleep(10);
    });
    expect(seen).toEqual(['first', 'second']);
  });

  it('a deadlock is found', async () => {
    await expect(runAsync(async () => getRunningLoop().createFuture())).rejects.toThrow(DeadlockError);
  });
});
