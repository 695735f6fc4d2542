/**
 * @jest-environment-options {"tickless": {"advance": "auto"}}
 */
const HOUR = 3_600_000;

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

test('whatever is awaited, time gets there by itself', async () => {
  await new Promise((resolve) => setTimeout(resolve, 3 * HOUR));
  let turns = 0;
  await new Promise((resolve) => {
    const interval = setInterval(() => {
      if (++turns < 10) return;
      clearInterval(interval);
      resolve();
    }, HOUR);
  });
  expect(Date.now()).toBe(13 * HOUR);
});

test('the verbs go on working', async () => {
  const seen = [];
  setTimeout(() => seen.push('fired'), HOUR);
  jest.advanceTimersByTime(HOUR);
  expect(seen).toEqual(['fired']);
  setTimeout(() => seen.push('again'), HOUR);
  await jest.advanceTimersByTimeAsync(HOUR);
  expect(seen).toEqual(['fired', 'again']);
});

test('it can be turned off', async () => {
  jest.setTimerTickMode({ mode: 'manual' });
  const seen = [];
  setTimeout(() => seen.push('fired'), 1);
  await new Promise((resolve) => jest.requireActual('node:timers').setTimeout(resolve, 20));
  expect(seen).toEqual([]);
});

test('the options are no globals', () => {
  expect(globalThis.tickless).toBeUndefined();
});
