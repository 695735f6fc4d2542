import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { watch } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { install, inVirtualTime, real, timers } from 'tickless';
import { WebSocket, WebSocketServer } from 'ws';
import { runCode } from '../support/built-library';

/** Runs `act` with a server of this process that takes every question and answers none. */
async function besideSilentServer(act: (port: number) => Promise<unknown>): Promise<unknown> {
  const server = http.createServer(() => undefined);
  const port = await listen(server);
  try {
    return await act(port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function listen(server: net.Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as net.AddressInfo).port;
}

function nameOf(error: unknown): string {
  return (error as Error).name;
}

const never = new Promise<never>(() => undefined);

describe('a deadline that is unref’d', () => {
  it.each([
    [
      'fetch',
      (port: number) => fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(5_000) }).catch(nameOf),
      'TimeoutError',
    ],
    [
      'http',
      (port: number) => once(http.get({ port, signal: AbortSignal.timeout(5_000) }), 'response').catch(nameOf),
      'AbortError',
    ],
    [
      'a socket',
      async (port: number) => {
        const socket = net.connect(port, '127.0.0.1');
        setTimeout(() => socket.destroy(new RangeError('too late')), 5_000).unref();
        return once(socket, 'data').catch(nameOf);
      },
      'RangeError',
    ],
  ])('ends the wait for a server of this process that does not answer: %s', async (_what, ask, outcome) => {
    const test = inVirtualTime(async (clock) => [await besideSilentServer(ask), clock.elapsed()]);
    expect(await test()).toEqual([outcome, 5_000]);
  });

  it.each<[string, () => Promise<() => unknown>]>([
    [
      'a UDP socket',
      async () => {
        const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
        await once(socket, 'listening');
        return () => socket.close();
      },
    ],
    [
      'a message port with a listener',
      async () => {
        const { port1 } = new MessageChannel();
        port1.on('message', () => undefined);
        return () => port1.close();
      },
    ],
    [
      'a worker that has answered',
      async () => {
        const worker = new Worker(
          `const { parentPort } = require('node:worker_threads');
          parentPort.on('message', () => undefined).postMessage('ready');`,
          { eval: true },
        );
        await once(worker, 'message');
        return () => worker.terminate();
      },
    ],
    [
      'a child process that has answered',
      async () => {
        const code = "process.on('message', () => undefined).send('ready')";
        const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        await once(child, 'message');
        return () => child.kill();
      },
    ],
    [
      'a watched file',
      async () => {
        const watcher = watch(__filename, () => undefined);
        return () => watcher.close();
      },
    ],
  ])('comes while only %s holds the program open', async (_what, open) => {
    let close: () => unknown = () => undefined;
    const test = inVirtualTime(async (clock) => {
      close = await open();
      const begun = clock.elapsed();
      await new Promise((resolve) => setTimeout(resolve, 5_000).unref());
      return clock.elapsed() - begun;
    });
    try {
      expect(await test()).toBe(5_000);
    } finally {
      await close();
    }
  });

  it('does not come when nothing holds the program open, as in Node', async () => {
    const test = inVirtualTime(async () => {
      const server = net.createServer().unref();
      await listen(server);
      try {
        setTimeout(() => undefined, 5_000).unref();
        await never;
      } finally {
        server.close();
      }
    });
    await expect(test()).rejects.toThrow('at 0 ms nothing is ready');
  });

  it('does not come for a connection to another process that was there before, as test runners have', async () => {
    const worker = new Worker(
      `const server = require('node:net').createServer();
      server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));`,
      { eval: true },
    );
    const [port] = (await once(worker, 'message')) as [number];
    const socket = net.connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      const test = inVirtualTime(async () => {
        setTimeout(() => undefined, 5_000).unref();
        await never;
      });
      await expect(test()).rejects.toThrow('at 0 ms nothing is ready');
      const leaves = inVirtualTime(() => void setImmediate(() => undefined));
      await expect(leaves()).rejects.toThrow('1 thing is left at the end of inVirtualTime():\n  Immediate (anonymous)');
    } finally {
      socket.destroy();
      await worker.terminate();
    }
  });

  it('does not come for ever: an interval beside a server hides no deadlock', async () => {
    let turns = 0;
    const server = net.createServer();
    const test = inVirtualTime(async () => {
      await listen(server);
      setInterval(() => turns++, 60_000).unref();
      await never;
    });
    try {
      await expect(test()).rejects.toThrow(/at 600000000 ms nothing is ready[^]*unref'd[^]*Interval/);
      expect(turns).toBe(10_000);
    } finally {
      server.close();
    }
  });
});

