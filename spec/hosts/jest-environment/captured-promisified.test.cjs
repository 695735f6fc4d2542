/* What jsdom's setTimeout has not. */
const { promisify } = require('node:util');

const pause = promisify(setTimeout);

test('promisify(setTimeout) that was kept', async () => {
  jest.useFakeTimers({ now: 0 });
  const waiting = pause(60_000, 'value');
  await jest.advanceTimersByTimeAsync(60_000);
  expect(await waiting).toBe('value');
  jest.useRealTimers();
});
