import { InstalledLibrary, type Outcome } from '../support/installed-library';

const library = new InstalledLibrary();
afterAll(() => library.remove());

let programs = 0;
const write = (code: string, extension = 'mjs') => library.write(`program-${++programs}.${extension}`, code);

async function onVirtualTime(
  code: string,
  env: Record<string, string> = {},
  input?: string[] | null,
): Promise<Outcome> {
  return library.node(['--import', 'tickless/register', write(code)], env, input);
}

/** What an error prints, without the stack, which names the functions that run a callback. */
const withoutStack = ({ stderr, ...rest }: Outcome) => ({
  ...rest,
  stderr: stderr.replace(/(\n {4}at .*)+/g, '\n    at …'),
});

describe('node --import tickless/register', () => {
  it('runs a program that sleeps for three hours in no time, with the same output', async () => {
    const code = `
      import { setTimeout as sleep } from 'node:timers/promises';
      const began = [Date.now(), performance.now(), process.hrtime()[0], process.uptime()];
      await sleep(3 * 3600 * 1000);
      const now = [Date.now(), performance.now(), process.hrtime()[0], process.uptime()];
      console.log(now.map((time, i) => Math.round(time - began[i])).join(' '));
      console.log(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);`;
    const { stdout, stderr, status } = await onVirtualTime(code, { TICKLESS_REPORT: '1' });
    expect({ stdout, status }).toEqual({ stdout: '10800000 10800000 10800 10800\ntrue\n', status: 0 });
    expect(stderr).toMatch(/^tickless: 10800000 ms of virtual time in \d+ ms of real time\n$/);
  });

  it('is silent unless it is asked for a report', async () => {
    expect(await onVirtualTime('')).toEqual({ stdout: '', stderr: '', status: 0, signal: null });
  });

  it('reports on the program alone, not on its workers', async () => {
    const code = `
      import { Worker, isMainThread } from 'node:worker_threads';
      if (isMainThread) new Worker(new URL(import.meta.url)).on('exit', () => setTimeout(() => {}, 1_000));
      else setTimeout(() => {}, 3600 * 1000);`;
    const { stderr } = await onVirtualTime(code, { TICKLESS_REPORT: '1' });
    expect(stderr).toMatch(/^tickless: 1000 ms of virtual time in \d+ ms of real time\n$/);
  });

  it('is there for --require, and for what CommonJS keeps', async () => {
    const code = `
      const sleep = require('node:util').promisify(require('node:timers').setTimeout);
      sleep(3 * 3600 * 1000).then(() => console.log('slept'));`;
    const outcome = await library.node(['--require', 'tickless/register', write(code, 'cjs')]);
    expect(outcome).toMatchObject({ stdout: 'slept\n', status: 0 });
  });

  it('is there for node --test', async () => {
    const code = `
      import assert from 'node:assert';
      import { test } from 'node:test';
      import { setTimeout as sleep } from 'node:timers/promises';
      test('sleeps', async () => {
        const began = Date.now();
        await sleep(3 * 3600 * 1000);
        assert.strictEqual(Date.now() - began, 3 * 3600 * 1000);
      });
      test('fails', () => sleep(3600 * 1000).then(() => assert.fail('as it should')));`;
    const path = library.write('some.test.mjs', code);
    const outcome = await library.node(['--import', 'tickless/register', '--test', '--test-reporter=tap', path]);
    expect(outcome.stdout).toContain('ok 1 - sleeps');
    expect(outcome.stdout).toContain('not ok 2 - fails');
    expect(outcome.stdout).toContain('as it should');
    expect(outcome.status).toBe(1);
  });

  it('refuses a setting that is no number, by name', async () => {
    const { stderr, status } = await onVirtualTime('', { TICKLESS_MAX_REAL_WAIT_MS: 'long' });
    expect(stderr).toContain('TICKLESS_MAX_REAL_WAIT_MS');
    expect(status).toBe(1);
  });

  it('says so and goes on when real work makes no progress', async () => {
    const code = `
      import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
      setTimeout(() => (console.log('an hour later'), child.kill()), 3600 * 1000);`;
    const { stdout, stderr } = await onVirtualTime(code, { TICKLESS_MAX_REAL_WAIT_MS: '200' });
    expect(stdout).toBe('an hour later\n');
    expect(stderr).toContain('real work has made no progress for 200 ms');
  });
});

