import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { sleep, waitFor, type EventLoop } from 'tickless';
import { inVirtualLoop } from '../support/in-virtual-loop';
import { openWorld, type World } from '../support/real-world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A server in this process, and how to ask it. It is to answer with `reply`, once. */
interface Service {
  readonly name: string;
  listen(answer: (reply: () => void) => void): net.Server;
  ask(port: number): Promise<unknown>;
}

const certificate = JSON.parse(readFileSync('spec/support/localhost-certificate.json', 'utf8')) as tls.TlsOptions;
const unverified = { rejectUnauthorized: false };

const services: Service[] = [
  {
    name: 'a TCP socket',
    listen: (answer) => net.createServer((socket) => socket.on('data', () => answer(() => socket.end('reply')))),
    ask: (port) => askSocket(net.connect(port, '127.0.0.1')),
  },
  {
    name: 'a TLS socket',
    listen: (answer) =>
      tls.createServer(certificate, (socket) => socket.on('data', () => answer(() => socket.end('reply')))),
    ask: (port) => askSocket(tls.connect({ port, host: '127.0.0.1', ...unverified })),
  },
  {
    name: 'fetch',
    listen: (answer) => http.createServer((_request, response) => answer(() => response.end('reply'))),
    ask: async (port) => (await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } })).text(),
  },
  {
    name: 'http',
    listen: (answer) => http.createServer((_request, response) => answer(() => response.end('reply'))),
    ask: (port) => askHttp(http.get(`http://127.0.0.1:${port}`)),
  },
  {
    name: 'http, with requests that queue for the one connection',
    listen: (answer) => http.createServer((_request, response) => answer(() => response.end('reply'))),
    ask: async (port) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const ask = (): Promise<unknown> => askHttp(http.get(`http://127.0.0.1:${port}`, { agent }));
      await Promise.all([ask(), ask()]);
      agent.destroy();
    },
  },
  {
    name: 'https',
    listen: (answer) => https.createServer(certificate, (_request, response) => answer(() => response.end('reply'))),
    ask: (port) => askHttp(https.get(`https://127.0.0.1:${port}`, unverified)),
  },
  {
    name: 'http2',
    listen: (answer) => http2.createServer((_request, response) => answer(() => response.end('reply'))),
    ask: async (port) => {
      const session = http2.connect(`http://127.0.0.1:${port}`);
      await once(session.request().resume(), 'end');
      session.close();
    },
  },
  {
    name: 'a WebSocket',
    listen: (answer) => {
      const server = http.createServer();
      new WebSocketServer({ server }).on('connection', (socket) => {
        socket.on('message', () => answer(() => socket.send('reply')));
      });
      return server;
    },
    ask: async (port) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      await once(socket, 'open');
      socket.send('question');
      await once(socket, 'message');
      socket.close();
    },
  },
];

async function askSocket(socket: net.Socket): Promise<void> {
  socket.write('question');
  await once(socket, 'data');
  socket.destroy();
}

async function askHttp(request: http.ClientRequest): Promise<void> {
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  await once(response.resume(), 'end');
}

