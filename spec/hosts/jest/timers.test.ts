import { jest as fromGlobals } from '@jest/globals';

test('the types of Jest compile, and its timers work', () => {
  fromGlobals.useFakeTimers({ now: new Date('2020-01-01T00:00:00Z'), doNotFake: ['nextTick'] });
  const seen: number[] = [];
  setTimeout(() => seen.push(Date.now()), 10);
  fromGlobals.advanceTimersByTime(10);
  expect(seen).toEqual([Date.UTC(2020, 0, 1) + 10]);
  fromGlobals.useRealTimers();
});
