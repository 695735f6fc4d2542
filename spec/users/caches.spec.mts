import { TTLCache } from '@isaacs/ttlcache';
import { LRUCache } from 'lru-cache';
import { inVirtualTime } from 'tickless';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('lru-cache', () => {
  it(
    'forgets what is too old',
    inVirtualTime(async () => {
      const cache = new LRUCache<string, string>({ max: 10, ttl: 60_000 });
      cache.set('key', 'value');
      await sleep(60_000);
      expect(cache.get('key')).toBe('value');
      await sleep(1);
      expect(cache.get('key')).toBeUndefined();
    }),
  );

  it(
    'purges by itself, and fetches anew',
    inVirtualTime(async (clock) => {
      async function fetchMethod(): Promise<number> {
        await sleep(500);
        return clock.elapsed();
      }
      const cache = new LRUCache<string, number>({ max: 10, ttl: 60_000, ttlAutopurge: true, fetchMethod });
      expect([await cache.fetch('key'), await cache.fetch('key')]).toEqual([500, 500]);
      await sleep(120_000);
      expect(cache.size).toBe(0);
      expect(await cache.fetch('key')).toBe(121_000);
    }),
  );
});

describe('@isaacs/ttlcache', () => {
  it(
    'disposes of what is too old, by itself',
    inVirtualTime(async (clock) => {
      const disposedAt: [string, number][] = [];
      const cache = new TTLCache<string, number>({ dispose: (_value, key) => disposedAt.push([key, clock.elapsed()]) });
      cache.set('a', 1, { ttl: 1_000 });
      cache.set('b', 2, { ttl: 3_600_000 });
      await sleep(7_200_000);
      expect(cache.size).toBe(0);
      expect(disposedAt).toEqual([
        ['a', 1_000],
        ['b', 3_600_000],
      ]);
    }),
  );
});