/** Asks a service on a loop of its own, and returns how much virtual time that took. */
async function ask(service: Service, answer: (loop: EventLoop, reply: () => void) => void): Promise<number> {
  let took = NaN;
  await inVirtualLoop(async (loop) => {
    const server = service.listen((reply) => answer(loop, reply)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await service.ask((server.address() as net.AddressInfo).port);
    took = loop.time();
    server.close();
    await once(server, 'close');
  });
  return took;
}

describe('a server of this process', () => {
  it.each(services)('may sleep in virtual time before it answers: $name', async (service) => {
    const answers = service.name.includes('queue') ? 2 : 1;
    expect(await ask(service, (loop, reply) => loop.callLater(1000, reply))).toBe(answers * 1000);
  });

  it.each(services)('may answer by a real timer: $name', async (service) => {
    expect(await ask(service, (loop, reply) => setTimeout(reply, 20))).toBe(0);
  });

  it.each(services)('may do both, one after the other: $name', async (service) => {
    const answers = service.name.includes('queue') ? 2 : 1;
    const answer = (loop: EventLoop, reply: () => void): unknown => loop.callLater(1000, () => setTimeout(reply, 20));
    expect(await ask(service, answer)).toBe(answers * 1000);
  });

  it('is not waited for by the timer of its client, which only guards', async () => {
    let took = NaN;
    await inVirtualLoop(async (loop) => {
      const server = http.createServer((_request, response) => loop.callLater(1000, () => response.end('reply')));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const guard = setTimeout(() => undefined, 60_000);
      await askHttp(http.get(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`));
      clearTimeout(guard);
      took = loop.time();
      server.close();
    });
    expect(took).toBe(1000);
  });

  it('may sleep in virtual time behind a Unix socket', async () => {
    const path = join(tmpdir(), `tickless-${process.pid}.sock`);
    const end = await inVirtualLoop(async (loop) => {
      const server = net.createServer((socket) => {
        socket.on('data', () => loop.callLater(1000, () => socket.end('reply')));
      });
      await once(server.listen(path), 'listening');
      await askSocket(net.connect(path));
      server.close();
    });
    expect(end).toBe(1000);
  });
});

it('connections over IPv6 have two ends, too', async () => {
  let took = NaN;
  await inVirtualLoop(async (loop) => {
    const server = net.createServer((socket) =>
      socket.on('data', () => loop.callLater(1000, () => socket.end('reply'))),
    );
    await once(server.listen(0, '::1'), 'listening');
    await askSocket(net.connect((server.address() as net.AddressInfo).port, '::1'));
    took = loop.time();
    server.close();
  });
  expect(took).toBe(1000);
});

describe('virtual time moves on', () => {
  it('while the reader of much data takes its time, on either end', async () => {
    const data = Buffer.alloc(8 << 20);
    let read = 0;
    const end = await inVirtualLoop(async () => {
      const server = net.createServer((socket) => socket.end(data)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        read += chunk.length;
        await sleep(10);
      }
      server.close();
    });
    expect(read).toBe(data.length);
    expect(end).toBeGreaterThan(100);
  });

  it('when a question to another process is given up', async () => {
    const end = await inVirtualLoop(async () => {
      const socket = net.connect(world.there.net, '127.0.0.1');
      socket.write('300');
      const request = http.get(`http://127.0.0.1:${world.there.http}/300`).on('error', () => undefined);
      const abort = new AbortController();
      const fetched = fetch(`http://127.0.0.1:${world.there.http}/300`, { signal: abort.signal }).catch(
        () => 'aborted',
      );
      await once(request, 'finish');
      socket.destroy();
      request.destroy();
      abort.abort();
      await fetched;
      await sleep(60_000);
    });
    expect(end).toBe(60_000);
  });

  it('while a socket waits that its owner has unref’d', async () => {
    const end = await inVirtualLoop(async () => {
      const socket = net.connect(world.there.net, '127.0.0.1').unref();
      await once(socket, 'connect');
      socket.write('10000');
      await sleep(60_000);
      socket.destroy();
    });
    expect(end).toBe(60_000);
  });

  it('while a response that nobody reads any further is not complete', async () => {
    const end = await inVirtualLoop(async (loop) => {
      const server = http.createServer((_request, response) => response.end(Buffer.alloc(8 << 20)));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const request = http.get(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
      await once(request, 'response');
      await sleep(60_000);
      request.destroy();
      server.close();
      expect(loop.time()).toBe(60_000);
    });
    expect(end).toBe(60_000);
  });

  it('after a short real wait when a server elsewhere could speak first but does not', async () => {
    const end = await inVirtualLoop(async () => {
      const socket = net.connect(world.there.net, '127.0.0.1');
      await once(socket, 'connect');
      await sleep(60_000);
      socket.destroy();
    });
    expect(end).toBe(60_000);
  });
});

describe('quietMs', () => {
  const patient = { quietMs: 200 };

  it('is how long an answer from another process may pause between its pieces', async () => {
    let end = NaN;
    await inVirtualLoop(async (loop) => {
      const socket = net.connect(world.there.http, '127.0.0.1');
      socket.write('GET /20/3 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'); // by hand, so that nobody knows it is HTTP
      await waitFor(async () => {
        let answer = '';
        for await (const piece of socket as AsyncIterable<Buffer>) answer += String(piece);
        expect(answer).toContain('part,');
        expect(answer).toContain('end');
      }, 60_000);
      end = loop.time();
    }, patient);
    expect(end).toBe(0);
  });

  it('is a twentieth of how long a server elsewhere may take to speak first', async () => {
    const silentFor = async (quietMs: number): Promise<number> => {
      const start = performance.now();
      await inVirtualLoop(
        async () => {
          const socket = net.connect(world.there.net, '127.0.0.1');
          await once(socket, 'connect');
          await sleep(60_000);
          socket.destroy();
        },
        { quietMs },
      );
      return performance.now() - start;
    };
    expect(await silentFor(15)).toBeGreaterThan(300);
    expect(await silentFor(0)).toBeLessThan(300);
  });
});
