import * as errors from '../../lib/core/errors';

const { isCancelledError, CancelledError } = errors;
const classes = Object.entries(errors).filter(([, value]) => value.prototype instanceof Error) as [
  string,
  new (message?: string) => Error,
][];

describe('errors', () => {
  it.each(classes)('%s is an Error that prints its own name', (name, ErrorClass) => {
    const error = new ErrorClass('what happened');
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${name}: what happened`);
  });

  it('have no message if none is given', () => {
    expect(new CancelledError().message).toBe('');
  });

  it('tell a CancelledError by a brand, not by its class or its name', () => {
    expect(isCancelledError(new CancelledError())).toBe(true);
    expect(isCancelledError(Object.assign(new Error('fake'), { name: 'CancelledError' }))).toBe(false);
    expect(isCancelledError(undefined)).toBe(false);
    expect(isCancelledError(null)).toBe(false);
    expect(isCancelledError('CancelledError')).toBe(false);
  });

  it('tell one of any other copy or version of the library by the same brand', () => {
    const foreign = Object.assign(new Error('foreign'), { [Symbol.for('tickless.CancelledError')]: true });
    expect(isCancelledError(foreign)).toBe(true);
  });

  it('take what cannot be looked at for no CancelledError', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isCancelledError(proxy)).toBe(false);
  });

  it('count a broken barrier among the RuntimeErrors, as asyncio does', () => {
    expect(new errors.BrokenBarrierError()).toBeInstanceOf(errors.RuntimeError);
  });
});
