/* What a suite written for Vitest's fake timers does; every feature of `vi` that has to do with them. */
import { setTimeout as keptSleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const keptPause = promisify(setTimeout);

describe('with fake timers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('the engine is tickless', () => {
    expect(Reflect.has(globalThis, Symbol.for('tickless/1'))).toBe(true);
    expect(vi.isFakeTimers()).toBe(true);
  });

  test('advanceTimersByTime, runOnlyPendingTimers, getTimerCount', () => {
    const seen = [];
    setTimeout(() => seen.push('late'), 200);
    setTimeout((name) => seen.push(name), 100, 'early');
    expect(vi.advanceTimersByTime(100)).toBe(vi);
    expect(seen).toEqual(['early']);
    expect(vi.getTimerCount()).toBe(1);
    vi.runOnlyPendingTimers();
    expect(seen).toEqual(['early', 'late']);
  });

  test('runAllTimers gives up where the configuration says', () => {
    const again = () => setTimeout(again, 1);
    again();
    expect(() => vi.runAllTimers()).toThrow('after running 500 timers');
  });

  test('the Async twins let promises settle', async () => {
    const seen = [];
    const start = Date.now();
    const work = (async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        seen.push(Date.now() - start);
      }
    })();
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.advanceTimersToNextTimerAsync();
    await vi.runOnlyPendingTimersAsync();
    await vi.runAllTimersAsync();
    await work;
    expect(seen).toEqual([1_000, 2_000, 3_000]);
  });

  test('advanceTimersToNextTimer, clearAllTimers, advanceTimersToNextFrame', () => {
    let turns = 0;
    setInterval(() => turns++, 30);
    vi.advanceTimersToNextTimer().advanceTimersToNextTimer();
    expect(turns).toBe(2);
    vi.clearAllTimers();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersToNextFrame();
  });

  test('setSystemTime, getMockedSystemTime, getRealSystemTime', () => {
    vi.setSystemTime(new Date('2020-02-29T12:00:00Z'));
    expect(new Date().toISOString()).toBe('2020-02-29T12:00:00.000Z');
    expect(vi.getMockedSystemTime()).toEqual(new Date('2020-02-29T12:00:00Z'));
    expect(vi.getRealSystemTime()).toBeGreaterThan(Date.now());
    vi.setSystemTime('2021-01-01');
    expect(Date.now()).toBe(Date.UTC(2021, 0, 1));
  });

  test('nextTick and queueMicrotask are real unless named', async () => {
    let ran = 0;
    process.nextTick(() => ran++);
    queueMicrotask(() => ran++);
    await new Promise((resolve) => process.nextTick(resolve));
    expect(ran).toBe(2);
    vi.useFakeTimers({ toFake: ['queueMicrotask'] });
    queueMicrotask(() => ran++);
    await null;
    expect(ran).toBe(2);
    vi.runAllTicks();
    expect(ran).toBe(3);
  });

  test('toNotFake leaves real what it names', () => {
    vi.useFakeTimers({ toNotFake: ['Date'], now: 5 });
    expect(Date.now()).toBeGreaterThan(1e12);
    expect(performance.now()).toBe(0);
  });

  test('setTimerTickMode runs timers one by one', async () => {
    vi.setTimerTickMode('nextTimerAsync');
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    vi.setTimerTickMode('manual');
    expect(() => vi.setTimerTickMode('fast')).toThrow('has the modes manual, interval, nextTimerAsync');
  });

  test('vi.waitFor and vi.waitUntil advance the time', async () => {
    let isReady = false;
    const start = Date.now();
    setTimeout(() => (isReady = true), 120);
    await vi.waitFor(() => expect(isReady).toBe(true));
    setTimeout(() => (isReady = false), 120);
    await vi.waitUntil(() => !isReady);
    expect(Date.now() - start).toBeGreaterThanOrEqual(240);
  });

  test('expect.poll advances the time', async () => {
    let isReady = false;
    setTimeout(() => (isReady = true), 100);
    await expect.poll(() => isReady).toBe(true);
  });

  test('functions that were kept reach the clock', async () => {
    let woken = 0;
    for (const sleep of [keptSleep, keptPause]) void sleep(60_000).then(() => woken++);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(woken).toBe(2);
  });

  test('spies work on fakes', () => {
    const spy = vi.spyOn(globalThis, 'setTimeout');
    setTimeout(() => {}, 42);
    expect(spy).toHaveBeenLastCalledWith(expect.any(Function), 42);
    spy.mockRestore();
  });
});

describe('without fake timers', () => {
  test('setSystemTime fakes Date alone', () => {
    const { setTimeout } = globalThis;
    vi.setSystemTime(5);
    expect(Date.now()).toBe(5);
    expect(vi.getMockedSystemTime()).toEqual(new Date(5));
    expect(vi.isFakeTimers()).toBe(false);
    expect(globalThis.setTimeout).toBe(setTimeout);
    vi.useRealTimers();
    expect(Date.now()).toBeGreaterThan(1e12);
    expect(vi.getMockedSystemTime()).toBe(null);
  });

  test('verbs say what to call first', () => {
    expect(() => vi.advanceTimersByTime(5)).toThrow('Call vi.useFakeTimers() first.');
  });

  test('what was kept is real', async () => {
    const start = performance.now();
    await keptSleep(20);
    expect(performance.now() - start).toBeGreaterThan(15);
  });
});
