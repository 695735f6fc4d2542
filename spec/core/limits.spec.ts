import { DEFAULT_LIMITS, limitsFrom } from '../../lib/core/limits';

describe('limits', () => {
  it('are ten million callbacks an instant, a million firings and ten years, unless told otherwise', () => {
    expect(limitsFrom({})).toEqual({
      maxStepsPerInstant: 2_000_000,
      maxFirings: 1_000_000,
      maxVirtualTime: 10 * 365.25 * 24 * 3_600_000,
    });
  });

  it('can be set one by one, to Infinity as well, and leave the defaults alone', () => {
    const options = { maxFirings: Infinity, maxVirtualTime: undefined };
    expect(limitsFrom(options)).toEqual({ ...DEFAULT_LIMITS, maxFirings: Infinity });
    expect(DEFAULT_LIMITS.maxFirings).toBe(1_000_000);
  });

  it.each(['maxStepsPerInstant', 'maxFirings', 'maxVirtualTime'])('refuse an %s of 0', (name) => {
    expect(() => limitsFrom({ [name]: 0 })).toThrow(
      new RangeError(`${name} must be a whole number of at least 1, but was given 0.`),
    );
  });
});