/** Programs that end in one way or another. Natively their delays are short, so they are the same on virtual time. */
const ENDINGS: Record<string, string> = {
  'an error in a timer': `setTimeout(() => { throw new Error('thrown'); }, 5); process.on('exit', (code) => console.log(code));`,
  'a rejection that nobody handles': `setTimeout(() => Promise.reject(new Error('rejected')), 5); setTimeout(() => console.log('never'), 60_000);`,
  'a rejected top-level await': `await new Promise((resolve) => setTimeout(resolve, 5)); throw new Error('thrown');`,
  'a top-level await that never ends': `setTimeout(() => console.log('never'), 60_000).unref(); await new Promise(() => {});`,
  'errors that the program takes care of': `
    process.on('uncaughtException', (error, origin) => console.log(error.message, origin));
    process.on('unhandledRejection', (error) => console.log(error.message, 'unhandledRejection'));
    setTimeout(() => { throw new Error('one'); }, 5);
    setTimeout(() => Promise.reject(new Error('two')), 10);
    setTimeout(() => { throw new Error('three'); }, 15);
    setTimeout(() => console.log('end'), 20);`,
  'process.exit': `
    let turns = 0;
    setInterval(() => (console.log('turn'), ++turns === 3 && process.exit(3)), 5);
    process.on('exit', (code) => console.log('exit', code));`,
  'process.exitCode': `setTimeout(() => { process.exitCode = 7; }, 5);`,
  'beforeExit, which prolongs it': `
    let n = 0;
    process.on('beforeExit', (code) => {
      console.log('beforeExit', code);
      if (n++ < 2) setTimeout(() => console.log('again', n), 10);
    });
    process.on('exit', (code) => console.log('exit', code));`,
  'a signal it sends itself': `setTimeout(() => process.kill(process.pid, 'SIGKILL'), 10);`,
  'a signal that it handles': `
    const interval = setInterval(() => {}, 10);
    process.on('SIGTERM', () => { console.log('SIGTERM'); clearInterval(interval); });
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20);`,
  'timers that are unref’d, and one that is ref’d again': `
    setTimeout(() => console.log('never'), 60_000).unref();
    const again = setTimeout(() => console.log('ref’d again'), 20).unref();
    setImmediate(() => setImmediate(() => again.ref()));`,
};

describe('a program ends as it does natively', () => {
  it.each(Object.entries(ENDINGS))('by %s', async (_name, code) => {
    const path = write(code);
    const [native, virtual] = await Promise.all([
      library.node([path]),
      library.node(['--import', 'tickless/register', path]),
    ]);
    expect(withoutStack(virtual)).toEqual(withoutStack(native));
  });
});