describe('the timeout of a socket', () => {
  /** How often it comes within a minute of virtual time, if it is set to that. */
  function timeoutsInAMinute(socket: net.Socket): Promise<number> {
    return inVirtualTime(async (clock) => {
      let timeouts = 0;
      socket.setTimeout(60_000, () => timeouts++);
      await clock.advance(60_000);
      return timeouts;
    })();
  }

  /** The answer to a request. */
  async function ask(port: number, options: http.RequestOptions = {}): Promise<string> {
    const request = http.get({ port, ...options });
    request.on('timeout', () => request.destroy(new RangeError('too late')));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return (await response.setEncoding('utf8').toArray()).join('');
  }

  it('is on the clock: a request gives up', async () => {
    const test = inVirtualTime(async (clock) => [
      await besideSilentServer((port) => ask(port, { timeout: 5_000 }).catch(nameOf)),
      clock.elapsed(),
    ]);
    expect(await test()).toEqual(['RangeError', 5_000]);
  });

  it('counts from when bytes last went in or out, and can be taken back', async () => {
    const test = inVirtualTime(async (clock) => {
      const server = net.createServer((socket) => socket.pipe(socket));
      const socket = net.connect(await listen(server), '127.0.0.1');
      let timeouts = 0;
      socket.setTimeout(1_000, () => timeouts++);
      for (const pause of [900, 900, 1_100, 900]) {
        await clock.advance(pause);
        socket.write('.');
        await once(socket, 'data');
      }
      const before = [timeouts, socket.timeout];
      socket.setTimeout(0);
      await clock.advance(5_000);
      socket.end();
      await new Promise((resolve) => server.close(resolve));
      return [...before, timeouts, clock.elapsed()];
    });
    expect(await test()).toEqual([1, 1_000, 1, 8_800]);
  });

  it('closes connections that are idle for long, as the server has it, and no others', async () => {
    const test = inVirtualTime(async (clock) => {
      const seen = { requests: 0, connections: 0 };
      const server = http.createServer((_request, response) => response.end(String(++seen.requests)));
      server.on('connection', () => seen.connections++);
      const [port, agent] = [await listen(server), new http.Agent({ keepAlive: true })];
      for (const pause of [1_000, 60_000, 1_000, 60_000]) {
        await ask(port, { agent });
        await clock.advance(pause);
      }
      agent.destroy();
      server.close();
      return seen;
    });
    expect(await test()).toEqual({ requests: 4, connections: 2 });
  });

  it('is given up by a server while it answers, also if an earlier clock set it', async () => {
    const server = http.createServer((_request, response) => void setTimeout(() => response.end('late'), 1_000));
    const [port, agent] = [await listen(server), new http.Agent({ keepAlive: true })];
    try {
      for (let i = 0; i < 3; i++) expect(await inVirtualTime(() => ask(port, { agent }))()).toBe('late');
    } finally {
      agent.destroy();
      server.close();
    }
  });

  it('does not come for a socket that has none any more', async () => {
    const server = net.createServer();
    const port = await listen(server);
    const sockets = [net.connect(port, '127.0.0.1'), net.connect(port, '127.0.0.1')];
    let timeouts = 0;
    for (const socket of sockets) {
      await once(socket, 'connect');
      socket.setTimeout(60_000, () => timeouts++);
    }
    await inVirtualTime(async (clock) => {
      sockets[0]!.setTimeout(0);
      sockets[1]!.destroy();
      sockets[1]!.setTimeout(5);
      await clock.advance(100_000);
    })();
    sockets[0]!.destroy();
    server.close();
    expect(timeouts).toBe(0);
  });

  it('is Node’s own affair: no list of timers shows it, and nobody runs to it', async () => {
    const test = inVirtualTime(async (clock) => {
      const socket = new net.Socket();
      socket.setTimeout(60_000);
      const listed = clock.pending();
      socket.destroy();
      return listed;
    });
    expect(await test()).toEqual([]);
    const clock = install({ order: 'host' });
    try {
      new net.Socket().setTimeout(60_000);
      setTimeout(() => undefined, 10);
      expect(clock.countTimers()).toBe(1);
      expect((await clock.runToLastAsync()) - clock.now).toBe(0);
      expect(performance.now()).toBe(2_010);
    } finally {
      clock.uninstall();
    }
  });

  it('that has come does not come again afterwards', async () => {
    const server = net.createServer();
    const socket = net.connect(await listen(server), '127.0.0.1');
    let timeouts = 0;
    await inVirtualTime(async (clock) => {
      socket.setTimeout(5, () => timeouts++);
      await clock.advance(10);
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    server.close();
    expect(timeouts).toBe(1);
  });

  it('is on the clock also where the socket had a real one before, which Node may use again', async () => {
    const socket = new net.Socket();
    socket.setTimeout(60_000);
    socket.setTimeout(0);
    expect(await timeoutsInAMinute(socket)).toBe(1);
    socket.destroy();
  });

  it('comes also by a function that was kept, and put back too late', async () => {
    const own = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'setTimeout')!;
    const late = (await inVirtualTime(() =>
      Object.getOwnPropertyDescriptor(net.Socket.prototype, 'setTimeout'),
    )()) as PropertyDescriptor;
    Object.defineProperty(net.Socket.prototype, 'setTimeout', late);
    try {
      const socket = new net.Socket();
      socket.setTimeout(5);
      await once(socket, 'timeout');
      expect(await timeoutsInAMinute(socket)).toBe(1);
      socket.destroy();
    } finally {
      Object.defineProperty(net.Socket.prototype, 'setTimeout', own);
    }
  });

  it('is real again afterwards, for sockets that live on, too', async () => {
    const before = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'setTimeout');
    const server = net.createServer();
    const socket = net.connect(await listen(server), '127.0.0.1');
    try {
      await once(socket, 'connect');
      await inVirtualTime(() => void socket.setTimeout(10))();
      expect(Object.getOwnPropertyDescriptor(net.Socket.prototype, 'setTimeout')).toEqual(before);
      await once(socket, 'timeout');
    } finally {
      socket.destroy();
      server.close();
    }
  });
});

