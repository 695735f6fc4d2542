/** Runs one scenario 50 times in virtual time against a real server, and compares what happened when. */
import assert from 'node:assert/strict';
import cron from 'node-cron';
import { createClient } from 'redis';
import { inVirtualTime } from 'tickless';
import { startRedis } from './redis.mjs';

const RUNS = 50;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const scenarios = {
  async commands({ client, blocking }, clock) {
    const log = [];
    const note = (what) => log.push(`${clock.elapsed()} ${what}`);

    // The server lets this one wait for 30 ms of real time, the client is ready to wait for 10 ms of virtual time.
    const timeout = sleep(10).then(() => 'timeout');
    note(`slow command: ${await Promise.race([blocking.blPop('nothing', 0.03), timeout])}`);
    await sleep(10);

    // An answer that another client brings about after three virtual seconds.
    setTimeout(() => void client.rPush('jobs', 'a job'), 3_000);
    const job = Promise.race([pollFor(client, 'jobs'), sleep(60_000)]);
    note(`job: ${await job}`);

    // Ten a minute, as a counter for each minute has it.
    const allowedAt = [];
    while (allowedAt.length < 25) {
      const count = await client.incr(`minute ${new Date().getMinutes()}`);
      if (count > 10) await sleep(60_000 - (Date.now() % 60_000));
      else allowedAt.push(new Date().getMinutes());
    }
    note(`allowed at minutes ${allowedAt}`);

    const many = await Promise.all(
      Array.from({ length: 100 }, (_, i) => client.set(`key ${i}`, `${i}`).then(() => client.get(`key ${i}`))),
    );
    note(`${many.length}, ${many.every((value, i) => value === `${i}`)}`);
    await client.flushAll();
    await sleep(60_000);
    return log;
  },

  async cron({ client, subscriber }, clock) {
    const heard = [];
    await subscriber.subscribe('hours', (hour) => heard.push(`${hour} heard at ${clock.elapsed() / 3_600_000}`));
    const job = cron.schedule('0 * * * *', () => client.publish('hours', `${new Date().getUTCHours()}`), {
      timezone: 'UTC',
    });
    await clock.runUntil(() => heard.length === 24);
    await job.destroy();
    await subscriber.unsubscribe('hours');
    // Nothing is asked for a week. The connections are idle, and stay so.
    await clock.advance(7 * 86_400_000);
    return [...heard, await client.ping()];
  },
};

async function pollFor(client, key) {
  for (;;) {
    const value = await client.lPop(key);
    if (value !== null) return `${value} at the ${Math.round(performance.now() / 500)}th half second`;
    await sleep(500);
  }
}

const expected = {
  commands: [
    '0 slow command: null',
    '3010 job: a job at the 10th half second',
    `120000 allowed at minutes ${[0, 1, 2].flatMap((minute) => Array(minute < 2 ? 10 : 5).fill(minute))}`,
    '120000 100, true',
  ],
  cron: [...Array.from({ length: 24 }, (_, i) => `${(i + 1) % 24} heard at ${i + 1}`), 'PONG'],
};

const [name] = process.argv.slice(2);
const server = await startRedis();
const socket = { host: '127.0.0.1', port: server.port };
const [client, blocking, subscriber] = await Promise.all([1, 2, 3].map(() => createClient({ socket }).connect()));
try {
  for (let i = 0; i < RUNS; i++) {
    assert.deepEqual(
      // What is published comes on another connection, which was silent until then: on a busy machine later than after the usual 5 ms.
      await inVirtualTime((clock) => scenarios[name]({ client, blocking, subscriber }, clock), { quietMs: 15 })(),
      expected[name],
    );
  }
  console.log(`${RUNS} equal runs`);
} finally {
  for (const each of [client, blocking, subscriber]) each.destroy();
  await server.stop();
}
