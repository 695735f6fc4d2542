import { parseDelay, parsePeriod, shownDelay } from '../../lib/fake-timers/delay';

const MOST = 2 ** 31 - 1;

describe('a delay', () => {
  it.each<[unknown, number]>([
    [5, 5],
    [5.9, 5],
    [0, 0],
    [-0, 0],
    [-7, 0],
    [-7.5, 0],
    [MOST, MOST],
    [MOST + 1, 1],
    [`${MOST}`, MOST],
    ['5px', 5],
    ['-0', 0],
    ['soon', 0],
    [NaN, 0],
    [Infinity, 0],
    [undefined, 0],
    [null, 0],
    [true, 0],
    [[7], 7],
  ])('of %p is read as %p', (given, ms) => {
    expect(parseDelay(given)).toBe(ms);
  });
});

describe('a period', () => {
  it.each<[unknown, number]>([
    [5.9, 5],
    [0, 0],
    [-1, 1],
    ['soon', 1],
    [undefined, 1],
    [MOST + 1, 1],
  ])('of %p is read as %p', (given, ms) => {
    expect(parsePeriod(given)).toBe(ms);
  });
});

describe('the delay that is shown', () => {
  it.each<[unknown, number]>([
    [5.9, 5.9],
    [MOST, MOST],
    [MOST + 0.5, MOST],
    [MOST + 1, 1],
    [0, 0],
    [-0.5, 0],
    [-7, 0],
    [NaN, 0],
    ['5.9', 5],
    ['-3', 0],
  ])('for %p is %p', (given, ms) => {
    expect(shownDelay(given)).toBe(ms);
  });
});
