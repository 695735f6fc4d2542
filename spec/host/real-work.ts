import { exec, execFile, fork, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tls from 'node:tls';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BroadcastChannel, MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { WebSocket as UndiciSocket } from 'undici';
import { WebSocket as Ws } from 'ws';
import { real } from 'tickless';
import { nativeImport } from '../support/native-import';
import type { Ports, World } from '../support/real-world';

/** One kind of real work. */
export interface Kind {
  readonly name: string;
  /** What makes it take 300 ms: nothing can; the thread pool is occupied; or it is told to. */
  readonly slow: 'never' | 'by the pool' | 'by itself';
  /** Does it, in about `ms` of real time if it can be told, and closes what it has opened. */
  work(world: World, ms: number): Promise<unknown>;
}

const text = Buffer.alloc(1 << 18, 'tickless ');
const noVerification = { rejectUnauthorized: false };

/** Every kind of real work that the ledger sees. */
export const kinds: Kind[] = [
  // The file system
  inPool('fs, with a callback', ({ folder }) => promisify(fs.stat)(folder)),
  inPool('fs.readFile, with a callback', ({ folder }) => promisify(fs.readFile)(join(folder, 'text'))),
  inPool('fs.promises', ({ folder }) => fs.promises.readFile(join(folder, 'text'))),
  inPool('a file handle', async ({ folder }) => {
    const file = await fs.promises.open(join(folder, 'text'));
    await file.read(Buffer.alloc(10), 0, 10, 0);
    await file.close();
  }),
  inPool('a file stream', async ({ folder }) => {
    await pipeline(fs.createReadStream(join(folder, 'text')), fs.createWriteStream(join(folder, 'copy')));
  }),
  inPool('a file as a web stream', async ({ folder }) => {
    const file = await fs.promises.open(join(folder, 'text'));
    await exhaust(file.readableWebStream());
    await file.close();
  }),
  inPool('fs.opendir', async ({ folder }) => exhaust(await fs.promises.opendir(folder))),
  inPool('a Blob of a file', async ({ folder }) => (await fs.openAsBlob(join(folder, 'text'))).text()),
  inPool('two Blobs of files as streams', async ({ folder }) => {
    const blob = await fs.openAsBlob(join(folder, 'text'));
    await Promise.all([exhaust(blob.stream()), exhaust(blob.slice(0, 100_000).stream())]);
  }),
  instant('a Blob in memory', () => new Blob([text, 'and more']).arrayBuffer()),
  instant('a Blob in memory as a stream', () => exhaust(new Blob([text, text]).stream())),
  instant('fs.watch', async ({ folder }) => {
    const watched = join(folder, `watched-${Math.floor(performance.now())}`);
    fs.writeFileSync(watched, 'before');
    const watcher = fs.watch(watched);
    const changed = once(watcher, 'change');
    fs.writeFileSync(watched, 'after');
    await changed;
    watcher.close();
  }),
  inPool('import()', ({ folder }) =>
    nativeImport(`${pathToFileURL(join(folder, 'module.mjs')).href}?${performance.now()}`),
  ),

  // Names
  inPool('dns.lookup', () => dns.promises.lookup('localhost')),
  timed('dns.resolve', async ({ there }, ms) => {
    const resolver = new dns.promises.Resolver();
    resolver.setServers([`127.0.0.1:${there.dns}`]);
    await resolver.resolve4(`w${ms}.test`);
  }),

  // Cryptography
  inPool('crypto.subtle.digest', () => crypto.subtle.digest('SHA-256', text)),
  inPool('crypto.subtle, several steps', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(algorithm, keys.privateKey, text);
    return crypto.subtle.verify(algorithm, keys.publicKey, signature, text);
  }),
  inPool('crypto.pbkdf2', () => promisify(crypto.pbkdf2)('secret', 'salt', 1000, 32, 'sha512')),
  inPool('crypto.scrypt', () =>
    promisify(crypto.scrypt as (a: string, b: string, n: number, done: Callback) => void)('secret', 'salt', 32),
  ),
  inPool('crypto.hkdf', () => promisify(crypto.hkdf)('sha256', 'secret', 'salt', 'info', 32)),
  inPool('crypto.randomBytes', () => promisify(crypto.randomBytes)(1000)),
  inPool('crypto.generateKeyPair', () => promisify(crypto.generateKeyPair)('ec', { namedCurve: 'P-256' })),
  inPool('crypto.generatePrime', () => promisify(crypto.generatePrime as (size: number, done: Callback) => void)(64)),

  // Compression
  inPool('zlib.gzip', () => promisify(zlib.gzip)(text)),
  inPool('zlib.brotliCompress', () => promisify(zlib.brotliCompress as (data: Buffer, done: Callback) => void)(text)),
  inPool('zlib.gunzip of what is not gzip', () => promisify(zlib.gunzip)('rubbish').catch(() => 'refused')),
  inPool('a gzip stream', () =>
    pipeline(Readable.from([text, text, text]), zlib.createGzip(), (chunks) => exhaust(chunks)),
  ),
  inPool('a brotli stream', () =>
    pipeline(Readable.from([text]), zlib.createBrotliCompress(fastBrotli), (chunks) => exhaust(chunks)),
  ),
  inPool('CompressionStream', () => {
    const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return exhaust(compressed.pipeThrough(new DecompressionStream('gzip')));
  }),

  // Processes
  timed('a child process', async (_world, ms) => once(spawn('sleep', [String(ms / 1000)]), 'exit')),
  timed('a child process and its output', (_world, ms) =>
    promisify(exec)(`echo first; sleep ${ms / 1000}; echo second`),
  ),
  timed('a child process that fails', (_world, ms) =>
    promisify(exec)(`sleep ${ms / 1000}; exit 3`).catch(() => 'failed'),
  ),
  timed('a child process that reads its input', async (_world, ms) => {
    const child = execFile('sh', ['-c', `read line; sleep ${ms / 1000}; echo $line`]);
    child.stdin!.end('hello\n');
    await once(child, 'close');
  }),
  instant('a child process that cannot be started', async () => once(spawn('/nonexistent'), 'error')),
  timed('messages to a forked process', async ({ folder }, ms) => {
    const child = fork(join(folder, 'echo.cjs'));
    for (let i = 0; i < 2; i++) {
      child.send(ms / 2);
      await once(child, 'message');
    }
    child.disconnect();
    await once(child, 'exit');
  }),

  // Threads
  timed('a worker that computes', async (_world, ms) => {
    const worker = new Worker(COMPUTE, { eval: true });
    await ask(worker, ms);
    await worker.terminate();
  }),
  timed('a worker that waits', async (_world, ms) => {
    const worker = new Worker(WAIT, { eval: true });
    await Promise.all([ask(worker, ms / 2), ask(worker, ms / 2)]);
    await ask(worker, ms / 2);
    await worker.terminate();
  }),
  timed('a worker that ends by itself', async (_world, ms) => {
    const worker = new Worker(`const end = Date.now() + ${ms}; while (Date.now() < end);`, { eval: true });
    await once(worker, 'exit');
  }),
  instant('a MessageChannel', async () => {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', (message) => port2.postMessage(message));
    for (let i = 0; i < 3; i++) await ask(port1, i);
    port1.close();
    await once(port2, 'close');
  }),
  instant('a BroadcastChannel', async () => {
    const [from, to] = [new BroadcastChannel('tickless'), new BroadcastChannel('tickless')];
    const received = new Promise((resolve) => (to.onmessage = resolve));
    from.postMessage('hello');
    await received;
    from.close();
    to.close();
  }),
  instant('setImmediate', async () => {
    for (let i = 0; i < 10; i++) await promisify(setImmediate)();
  }),

  // Connections
  instant('datagrams within this process', async () => {
    const [from, to] = [dgram.createSocket('udp4'), dgram.createSocket('udp4')];
    to.bind(0, '127.0.0.1');
    await once(to, 'listening');
    const received = once(to, 'message');
    from.send('hello', to.address().port, '127.0.0.1');
    await received;
    from.close();
    to.close();
    await once(to, 'close');
  }),
  timed('a Unix socket within this process', async ({ folder }, ms) => {
    const server = net.createServer((socket) =>
      socket.on('data', (data) => setTimeout(() => socket.end(data), Number(data))),
    );
    server.listen(join(folder, 'socket'));
    await once(server, 'listening');
    const socket = net.connect(join(folder, 'socket'));
    await converse(socket, ms);
    await once(socket, 'close');
    server.close();
    await once(server, 'close');
  }),
  ...connected('a TCP socket', async (ports, ms) => {
    const socket = net.connect(ports.net, '127.0.0.1');
    for (let i = 0; i < 3; i++) await converse(socket, ms / 3);
    socket.end();
    await once(socket, 'close');
  }),
  ...connected('a TLS socket', async (ports, ms) => {
    const socket = tls.connect({ port: ports.tls, host: '127.0.0.1', ...noVerification });
    for (let i = 0; i < 2; i++) await converse(socket, ms / 2);
    socket.end();
    await once(socket, 'close');
  }),
  ...connected('a server that speaks first', async (ports) => {
    const socket = net.connect(ports.greeter, '127.0.0.1');
    await once(socket, 'data');
    socket.destroy();
    await once(socket, 'close');
  }).map((kind) => ({ ...kind, slow: 'never' as const })),
  ...connected('fetch', async (ports, ms) => (await fetch(`http://127.0.0.1:${ports.http}/${ms}`)).text()),
  ...connected('fetch of a body in parts', async (ports, ms) =>
    (await fetch(`http://127.0.0.1:${ports.http}/${ms / 3}/3`)).text(),
  ),
  ...connected('http, keeping the connection', async (ports, ms) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const url = `http://localhost:${ports.http}/${ms / 3}`;
    await Promise.all([get(http, url, { agent }), get(http, url, { agent })]);
    await get(http, url, { agent });
    agent.destroy();
  }),
  ...connected('http of a body in parts', async (ports, ms) => get(http, `http://127.0.0.1:${ports.http}/${ms / 3}/3`)),
  ...connected('https, keeping the connection', async (ports, ms) => {
    const agent = new https.Agent({ keepAlive: true, ...noVerification });
    for (let i = 0; i < 2; i++) await get(https, `https://localhost:${ports.https}/${ms / 4}/2`, { agent });
    agent.destroy();
  }),
  ...connected('http2', async (ports, ms) => {
    const session = http2.connect(`http://127.0.0.1:${ports.http2}`);
    for (let i = 0; i < 2; i++) await exhaust(session.request({ ':path': `/${ms / 4}/2` }));
    session.close();
    await once(session, 'close');
  }),
  ...connected('a WebSocket of the package ws', async (ports, ms) => {
    const socket = new Ws(`ws://127.0.0.1:${ports.webSocket}`);
    await once(socket, 'open');
    for (let i = 0; i < 3; i++) {
      socket.send(String(ms / 3));
      await once(socket, 'message');
    }
    socket.close();
    await once(socket, 'close');
  }),
  ...connected('a WebSocket of undici', async (ports, ms) => {
    const socket = new UndiciSocket(`ws://127.0.0.1:${ports.webSocket}`);
    await heard(socket, 'open');
    for (let i = 0; i < 3; i++) {
      socket.send(String(ms / 3));
      await heard(socket, 'message');
    }
    socket.close();
    await heard(socket, 'close');
  }),

  // What nobody sees, as long as it is not declared
  timed('a real timer, by real()', (_world, ms) => real(new Promise((resolve) => setTimeout(resolve, ms)))),
  instant('a WebAssembly compilation, by real()', () => real(compileWasm())),
];

