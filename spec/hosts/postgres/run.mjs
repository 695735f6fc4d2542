/** Runs one scenario 50 times in virtual time against a real server, and compares what happened when. */
import assert from 'node:assert/strict';
import cron from 'node-cron';
import pg from 'pg';
import { inVirtualTime } from 'tickless';
import { startPostgres } from './postgres.mjs';

const RUNS = 50;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function within(ms, promise) {
  const timeout = sleep(ms).then(() => Promise.reject(new Error(`no answer within ${ms} ms`)));
  return Promise.race([promise, timeout]);
}

async function withRetry(work) {
  for (let pause = 1_000; ; pause *= 2) {
    try {
      return await work();
    } catch {
      await sleep(pause);
    }
  }
}

const scenarios = {
  async queries(pool, clock) {
    const log = [];
    const note = (what) => log.push(`${clock.elapsed()} ${what}`);

    // The server takes 30 ms of real time, the client is ready to wait for 10 ms of virtual time.
    const slow = within(10, pool.query('select pg_sleep(0.03), 1 as one'));
    note(`slow query: ${(await slow).rows[0].one}`);
    await sleep(10);
    const impatient = await pool.query({ text: 'select pg_sleep(0.01), 2 as two', query_timeout: 5 });
    note(`query_timeout: ${impatient.rows[0].two}`);

    await pool.query('create table attempts (at text)');
    const flaky = async () => {
      await pool.query('insert into attempts values ($1)', [new Date().toISOString()]);
      await pool.query('select 1 / (case when count(*) < 4 then 0 else 1 end) from attempts');
    };
    await withRetry(flaky);
    const { rows } = await pool.query('select at from attempts order by at');
    note(`attempts at ${rows.map(({ at }) => at.slice(17, 23))}`);
    await pool.query('drop table attempts');

    // All connections are taken for five virtual seconds. Who waits two gives up, who waits ten gets one.
    const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    setTimeout(() => taken.forEach((client) => client.release()), 5_000);
    const waiting = [2_000, 10_000].map(async (ms) => {
      await within(ms, pool.query('select 1')).then(
        () => note(`waited up to ${ms}: got one`),
        () => note(`waited up to ${ms}: gave up`),
      );
    });
    await Promise.all(waiting);

    const many = await Promise.all(Array.from({ length: 40 }, (_, i) => pool.query('select $1::int as i', [i])));
    note(`${many.map((result) => result.rows[0].i)}`);
    await sleep(60_000);
    return log;
  },

  async cron(pool, clock) {
    await pool.query('create table reports (hour text)');
    const job = cron.schedule(
      '15 * * * *',
      async () => {
        await pool.query('insert into reports select $1 from pg_sleep(0.001)', [new Date().toISOString().slice(0, 16)]);
      },
      { timezone: 'UTC' },
    );
    await clock.advance(24 * 3_600_000);
    await job.destroy();
    const { rows } = await pool.query('select hour from reports order by hour');
    await pool.query('drop table reports');
    // Nothing is asked for an hour. The connections are idle, and stay so.
    await clock.advance(3_600_000);
    return [...rows.map(({ hour }) => hour), `${clock.elapsed()}, ${pool.totalCount > 0}`];
  },
};

const expected = {
  queries: [
    '0 slow query: 1',
    '10 query_timeout: 2',
    '7010 attempts at 00.010,01.010,03.010,07.010',
    '9010 waited up to 2000: gave up',
    '12010 waited up to 10000: got one',
    `12010 ${Array.from({ length: 40 }, (_, i) => i)}`,
  ],
  cron: [
    ...Array.from({ length: 24 }, (_, hour) => `2000-01-01T${`${hour}`.padStart(2, '0')}:15`),
    `${25 * 3_600_000}, true`,
  ],
};

const [name] = process.argv.slice(2);
const server = await startPostgres();
const pool = new pg.Pool({
  host: '127.0.0.1',
  port: server.port,
  user: 'test',
  database: 'postgres',
  max: 4,
  idleTimeoutMillis: 0,
});
try {
  for (let i = 0; i < RUNS; i++) {
    assert.deepEqual(await inVirtualTime((clock) => scenarios[name](pool, clock))(), expected[name]);
  }
  console.log(`${RUNS} equal runs`);
} finally {
  await pool.end();
  await server.stop();
}
