import { absenceOf } from '../debian.mjs';
import { findPostgres } from '../servers/postgres.mjs';

const row = { host: 'PostgreSQL', says: /(50 equal runs)/ };

export const base = 'servers';

/** A real server on loopback, through a pool of `pg`. */
export const rows = [
  {
    ...row,
    feature: 'virtual timeouts, retries and waits for a connection around real queries',
    run: 'node run.mjs queries',
  },
  { ...row, feature: 'a cron schedule of real queries, and a pool that is idle', run: 'node run.mjs cron' },
];

export function absence() {
  return absenceOf('postgresql', findPostgres);
}
