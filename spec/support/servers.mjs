// Servers for the specs of real work. Each is told with the request after how many real milliseconds to answer.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { setTimeout } from 'node:timers';
import tls from 'node:tls';
import { WebSocketServer } from 'ws';

const certificate = JSON.parse(readFileSync(new URL('localhost-certificate.json', import.meta.url), 'utf8'));

/** Starts one server of each kind; returns their ports by name, and `close`. */
export async function startServers() {
  const servers = {
    // GET /MS answers after MS; GET /MS/PARTS sends the body in that many parts, each after MS.
    http: http.createServer(answerHttp),
    https: https.createServer(certificate, answerHttp),
    http2: http2.createServer(answerHttp),
    // The line MS is answered by the line MS, after MS.
    net: net.createServer(answerLine),
    tls: tls.createServer(certificate, answerLine),
    // Speaks first, and says nothing after that.
    greeter: net.createServer((socket) => socket.on('error', ignore).write('hello\n')),
  };
  const webSockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  // The message MS is answered by the message MS, after MS.
  webSockets.on('connection', (socket) => {
    socket.on('message', (message) => after(Number(message), () => socket.send(String(message))));
  });
  for (const server of Object.values(servers)) server.listen(0, '127.0.0.1');
  const dns = createSocket('udp4').on('message', (query, { port, address }) => answerQuery(dns, query, port, address));
  dns.bind(0, '127.0.0.1');
  const all = { ...servers, webSocket: webSockets, dns };
  await Promise.all(Object.values(all).map((server) => once(server, 'listening')));
  const ports = Object.fromEntries(Object.entries(all).map(([name, server]) => [name, server.address().port]));
  return {
    ports,
    close() {
      for (const client of webSockets.clients) client.terminate();
      for (const server of Object.values(all)) server.close();
      servers.http.closeAllConnections();
      servers.https.closeAllConnections();
    },
  };
}

function answerHttp(request, response) {
  const [ms, parts = 1] = request.url.slice(1).split('/').map(Number);
  let sent = 0;
  const next = () => (++sent < parts ? (response.write('part,'), after(ms, next)) : response.end('end'));
  after(ms, next);
}

function answerLine(socket) {
  socket.on('error', ignore).on('data', (line) => after(Number(line), () => socket.write(line)));
}

/** Answers a query for `wMS.test`, after MS, with an address. */
function answerQuery(dns, query, port, address) {
  const ms = Number(query.toString('latin1', 14, 13 + query[12]));
  const answer = Buffer.concat([
    query.subarray(0, query.indexOf(0, 12) + 5),
    Buffer.from('c00c00010001000000000004c0000201', 'hex'),
  ]);
  answer.writeUInt16BE(0x8180, 2); // a response without error
  answer.writeUInt16BE(1, 6); // one answer
  answer.writeUInt16BE(0, 10); // nothing additional
  after(ms, () => dns.send(answer, port, address));
}

function after(ms, fn) {
  if (ms > 0) setTimeout(fn, ms);
  else fn();
}

function ignore() {}
