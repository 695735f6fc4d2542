import { checkCallback, checkNumber, checkWholeNumber } from '../../lib/core/checks';

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

  it('refuse a whole number that is not a number', () => {
    expect(() => checkWholeNumber('1', 1, 'The count')).toThrow(
      new TypeError('The count must be a whole number, but was given the string "1".'),
    );
  });
});
