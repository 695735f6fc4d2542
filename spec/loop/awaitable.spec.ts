import * as one from 'tickless';

describe('asking a task where it waits', () => {
  it('is understood by the futures of another copy of the library, and disturbs nobody', async () => {
    let other!: typeof one;
    await jest.isolateModulesAsync(async () => {
      other = jest.requireActual('../../lib/index');
    });
    const loop = new one.EventLoop();
    const future = new other.Future<string>(loop);
    const task = loop.createTask(function* waits() {
      return yield* future;
    });
    loop.runUntilComplete(one.sleep(1));
    expect(task.getStack()[0]).toMatch(/waits.*awaitable\.spec\.ts/);
    future.setResult('value');
    expect(loop.runUntilComplete(task)).toBe('value');
  });
});

describe('a native promise that is settled between two runs', () => {
  it('gives its value, or throws, when the loop runs again', async () => {
    const loop = new one.EventLoop();
    const [lock, other] = [new one.Lock(), new one.Lock()];
    let resolve!: (value: string) => void;
    let reject!: (error: Error) => void;
    const good = new Promise<string>((settle) => (resolve = settle));
    const bad = new Promise<string>((_, settle) => (reject = settle));
    const tasks = [loop.createTask(lock.with(() => good)), loop.createTask(other.with(() => bad))] as const;
    await loop.runUntilCompleteAsync(one.sleep(1));
    resolve('value');
    reject(new Error('refused'));
    await new Promise(setImmediate);
    expect(loop.runUntilComplete(tasks[0])).toBe('value');
    expect(() => loop.runUntilComplete(tasks[1])).toThrow('refused');
  });
});
