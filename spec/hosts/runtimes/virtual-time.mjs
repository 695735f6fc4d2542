/** What matters of fake timers and virtual time, on any runtime that has Node's modules. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { install, inVirtualTime, timers } from 'tickless';

const NAMES = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance', 'queueMicrotask'];

const tests = {
  'fake timers fire in order, and leave the world as they found it'() {
    const before = NAMES.map((name) => globalThis[name]);
    const clock = install({ now: 1_000 });
    const seen = [];
    setTimeout(() => seen.push(Date.now()), 500);
    setInterval(() => seen.push('interval'), 300);
    setImmediate(() => seen.push('immediate'));
    clock.tick(600);
    assert.deepEqual(seen, ['immediate', 'interval', 1_500, 'interval']);
    clock.uninstall();
    assert.deepEqual(
      NAMES.map((name) => globalThis[name]),
      before,
    );
  },

  async 'promises settle between timers'() {
    const clock = install();
    const seen = [];
    const poll = async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        for (let hops = 0; hops < 100; hops++) await undefined;
        seen.push(Date.now());
      }
    };
    void poll();
    await clock.tickAsync(3_000);
    assert.deepEqual(seen, [1_000, 2_000, 3_000]);
    clock.uninstall();
  },

  async 'the mode nextAsync lets an hour pass'() {
    const clock = install();
    clock.setTickMode({ mode: 'nextAsync' });
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    assert.equal(Date.now(), 3_600_000);
    clock.uninstall();
  },

  'inVirtualTime lets an hour pass': inVirtualTime(async (clock) => {
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    assert.equal(clock.elapsed(), 3_600_000);
  }),

  'time stands still for fetch': () => standsStillFor(ask),
  'time stands still for a digest': () => standsStillFor(() => crypto.subtle.digest('SHA-256', new Uint8Array(1e7))),
  'time stands still for messages': () => standsStillFor(pingPong),
};

/** Whether work wins over a timeout of a millisecond. */
function standsStillFor(work) {
  const test = inVirtualTime(
    async (clock) => {
      const late = new Promise((resolve) => setTimeout(resolve, 1, 'too late'));
      assert.equal(await Promise.race([work().then(() => 'in time'), late]), 'in time');
      assert.equal(clock.elapsed(), 0);
      await late;
    },
    { leftovers: 'ignore' },
  );
  return test();
}

async function ask() {
  const response = await fetch(`http://127.0.0.1:${server.address().port}`);
  assert.equal(await response.text(), 'an answer');
}

async function pingPong() {
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data }) => port2.postMessage(data + 1);
  for (let i = 0; i < 5; i++) {
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    port1.postMessage(i);
    assert.equal(await answer, i + 1);
  }
  port1.close();
}

const server = createServer((_, response) => {
  timers.setTimeout(() => {
    response.write('an ');
    timers.setTimeout(() => response.end('answer'), 20);
  }, 20);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
  } catch (error) {
    throw new Error(`"${name}" fails`, { cause: error });
  }
}
console.log(`${Object.keys(tests).length} passed`);
process.exit(0);
