import { describe as words, named } from '../../lib/core/describe';

class Account {
  balance = 0;
}

describe('describe', () => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, 'the number 5'],
    [NaN, 'the number NaN'],
    [true, 'the boolean true'],
    [7n, 'the bigint 7n'],
    [Symbol('seat'), 'Symbol(seat)'],
    ['soon', 'the string "soon"'],
    ['x'.repeat(40), `the string "${'x'.repeat(40)}"`],
    ['x'.repeat(50), `the string "${'x'.repeat(40)}…"`],
    [function work() {}, 'the function work'],
    [() => {}, 'an anonymous function'],
    [[1, 2], 'an array of 2'],
    [{}, 'a plain object'],
    [Object.create(null), 'a plain object'],
    [new Account(), 'an object of class Account'],
    [
      new (class {
        balance = 0;
      })(),
      'a plain object',
    ],
    [new Map(), 'a Map'],
    [new BigInt64Array(1), 'a BigInt64Array'],
    [new Error('no'), 'an Error'],
    [Promise.resolve(), 'a Promise'],
    [(function* () {})(), 'a Generator'],
  ])('says of %p: %s', (value, expected) => {
    expect(words(value)).toBe(expected);
  });
});

describe('named', () => {
  it('puts a name in quotation marks, whatever it is, and on one line', () => {
    expect(named('Lock', undefined)).toBe('Lock');
    expect(named('Lock', 'ledger')).toBe("Lock 'ledger'");
    expect(named('Lock', Symbol('s'))).toBe("Lock 'Symbol(s)'");
    expect(named('Lock', 'a\n\u0085\u2028b')).toBe("Lock 'a\\u000a\\u0085\\u2028b'");
  });
});
