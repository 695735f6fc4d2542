/* References that were kept before jest.useFakeTimers(). */
const { setTimeout: sleep, scheduler } = require('node:timers/promises');
const timers = require('node:timers');

const { setTimeout: setTimer } = timers;
const { now } = Date;

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

test.each([
  ['timers/promises', () => sleep(60_000)],
  ['its scheduler', () => scheduler.wait(60_000)],
  ['a setTimeout of node:timers', () => new Promise((resolve) => setTimer(resolve, 60_000))],
])('%s', async (_, wait) => {
  let isOver = false;
  const waiting = wait().then(() => (isOver = true));
  await jest.advanceTimersByTimeAsync(59_999);
  expect(isOver).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  expect(isOver).toBe(true);
  await waiting;
});

test('Date.now that was kept, AbortSignal.timeout', async () => {
  const signal = AbortSignal.timeout(1_000);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(signal.aborted).toBe(true);
  expect(now.call(Date)).toBe(Date.now());
});

test('without fake timers they are real', async () => {
  jest.useRealTimers();
  const start = performance.now();
  await sleep(20);
  expect(performance.now() - start).toBeGreaterThan(15);
  expect(Date.now()).toBeGreaterThan(1e12);
});
