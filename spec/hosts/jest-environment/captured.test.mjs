import { jest } from '@jest/globals';
import { setTimeout as sleep, setInterval as every } from 'node:timers/promises';

test('named imports of timers/promises reach the clock, and time advances by itself', async () => {
  jest.useFakeTimers({ now: 0 });
  await sleep(3_600_000);
  let turns = 0;
  for await (const _ of every(60_000)) if (++turns === 60) break;
  expect(Date.now()).toBe(2 * 3_600_000);
  jest.useRealTimers();
});
