import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { getRunningLoop, sleep, TimeoutError, waitFor } from 'tickless';
import { inVirtualLoop } from '../support/in-virtual-loop';
import { openWorld, type World } from '../support/real-world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Real work in two parts: what happens before a run, and what the run waits for, 100 ms later. */
type Begin = (world: World) => Promise<() => Promise<unknown>>;

const unverified = { rejectUnauthorized: false };

const begun: [string, Begin][] = [
  [
    'a request to the file system',
    async ({ fifo }) => {
      const opened = promisify(fs.open)(fifo, 'r');
      spawn('sh', ['-c', `sleep 0.1; echo > ${fifo}`], { stdio: 'ignore' }).unref();
      return async () => fs.closeSync(await opened);
    },
  ],
  [
    'a question on a socket',
    async ({ there }) => {
      const socket = net.connect(there.net, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('100');
      return async () => (await once(socket, 'data'), socket.destroy());
    },
  ],
  [
    'a question on a TLS socket',
    async ({ there }) => {
      const socket = tls.connect({ port: there.tls, host: '127.0.0.1', ...unverified });
      await once(socket, 'secureConnect');
      socket.write('100');
      return async () => (await once(socket, 'data'), socket.destroy());
    },
  ],
  [
    'an HTTP request',
    async ({ there }) => {
      const request = http.get(`http://127.0.0.1:${there.http}/100`);
      await once(request, 'finish');
      return async () => ((await once(request, 'response')) as [http.IncomingMessage])[0].resume();
    },
  ],
  [
    'an HTTPS request, on a connection that was used before',
    async ({ there }) => {
      const agent = new https.Agent({ keepAlive: true, ...unverified });
      const ask = (ms: number): http.ClientRequest => https.get(`https://127.0.0.1:${there.https}/${ms}`, { agent });
      const [response] = (await once(ask(0), 'response')) as [http.IncomingMessage];
      await once(response.resume(), 'end');
      const request = ask(100);
      await once(request, 'finish');
      return async () => {
        const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
        await once(answer.resume(), 'end');
        agent.destroy();
      };
    },
  ],
  [
    'a child process that has not said anything yet',
    async () => {
      const child = spawn('sh', ['-c', 'sleep 0.1; echo done']);
      await once(child, 'spawn');
      return async () => once(child, 'close');
    },
  ],
];

describe('what was begun before the run is waited for:', () => {
  it.each(begun)('%s', async (_name, begin) => {
    const finish = await begin(world);
    let moved = NaN;
    const end = await inVirtualLoop(async () => {
      await waitFor(finish, 60_000);
      moved = getRunningLoop().time();
      await sleep(60_000);
    });
    expect({ moved, end }).toEqual({ moved: 0, end: 60_000 });
  });
});

describe('what stood about before the run is not:', () => {
  it('a child process that has said something, and so may be a server', async () => {
    const child = spawn('sh', ['-c', 'echo ready; exec sleep 10']);
    await once(child.stdout, 'data');
    await inVirtualLoop(async () => {
      await expect(Promise.resolve(waitFor(async () => once(child, 'exit'), 60_000))).rejects.toThrow(TimeoutError);
    });
    child.kill();
    await once(child, 'close');
  });

  it('a server of this process, that answers a client of before in virtual time', async () => {
    const later: (() => void)[] = [];
    const server = http.createServer((_request, response) => later.push(() => response.end('reply')));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const request = http.get(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
    await once(server, 'request');
    const end = await inVirtualLoop(async (loop) => {
      loop.callLater(1000, () => later.pop()!());
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      await once(response.resume(), 'end');
    });
    server.close();
    expect(end).toBe(1000);
  });
});
