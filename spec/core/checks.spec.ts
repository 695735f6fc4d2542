import {
  checkCallback,
  checkKnown,
  checkNumber,
  checkOneOf,
  checkWholeNumber,
  isThenable,
} from '../../lib/core/checks';

describe('checks of arguments', () => {
  it('accept what is right', () => {
    checkCallback(() => {}, 'callSoon()');
    for (const number of [0, -1, 0.25, Infinity, -Infinity]) checkNumber(number, 'The delay');
    for (const whole of [1, 2, Infinity]) checkWholeNumber(whole, 1, 'The count');
  });

  it('name what needs a callback and what it was given', () => {
    expect(() => checkCallback('later', 'callSoon()')).toThrow(
      new TypeError('callSoon() needs a function to call, but was given the string "later".'),
    );
  });

  it('take NaN for a number out of range, and anything else for the wrong type', () => {
    expect(() => checkNumber(NaN, 'The delay')).toThrow(
      new RangeError('The delay must be a number of milliseconds, but was given NaN.'),
    );
    expect(() => checkNumber('3000', 'The delay')).toThrow(
      new TypeError('The delay must be a number of milliseconds, but was given the string "3000".'),
    );
    expect(() => checkNumber(NaN, 'The delay')).toThrow(RangeError);
    expect(() => checkNumber('3000', 'The delay')).toThrow(TypeError);
  });

  it.each([0, 1.5, NaN, -Infinity])('say which whole numbers would do, given %p', (value) => {
    expect(() => checkWholeNumber(value, 1, 'The count')).toThrow(RangeError);
    expect(() => checkWholeNumber(value, 1, 'The count')).toThrow(
      `The count must be a whole number of at least 1, but was given ${value}.`,
    );
  });

  it('speak of no least number where there is none', () => {
    expect(() => checkWholeNumber(0.5, -Infinity, 'The priority')).toThrow(
      new RangeError('The priority must be a whole number, but was given 0.5.'),
    );
  });

  it('refuse a whole number that is not a number', () => {
    expect(() => checkWholeNumber('1', 1, 'The count')).toThrow(
      new TypeError('The count must be a whole number, but was given the string "1".'),
    );
  });

  it('list the values that are allowed', () => {
    checkOneOf('host', ['fifo', 'host'], 'The order');
    expect(() => checkOneOf('lifo', ['fifo', 'host'], 'The order')).toThrow(
      new RangeError(`The order must be one of 'fifo', 'host', but was given the string "lifo".`),
    );
    expect(() => checkOneOf('lifo', ['fifo', 'host'], 'The order')).toThrow(RangeError);
    expect(() => checkOneOf(1, ['fifo', 'host'], 'The order')).toThrow(TypeError);
  });

  it('find the option that does not exist, and list those that do, sorted', () => {
    const known = ['name', 'context'];
    checkKnown({}, known, 'sleep()');
    checkKnown({ context: 1, name: 2 }, known, 'sleep()');
    expect(() => checkKnown({ name: 1, nmae: 2 }, known, 'sleep()')).toThrow(
      new TypeError("sleep() has no option 'nmae'. There are: context, name."),
    );
    expect(known).toEqual(['name', 'context']);
  });
});

describe('isThenable', () => {
  it.each<[string, unknown]>([
    ['a promise', Promise.resolve()],
    ['an object with then()', { then: () => {} }],
    ['a function with then()', Object.assign(() => {}, { then: () => {} })],
  ])('is true of %s', (what, value) => {
    expect(isThenable(value)).toBe(true);
  });

  it('is false of everything else', () => {
    for (const value of [undefined, null, 1, '', {}, () => {}, { then: 1 }]) expect(isThenable(value)).toBe(false);
  });

  it('is false of primitives, even where their prototype has then()', () => {
    const prototype = Number.prototype as { then?: unknown };
    prototype.then = () => {};
    try {
      expect(isThenable(1)).toBe(false);
    } finally {
      delete prototype.then;
    }
  });
});
