import { spawn } from 'node:child_process';
import { randomBytes, subtle } from 'node:crypto';
import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { real } from 'tickless';
import { inVirtualLoop } from '../support/in-virtual-loop';
import { inFlight, openWorld, type World } from '../support/real-world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Begins work that takes long, and returns how to end it. */
type Begin = (world: World) => (() => unknown) | Promise<() => unknown>;

const text = Buffer.alloc(1 << 22, 'tickless ');

/** What is in flight, by the line that says so. */
const lines: [RegExp, Begin][] = [
  [/^a request to the file system$/, ({ fifo }) => opening(fifo)],
  [/^a zlib stream at work$/, () => settled(promisify(zlib.gzip)(text))],
  [/^crypto\.randomBytes$/, () => settled(promisify(randomBytes)(1 << 24))],
  [/^a digest$/, () => settled(subtle.digest('SHA-256', text))],
  [
    /^a DNS query$/,
    ({ there }) => {
      const resolver = new dns.Resolver();
      resolver.setServers([`127.0.0.1:${there.dns}`]);
      resolver.resolve4('w5000.test', () => undefined);
      return () => resolver.cancel();
    },
  ],
  [
    /^a child process: sleep \(pid \d+\); unref\(\) it if it runs in the background$/,
    () => {
      const child = spawn('sleep', ['10']);
      return () => (child.kill(), once(child, 'close'));
    },
  ],
  [
    /^worker \d+, which has not answered a message$/,
    async () => {
      const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => {})', { eval: true });
      await once(worker, 'online');
      worker.postMessage('hello');
      return () => worker.terminate();
    },
  ],
  [/^connecting a socket$/, ({ there }) => destroying(net.connect(there.net, '127.0.0.1'))],
  [
    /^a socket to 127\.0\.0\.1:\d+ that waits for an answer$/,
    async ({ there }) => {
      const socket = net.connect(there.net, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('5000');
      return destroying(socket);
    },
  ],
  [
    /^a TLS socket to 127\.0\.0\.1:\d+ that waits for an answer$/,
    async ({ there }) => {
      const socket = tls.connect({ port: there.tls, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      socket.write('5000');
      return destroying(socket);
    },
  ],
  [
    /^a socket from 127\.0\.0\.1:\d+ that is still sending$/,
    async () => {
      const server = net.createServer((socket) => {
        socket.on('error', () => undefined).resume();
        socket.write(Buffer.alloc(1 << 25));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as net.AddressInfo;
      // Connects, and does not read; which alone would not keep it from ending.
      const reads = `require('node:net').connect(${port}, '127.0.0.1'); setInterval(() => undefined, 1000);`;
      const reader = spawn(process.execPath, ['-e', reads]);
      const [socket] = (await once(server, 'connection')) as [net.Socket];
      return async () => {
        socket.destroy();
        reader.kill();
        await once(reader, 'close');
        server.close();
      };
    },
  ],
  [
    /^an HTTP request whose response is not complete: GET \/5000$/,
    async ({ there }) => {
      const request = http.get(`http://127.0.0.1:${there.http}/5000`).on('error', () => undefined);
      await once(request, 'finish');
      return destroying(request);
    },
  ],
  [/^a fetch that prepares its connection$/, ({ there }) => fetching(`http://localhost:${there.http}/5000`)],
  [
    /^a fetch whose response is not complete: GET \/5000$/,
    async ({ there }) => {
      const end = fetching(`http://127.0.0.1:${there.http}/5000`);
      await fetch(`http://127.0.0.1:${there.http}/20`); // by then the other is on its way as well
      return end;
    },
  ],
  [
    /^an HTTP\/2 stream whose response is not complete$/,
    async ({ there }) => {
      const session = http2.connect(`http://127.0.0.1:${there.http2}`);
      await once(session, 'connect');
      const stream = session.request({ ':path': '/5000' }).on('error', () => undefined);
      return () => {
        stream.destroy();
        session.destroy();
      };
    },
  ],
  [/^a promise passed to real\(\) at .*ledger-reports/, () => settled(real(new Promise(setImmediate)))],
];

describe('work in flight is reported by the line', () => {
  it.each(lines)('%p', async (line, begin) => {
    const seen = new Set<string>();
    await inVirtualLoop(async () => {
      const end = await begin(world);
      for (let turns = 0; turns < 100 && ![...seen].some((each) => line.test(each)); turns++) {
        for (const each of inFlight()) seen.add(each);
        await new Promise(setImmediate);
      }
      await end();
    });
    expect([...seen]).toContainEqual(expect.stringMatching(line));
  });
});

function opening(fifo: string): () => Promise<void> {
  const opened = promisify(fs.open)(fifo, 'r');
  return async () => {
    spawn('sh', ['-c', `echo > ${fifo}`], { stdio: 'ignore' }).unref();
    fs.closeSync(await opened);
  };
}

function settled(work: Promise<unknown>): () => Promise<unknown> {
  return () => work;
}

function destroying(thing: { destroy(): unknown }): () => void {
  return () => void thing.destroy();
}

function fetching(url: string): () => Promise<unknown> {
  const abort = new AbortController();
  const fetched = fetch(url, { signal: abort.signal }).catch(() => 'aborted');
  return () => (abort.abort(), fetched);
}
