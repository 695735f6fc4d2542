import { AsyncLocalStorage } from 'node:async_hooks';
import { captureContext, runInContext } from '../../lib/host/async-context';

// On Node 20 and 22 a process in which an AsyncLocalStorage was used keeps its hooks, so the order of these specs matters.
describe('captureContext and runInContext', () => {
  const storage = new AsyncLocalStorage<string>();
  const read = (): string | undefined => storage.getStore();
  const nothing = captureContext();

  it('keep nothing where no async context holds anything', () => {
    expect(nothing).toBe(undefined);
  });

  it('pass the receiver, the arguments, the result and errors on', () => {
    const receiver = { base: 1 };
    function add(this: typeof receiver, a: number, b: number): number {
      return this.base + a + b;
    }
    const fail = (): never => {
      throw new RangeError('no');
    };
    for (const context of [nothing, storage.run('x', captureContext)]) {
      expect(runInContext(context, add, receiver, 2, 3)).toBe(6);
      expect(() => runInContext(context, fail, undefined)).toThrow('no');
    }
  });

  it('restore the values of the place of capture', () => {
    const one = storage.run('one', captureContext);
    const two = storage.run('two', captureContext);
    expect(runInContext(one, read, undefined)).toBe('one');
    expect(storage.run('three', () => runInContext(two, read, undefined))).toBe('two');
    expect(read()).toBe(undefined);
  });

  it('restore emptiness, too', () => {
    expect(storage.run('here', () => runInContext(nothing, read, undefined))).toBe(undefined);
    const later = captureContext();
    expect(storage.run('here', () => runInContext(later, read, undefined))).toBe(undefined);
  });

  it('keep what a call enters from all other calls', () => {
    const enter = (): void => storage.enterWith('entered');
    storage.run('here', () => {
      runInContext(nothing, enter, undefined);
      expect(runInContext(nothing, read, undefined)).toBe(undefined);
      expect(read()).toBe('here');
    });
  });

  it('carry values through a context that was captured inside another', () => {
    const outer = storage.run('outer', captureContext);
    const inner = runInContext(outer, captureContext, undefined);
    expect(runInContext(inner, read, undefined)).toBe('outer');
  });
});
