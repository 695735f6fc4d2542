import * as one from 'tickless';

/** A test file and its runner's environment may each load a copy of this library. */
describe('two copies of the library', () => {
  let other: typeof one;

  beforeAll(() => {
    jest.isolateModules(() => {
      other = jest.requireActual('../../lib/index');
    });
  });

  it('are two', () => {
    expect(other.Future).not.toBe(one.Future);
  });

  it('know each other’s futures, tasks and coroutines', () => {
    const loop = new other.EventLoop();
    expect(one.isfuture(loop.createFuture())).toBe(true);
    expect(one.isfuture(loop.createTask(other.sleep(1)))).toBe(true);
    expect(one.iscoroutine(other.sleep(1))).toBe(true);
    expect(one.iscoroutine(other.coroutine(function* () {})())).toBe(true);
  });

  it('can await each other’s coroutines that are made of generators', () => {
    const answer = other.coroutine(function* () {
      return 42;
    });
    expect(one.run(answer())).toBe(42);
  });

  it('know each other’s cancellations', () => {
    one.run(function* () {
      const task = one.createTask(function* () {
        throw new other.CancelledError('from the other copy');
      });
      yield* one.sleep(1);
      expect(task.cancelled()).toBe(true);
    });
  });

  it('take each other’s loops', () => {
    const loop = new other.EventLoop();
    one.setEventLoop(loop);
    expect(one.getEventLoop()).toBe(loop);
    expect(loop.runUntilComplete(one.createTask(one.sleep(5, 'slept')) as never)).toBe('slept');
    one.setEventLoop(undefined);
  });
});
