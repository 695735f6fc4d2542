// A server with a cache that expires, asked by a client of node:http that keeps its connection.
import fastify from 'fastify';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const unit = Number(process.env.UNIT_MS);
const app = fastify();
let computed = 0;
let cached;
app.get('/report', async () => {
  if (cached === undefined) {
    await sleep(5 * unit);
    cached = { version: ++computed };
    setTimeout(() => (cached = undefined), 20 * unit);
  }
  return cached;
});
app.addHook('onClose', async () => console.log('closing'));

await app.listen({ port: 0, host: '127.0.0.1' });
const agent = new http.Agent({ keepAlive: true });
const { port } = app.server.address();

function get(path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', path, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

for (const pause of [0, 10, 30]) {
  await sleep(pause * unit);
  console.log(`after ${pause}:`, await get('/report'));
}
agent.destroy();
await app.close();
