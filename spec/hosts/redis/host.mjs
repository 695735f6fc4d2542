import { absenceOf } from '../debian.mjs';
import { findRedis } from '../servers/redis.mjs';

const row = { host: 'Redis', says: /(50 equal runs)/ };

export const base = 'servers';

/** A real server on loopback, through the client `redis`. */
export const rows = [
  { ...row, feature: 'virtual timeouts, retries and a rate limit around real commands', run: 'node run.mjs commands' },
  {
    ...row,
    feature: 'a cron schedule of real commands, a subscription, and a client that is idle',
    run: 'node run.mjs cron',
  },
];

export function absence() {
  return absenceOf('redis-server', findRedis);
}
