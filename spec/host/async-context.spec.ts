import { AsyncLocalStorage } from 'node:async_hooks';
import { captureContext, runInContext } from '../../lib/host/async-context';

describe('captureContext and runInContext', () => {
  const storage = new AsyncLocalStorage<string>();
  const read = (): string | undefined => storage.getStore();
  const nothing = captureContext();

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
    const [one, two] = [captureContext(), captureContext()];
    storage.run('here', () => {
      runInContext(one, () => storage.enterWith('entered'), undefined);
      expect(runInContext(two, read, undefined)).toBe(undefined);
      expect(read()).toBe('here');
    });
  });

  it('carry values through a context that was captured inside another', () => {
    const outer = storage.run('outer', captureContext);
    const inner = runInContext(outer, captureContext, undefined);
    expect(runInContext(inner, read, undefined)).toBe('outer');
  });
});