describe('what is left at the end of inVirtualTime', () => {
  it('is looked at when a connection that is being closed is closed, and its timers are cleared', async () => {
    const test = inVirtualTime(async () => {
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      await once(server, 'listening');
      const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
      await once(socket, 'open');
      socket.close(); // gives the other end 30 s, by a timer
      server.close();
      return 'done';
    });
    expect(await test()).toBe('done');
  });

  // In a process of its own, since Jest, too, listens to rejections.
  it('may be cleared by real work, whose errors are not lost', () => {
    const { stdout, stderr } = runCode(`
      import { stat } from 'node:fs';
      import { inVirtualTime } from 'tickless';
      const test = inVirtualTime(() => {
        const timer = setTimeout(() => undefined, 60_000);
        stat('.', () => {
          clearTimeout(timer);
          Promise.reject(new Error('forgotten'));
        });
      });
      console.log(await test().catch((error) => error.message));`);
    expect([stdout, stderr]).toEqual(['forgotten\n', '']);
  });

  it('is what it was where immediates are left: they do not run', async () => {
    const ran: string[] = [];
    const test = inVirtualTime(() => {
      void real(new Promise((resolve) => timers.setTimeout(resolve, 5)));
      setImmediate(() => ran.push('immediate'));
    });
    await expect(test()).rejects.toThrow('1 thing is left at the end of inVirtualTime():\n  Immediate (anonymous)');
    expect(ran).toEqual([]);
  });

  it.each([
    ['which ends', () => real(new Promise((resolve) => timers.setTimeout(resolve, 5)))],
    ['which does not', () => real(never)],
  ])('is reported after real work %s', async (_what, work) => {
    const test = inVirtualTime(
      () => {
        void work();
        setTimeout(() => undefined, 1);
      },
      { maxRealWaitMs: 5 },
    );
    await expect(test()).rejects.toThrow('1 thing is left at the end of inVirtualTime():\n  Timeout (anonymous)');
  });
});
