import { once } from 'node:events';
import { readFile } from 'node:fs';
import net from 'node:net';
import { EventLoop, sleep } from 'tickless';
import { runCode } from '../support/built-library';

/** So many callbacks mean that the host had no turn: it gets one after 8 ms, so what is awaited here takes a few dozen. */
const TOO_MANY = 3000;

/** How many callbacks of a millisecond each a run takes until `isOver`. */
async function callbacksUntil(isOver: () => boolean): Promise<number> {
  const loop = new EventLoop({ realWork: 'ignore' }); // only the turns of the host are the subject here
  try {
    return await loop.runUntilCompleteAsync(async () => {
      let callbacks = 0;
      for (; !isOver() && callbacks < TOO_MANY; callbacks++) {
        await sleep(1);
        occupy(1);
      }
      return callbacks;
    });
  } finally {
    loop.close();
  }
}

function occupy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('during a long run of slow callbacks the host goes on:', () => {
  it('timers fire', async () => {
    let fired = false;
    setTimeout(() => (fired = true), 10);
    expect(await callbacksUntil(() => fired)).toBeLessThan(TOO_MANY);
  });

  it('files are read', async () => {
    let text: string | undefined;
    readFile('package.json', 'utf8', (_error, read) => (text = read));
    expect(await callbacksUntil(() => text !== undefined)).toBeLessThan(TOO_MANY);
  });

  it('servers are served', async () => {
    const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    let greeting = '';
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    socket.on('data', (data) => (greeting += String(data)));
    expect(await callbacksUntil(() => greeting === 'hello')).toBeLessThan(TOO_MANY);
    server.close();
    await once(server, 'close');
  });

  it('a rejection that nobody handles ends the run', () => {
    const { stdout } = runSlowly(`if (i === 10) Promise.reject(new Error('nobody cares'));`);
    expect(stdout).toBe('failed at 10: nobody cares\n');
  });

  it('Ctrl-C interrupts', () => {
    const { stdout } = runSlowly(`if (i === 0) process.kill(process.pid, 'SIGINT');`);
    expect(stdout).toBe('interrupted\n');
  });

  /** The same in a process of its own, because a test runner has ideas of its own about rejections and signals. */
  function runSlowly(act: string): { stdout: string } {
    return runCode(`
      import { runAsync, sleep } from 'tickless';
      process.on('SIGINT', () => { console.log('interrupted'); process.exit(); });
      let i = 0;
      try {
        await runAsync(async () => {
          for (; i < ${TOO_MANY}; i++) {
            ${act}
            const until = performance.now() + 1;
            while (performance.now() < until);
            await sleep(1);
          }
        });
        console.log('ran to its end');
      } catch (error) {
        console.log(\`failed at \${i}: \${error.message}\`);
      }
    `);
  }
});
