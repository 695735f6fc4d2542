/** The recipes of docs/hosts.md. Only how a runner names a test, and what comes before and after it, differs. */
const assert = require('node:assert/strict');
const { readFile } = require('node:fs/promises');
const { createServer } = require('node:http');
const { install, inVirtualTime } = require('tickless');
const { debounce, retry } = require('./code.cjs');

const HOUR_MS = 3_600_000;

/** Time moves by itself. */
function virtual(test) {
  test(
    'await anything',
    inVirtualTime(async (clock) => {
      let calls = 0;
      const work = async () => {
        if (++calls < 5) throw new Error('down');
        return 'up';
      };
      assert.equal(await retry(work, { times: 5, pauseMs: HOUR_MS }), 'up');
      assert.equal(clock.elapsed(), (1 + 2 + 4 + 8) * HOUR_MS);
    }),
  );

  test(
    'real work is waited for, with the clock standing still',
    inVirtualTime(async (clock) => {
      const text = await readFile(__filename, { encoding: 'utf8', signal: AbortSignal.timeout(1) });
      assert.match(text, /real work is waited for/);
      assert.equal(clock.elapsed(), 0);
    }),
  );

  test(
    'so is fetch, and what Node has scheduled for itself in the end is no leftover',
    inVirtualTime(async (clock) => {
      const server = createServer((_, response) => response.end('hello')).listen(0);
      await new Promise((resolve) => server.once('listening', resolve));
      server.unref();
      const response = await fetch(`http://localhost:${server.address().port}`, { signal: AbortSignal.timeout(5) });
      assert.equal(await response.text(), 'hello');
      assert.equal(clock.elapsed(), 0);
    }),
  );

  test('what is left over is an error', async () => {
    const body = inVirtualTime(() => void setTimeout(() => undefined, HOUR_MS));
    await assert.rejects(body(), { name: 'LeftoversError' });
  });

  test('what can never end fails at once', async () => {
    await assert.rejects(inVirtualTime(() => new Promise(() => undefined))(), { name: 'DeadlockError' });
  });
}

/** Time moves when the test says so. */
function ticking({ test, beforeEach, afterEach }) {
  let clock;
  beforeEach(() => {
    // What Node itself waits by is to stay real: the process reports to its parent by it.
    clock = install({ now: 0, toNotFake: ['nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    clock.uninstall();
  });

  test('time moves when the test says so', () => {
    const seen = [];
    const save = debounce((text) => seen.push(text), 500);
    save('first');
    clock.tick(499);
    save('second');
    clock.tick(500);
    assert.deepEqual(seen, ['second']);
    assert.equal(Date.now(), 999);
  });

  test('promises settle in between', async () => {
    const calls = [];
    const work = async () => {
      calls.push(Date.now());
      if (calls.length < 3) throw new Error('down');
    };
    const retrying = retry(work, { times: 3, pauseMs: 1_000 });
    await clock.runAllAsync();
    await retrying;
    assert.deepEqual(calls, [0, 1_000, 3_000]);
  });
}

module.exports = { ticking, virtual };
