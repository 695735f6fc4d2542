/**
 * @jest-environment-options {"tickless": {"advance": "auto", "order": "host"}}
 */
beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

test('callbacks run in the order of Node', async () => {
  const seen = [];
  const note = (name) => () => seen.push(name);
  setTimeout(note('1 ms'), 1);
  setTimeout(note('0 ms'), 0);
  setImmediate(note('immediate'));
  process.nextTick(note('tick'));
  queueMicrotask(note('microtask'));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  expect([...seen].sort()).toEqual(['0 ms', '1 ms', 'immediate', 'microtask', 'tick']);
  expect(seen.slice(-3)).toEqual(['immediate', '1 ms', '0 ms']);
  expect(Date.now()).toBe(60_000);
});

test('the Async verbs drive', async () => {
  const seen = [];
  setTimeout(() => seen.push(Date.now()), 5_000);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(seen).toEqual([5_000]);
});

test('a verb that runs at once names the one to await', () => {
  expect(() => jest.advanceTimersByTime(5)).toThrow('Await jest.advanceTimersByTimeAsync() instead.');
  expect(() => jest.runAllTimers()).toThrow('Await jest.runAllTimersAsync() instead.');
});

test('advanceTimers does not go with it', () => {
  expect(() => jest.useFakeTimers({ advanceTimers: true })).toThrow("does not go with order: 'host'");
});
