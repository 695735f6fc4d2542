/* What a suite written for Jest's fake timers does; every feature of `jest` that has to do with them. */
const timerNames = ['setTimeout', 'setInterval', 'Date', 'queueMicrotask'];

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('the engine is tickless', () => {
  expect(Reflect.has(globalThis, Symbol.for('tickless/1'))).toBe(true);
  expect(Object.hasOwn(setTimeout, 'clock')).toBe(true);
});

test('advanceTimersByTime fires what is due', () => {
  const seen = [];
  setTimeout(() => seen.push('late'), 200);
  setTimeout((name) => seen.push(name), 100, 'early');
  jest.advanceTimersByTime(100);
  expect(seen).toEqual(['early']);
  expect(jest.getTimerCount()).toBe(1);
  jest.runOnlyPendingTimers();
  expect(seen).toEqual(['early', 'late']);
});

test('runAllTimers gives up on a timer that sets itself again', () => {
  const again = () => setTimeout(again, 1);
  again();
  expect(() => jest.runAllTimers()).toThrow('Aborting after running 100000 timers, assuming an infinite loop!');
});

test('runAllTicks runs nextTick and queueMicrotask', () => {
  const seen = [];
  process.nextTick(() => seen.push('tick'));
  queueMicrotask(() => seen.push('microtask'));
  jest.runAllTicks();
  expect(seen).toEqual(['tick', 'microtask']);
});

test('the Async twins let promises settle', async () => {
  const seen = [];
  const work = (async () => {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      seen.push(Date.now());
    }
  })();
  const start = Date.now();
  await jest.advanceTimersByTimeAsync(3000);
  await work;
  expect(seen.map((time) => time - start)).toEqual([1000, 2000, 3000]);
});

test('advanceTimersToNextTimer, clearAllTimers, getTimerCount', async () => {
  setTimeout(() => {}, 10);
  setTimeout(() => {}, 20);
  setInterval(() => {}, 30);
  jest.advanceTimersToNextTimer(2);
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersToNextTimerAsync();
  jest.clearAllTimers();
  expect(jest.getTimerCount()).toBe(0);
});

test('setSystemTime, now, getRealSystemTime', () => {
  jest.setSystemTime(new Date('2020-02-29T12:00:00Z'));
  expect(new Date().toISOString()).toBe('2020-02-29T12:00:00.000Z');
  expect(jest.now()).toBe(Date.now());
  expect(jest.getRealSystemTime()).toBeGreaterThan(Date.now());
});

test('doNotFake leaves real what it names', () => {
  jest.useFakeTimers({ doNotFake: timerNames, now: 5 });
  expect(Object.hasOwn(setTimeout, 'clock')).toBe(false);
  expect(Date.now()).toBeGreaterThan(1e12);
});

test('advanceTimers lets time pass by itself', async () => {
  jest.useFakeTimers({ advanceTimers: 5 });
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test('spies and modern matchers work on fakes', () => {
  jest.spyOn(globalThis, 'setTimeout');
  setTimeout(() => {}, 42);
  expect(setTimeout).toHaveBeenLastCalledWith(expect.any(Function), 42);
});

test('setTimerTickMode runs timers one by one', async () => {
  if (jest.setTimerTickMode === undefined) return;
  jest.setTimerTickMode({ mode: 'nextAsync' });
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
});

test('animation frames come every 16 ms', () => {
  if (globalThis.requestAnimationFrame === undefined) return;
  const seen = [];
  requestAnimationFrame((time) => seen.push(time));
  jest.advanceTimersToNextFrame();
  expect(seen).toHaveLength(1);
});
