import { fork } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { MessageChannel, Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { WebSocket } from 'ws';
import type { Ports, World } from './real-world';

/**
 * Opens all that may stand about without having anything to do: servers that listen, connections after a word each way, a worker and a forked process that have answered, and so
 * on. None of it may hold up virtual time.
 *
 * @returns The function that closes all of it.
 */
export async function openBystanders({ here, there, folder }: Omit<World, 'bystanders'>): Promise<() => Promise<void>> {
  const closers: (() => unknown)[] = [];

  const worker = new Worker(
    `require('node:worker_threads').parentPort.on('message', function (m) { this.postMessage(m); })`,
    {
      eval: true,
    },
  );
  worker.postMessage('hello');
  await once(worker, 'message');
  closers.push(() => worker.terminate());

  const child = fork(join(folder, 'echo.cjs'));
  child.send(0);
  await once(child, 'message');
  closers.push(() => (child.disconnect(), once(child, 'exit')));

  const gzip = zlib.createGzip();
  gzip.write('some text');
  await new Promise<void>((resolve) => gzip.flush(resolve));
  closers.push(() => gzip.destroy());

  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => (server.close(), once(server, 'close')));

  for (const ports of [here, there]) closers.push(...(await connectAll(ports)));

  const datagrams = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(datagrams, 'listening');
  closers.push(() => (datagrams.close(), once(datagrams, 'close')));

  const watcher = fs.watch(folder);
  closers.push(() => watcher.close());

  const { port1, port2 } = new MessageChannel();
  port1.on('message', () => undefined);
  closers.push(() => (port2.close(), once(port1, 'close')));

  const interval = setInterval(() => undefined, 10);
  closers.push(() => clearInterval(interval));

  return async () => {
    for (const close of closers.reverse()) await close();
  };
}

/** A connection of every kind, on which something was asked and answered. */
async function connectAll(ports: Ports): Promise<(() => unknown)[]> {
  const raw = net.connect(ports.net, '127.0.0.1');
  const secure = tls.connect({ port: ports.tls, host: '127.0.0.1', rejectUnauthorized: false });
  for (const socket of [raw, secure]) {
    socket.write('0');
    await once(socket, 'data');
  }
  const agent = new http.Agent({ keepAlive: true });
  const [response] = (await once(http.get(`http://127.0.0.1:${ports.http}/0`, { agent }), 'response')) as [
    http.IncomingMessage,
  ];
  await once(response.resume(), 'end');
  await (await fetch(`http://127.0.0.1:${ports.http}/0`)).text();
  const session = http2.connect(`http://127.0.0.1:${ports.http2}`);
  await once(session.request({ ':path': '/0' }).resume(), 'end');
  const webSocket = new WebSocket(`ws://127.0.0.1:${ports.webSocket}`);
  await once(webSocket, 'open');
  return [
    () => (raw.end(), once(raw, 'close')),
    () => (secure.end(), once(secure, 'close')),
    () => agent.destroy(),
    () => (session.close(), once(session, 'close')),
    () => (webSocket.close(), once(webSocket, 'close')),
  ];
}
