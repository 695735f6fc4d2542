import { jest } from '@jest/globals';

test('fake timers work in ES modules', async () => {
  jest.useFakeTimers();
  expect(Reflect.has(globalThis, Symbol.for('tickless/1'))).toBe(true);
  const seen = [];
  setTimeout(() => seen.push('fired'), 1000);
  await jest.advanceTimersByTimeAsync(1000);
  expect(seen).toEqual(['fired']);
  await import('node:path');
  jest.useRealTimers();
});
