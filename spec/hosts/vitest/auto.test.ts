import { setTimeout as sleep } from 'node:timers/promises';
import { configure, type RunnerOptions } from 'tickless/vitest';
import { afterEach, expect, test, vi } from 'vitest';

const HOUR = 3_600_000;

afterEach(() => void vi.useRealTimers());

test("with advance: 'auto', time gets by itself to whatever is awaited", async () => {
  configure({ advance: 'auto' });
  vi.useFakeTimers({ now: 0 });
  await sleep(3 * HOUR);
  await new Promise((resolve) => setTimeout(resolve, HOUR));
  expect(Date.now()).toBe(4 * HOUR);
});

test("with order: 'host' as well, in the order of Node", async () => {
  configure({ advance: 'auto', order: 'host' });
  vi.useFakeTimers({ now: 0 });
  const seen: string[] = [];
  setTimeout(() => seen.push('1 ms'), 1);
  setTimeout(() => seen.push('0 ms'), 0);
  await sleep(HOUR);
  expect(seen).toEqual(['1 ms', '0 ms']);
  setTimeout(() => seen.push('2 h'), 2 * HOUR);
  await vi.waitFor(() => expect(seen).toContain('2 h'));
  await expect.poll(() => seen).toHaveLength(3);
});

test("with order: 'host' alone, by the Async verbs", async () => {
  const options: RunnerOptions = { order: 'host' };
  configure(options);
  vi.useFakeTimers({ now: 0 });
  const seen: string[] = [];
  setTimeout(() => seen.push('1 h'), HOUR);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(seen).toEqual(['1 h']);
  expect(() => vi.advanceTimersByTime(5)).toThrow('Await vi.advanceTimersByTimeAsync() instead.');
});

test('a wrong option is one clear line', () => {
  expect(() => configure({ advance: 'yes' } as never)).toThrow("configure().advance must be one of 'manual', 'auto'");
});