/** Two workers that answer `ms` with `ms`, after that time. */
const COMPUTE = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (ms) => { const end = Date.now() + ms; while (Date.now() < end); parentPort.postMessage(ms); });`;
const WAIT = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (ms) => setTimeout(() => parentPort.postMessage(ms), ms));`;

type Callback = (error: Error | null, result: unknown) => void;
const fastBrotli = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };

function instant(name: string, work: Kind['work']): Kind {
  return { name, slow: 'never', work };
}

function inPool(name: string, work: (world: World) => Promise<unknown>): Kind {
  return { name, slow: 'by the pool', work };
}

function timed(name: string, work: Kind['work']): Kind {
  return { name, slow: 'by itself', work };
}

/** The same with a server in this process, and with one in another. */
function connected(name: string, work: (ports: Ports, ms: number) => Promise<unknown>): Kind[] {
  return [
    timed(`${name}, within this process`, ({ here }, ms) => work(here, ms)),
    timed(`${name}, to another process`, ({ there }, ms) => work(there, ms)),
  ];
}

async function exhaust(chunks: AsyncIterable<unknown> | ReadableStream): Promise<number> {
  let count = 0;
  for await (const chunk of chunks as AsyncIterable<unknown>) count += chunk === undefined ? 0 : 1;
  return count;
}

async function ask(port: Worker | MessagePort, ms: number): Promise<unknown> {
  port.postMessage(ms);
  return once(port as NodeJS.EventEmitter, 'message');
}

async function heard(socket: UndiciSocket, event: 'open' | 'message' | 'close'): Promise<void> {
  await new Promise<void>((resolve) => socket.addEventListener(event, () => resolve(), { once: true }));
}

async function converse(socket: net.Socket, ms: number): Promise<void> {
  socket.write(String(ms));
  await once(socket, 'data');
}

async function get(client: typeof http | typeof https, url: string, options: https.RequestOptions = {}): Promise<void> {
  const [response] = (await once(client.get(url, options), 'response')) as [http.IncomingMessage];
  await exhaust(response);
}

function compileWasm(): Promise<unknown> {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { compile(code: Uint8Array): Promise<unknown> } };
  return WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
}