/** Programs that have to do with the real world, and what they print. */
const REAL_WORLD: Record<string, [code: string, stdout: string]> = {
  'a server keeps it alive until it is closed': [
    `import http from 'node:http';
    const server = http.createServer((request, response) => setTimeout(() => response.end('slow'), 3600 * 1000));
    server.listen(0, async () => {
      const url = 'http://127.0.0.1:' + server.address().port;
      console.log(await new Promise((resolve) => http.get(url, (response) => response.on('data', (data) => resolve(String(data))))));
      setTimeout(() => (console.log('closing'), server.close(), server.closeAllConnections()), 3600 * 1000);
    });`,
    'slow\nclosing\n',
  ],
  'an unref’d server does not': [
    `import http from 'node:http';
    http.createServer(() => {}).listen(0).unref();
    setTimeout(() => console.log('done'), 3600 * 1000);`,
    'done\n',
  ],
  'a timer that is ref’d again by a callback of the real world holds it open': [
    `import fs from 'node:fs';
    const timer = setTimeout(() => console.log('fired'), 3600 * 1000).unref();
    fs.readFile(process.execPath, () => timer.ref());`,
    'fired\n',
  ],
  'a server with an interval goes on serving': [
    `import http from 'node:http';
    import { exec } from 'node:child_process';
    const beats = setInterval(() => {}, 1_000);
    const server = http.createServer((request, response) => response.end('served')).listen(0, () => {
      const client = \`require('http').get('http://127.0.0.1:\${server.address().port}', (r) => r.pipe(process.stdout))\`;
      exec('exec "' + process.execPath + '" -e "' + client + '"', (_error, text) => {
        console.log(text);
        clearInterval(beats);
        server.close();
      });
    });`,
    'served\n',
  ],
  'a deadline that is unref’d expires while a connection keeps it alive': [
    `import http from 'node:http';
    const server = http.createServer(() => {}).listen(0, async () => {
      const signal = AbortSignal.timeout(60_000);
      console.log(await fetch('http://127.0.0.1:' + server.address().port, { signal }).catch((error) => error.name));
      server.close();
      server.closeAllConnections();
    });`,
    'TimeoutError\n',
  ],
  'files, the thread pool and imports are waited for': [
    `import fs from 'node:fs/promises';
    import { promisify } from 'node:util';
    import crypto from 'node:crypto';
    import zlib from 'node:zlib';
    const seen = [];
    setTimeout(() => seen.push('timer'), 1);
    await fs.readFile(new URL(import.meta.url)).then(() => seen.push('file'));
    await promisify(crypto.pbkdf2)('a', 'b', 100_000, 32, 'sha256').then(() => seen.push('pbkdf2'));
    await promisify(zlib.gzip)('x'.repeat(1e6)).then(() => seen.push('gzip'));
    await import('data:text/javascript,').then(() => seen.push('import'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    console.log(seen.join(' '));`,
    'file pbkdf2 gzip import timer\n',
  ],
  'a worker inside is on virtual time, too': [
    `import { Worker, isMainThread, parentPort } from 'node:worker_threads';
    import { fileURLToPath } from 'node:url';
    if (isMainThread) {
      const worker = new Worker(fileURLToPath(import.meta.url));
      worker.on('message', (text) => (console.log(text), worker.postMessage('stop')));
      worker.on('exit', (code) => console.log('exit', code));
      setTimeout(() => worker.postMessage('ping'), 60_000);
    } else {
      parentPort.on('message', (text) => {
        if (text === 'ping') setTimeout(() => parentPort.postMessage('pong'), 3600 * 1000);
        else parentPort.close();
      });
    }`,
    'pong\nexit 0\n',
  ],
  'a worker that turns an interval does not hold it up': [
    `import { Worker, isMainThread } from 'node:worker_threads';
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url));
      worker.once('online', () => setTimeout(() => (console.log('done'), worker.terminate()), 3600 * 1000));
    } else setInterval(() => {}, 1_000);`,
    'done\n',
  ],
  'a worker that is unref’d does not hold it open': [
    `import { Worker } from 'node:worker_threads';
    new Worker("require('node:worker_threads').parentPort.on('message', () => {})", { eval: true }).unref();
    setTimeout(() => console.log('done'), 3600 * 1000);`,
    'done\n',
  ],
  'a child process is waited for': [
    `import { fork, exec } from 'node:child_process';
    import { fileURLToPath } from 'node:url';
    if (process.argv[2] === 'child') setTimeout(() => process.send('hello'), 3600 * 1000);
    else {
      const timeout = setTimeout(() => console.log('too late'), 1_000);
      const child = fork(fileURLToPath(import.meta.url), ['child']);
      child.on('message', (text) => (console.log(text), clearTimeout(timeout)));
      child.on('exit', (code) => exec('echo echo', (_error, text) => console.log(code, text.trim())));
    }`,
    'hello\n0 echo\n',
  ],
};

describe('the real world around a program', () => {
  it.each(Object.entries(REAL_WORLD))('%s', async (_name, [code, stdout]) => {
    expect(await onVirtualTime(code)).toEqual({ stdout, stderr: '', status: 0, signal: null });
  });

  it('feeds it by its standard input, line by line', async () => {
    const code = `
      import readline from 'node:readline';
      for await (const line of readline.createInterface({ input: process.stdin })) {
        await new Promise((resolve) => setTimeout(resolve, 3600 * 1000));
        console.log('>', line);
      }
      console.log('end');`;
    const outcome = await onVirtualTime(code, {}, ['one\ntwo\n', 'three\n']);
    expect(outcome).toMatchObject({ stdout: '> one\n> two\n> three\nend\n', status: 0 });
  });

  it('does not stop the clock by an input that stays silent', async () => {
    const code = `
      process.stdin.on('data', () => {});
      setTimeout(() => (console.log('an hour later'), process.exit()), 3600 * 1000);`;
    expect(await onVirtualTime(code, {}, null)).toMatchObject({ stdout: 'an hour later\n', status: 0 });
  });
});
