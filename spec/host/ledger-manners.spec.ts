import asyncHooks from 'node:async_hooks';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { DeadlockError, runAsync, sleep } from 'tickless';
import { processLedger, type ProcessLedger } from '../../lib/host/ledger';
import { inVirtualLoop } from '../support/in-virtual-loop';
import { runCode } from '../support/built-library';
import { ownLedger } from '../support/real-world';

afterAll(ownLedger());

describe('what the ledger wraps', () => {
  const wrapped: [string, object, string][] = [
    ['Socket.prototype.ref', net.Socket.prototype, 'ref'],
    ['Worker.prototype.postMessage', Worker.prototype, 'postMessage'],
    ['Worker.prototype.terminate', Worker.prototype, 'terminate'],
  ];

  it.each(wrapped)('is put back exactly after a run: %s', async (_name, owner, method) => {
    const before = Object.getOwnPropertyDescriptor(owner, method);
    let during: PropertyDescriptor | undefined;
    await runAsync(async () => {
      during = Object.getOwnPropertyDescriptor(owner, method);
      await sleep(1);
    });
    expect(during?.value).not.toBe(before?.value);
    expect(Object.getOwnPropertyDescriptor(owner, method)).toEqual(before);
  });

  it.each(wrapped)('is left alone where somebody else has wrapped it since: %s', async (_name, owner, method) => {
    const before = Object.getOwnPropertyDescriptor(owner, method)!;
    let theirs: ((...args: unknown[]) => unknown) | undefined;
    await runAsync(async () => {
      const ours = Reflect.get(owner, method) as (...args: unknown[]) => unknown;
      theirs = function (this: unknown, ...args) {
        return ours.apply(this, args);
      };
      Reflect.set(owner, method, theirs);
      await sleep(1);
    });
    expect(Reflect.get(owner, method)).toBe(theirs);
    Object.defineProperty(owner, method, before);
  });

  it('goes on to work through a wrapper of somebody else’s', async () => {
    const before = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'ref')!;
    await runAsync(async () => {
      const { ref } = net.Socket.prototype; // eslint-disable-line @typescript-eslint/unbound-method -- called on a socket
      net.Socket.prototype.ref = function (this: net.Socket) {
        return ref.call(this);
      };
      await sleep(1);
    });
    const socket = new net.Socket();
    expect(socket.ref()).toBe(socket);
    socket.destroy();
    Object.defineProperty(net.Socket.prototype, 'ref', before);
  });
});

it('hears of requests also if a run, and a collection of garbage, came before http was loaded', () => {
  // The server, in a thread of its own, answers in two parts.
  const server = `
    const { parentPort } = require('node:worker_threads');
    const server = require('node:http').createServer((_request, response) => {
      response.write('one');
      setTimeout(() => response.end('two'), 60);
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;
  const { stdout, stderr } = runCode(`
    import { once } from 'node:events';
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    import { Worker } from 'node:worker_threads';
    import { runAsync, sleep, waitFor } from 'tickless';
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc');
    const aWhile = () => new Promise((resolve) => setTimeout(resolve, 10));
    await runAsync(() => sleep(1));
    await aWhile();
    gc();
    const http = process.getBuiltinModule('node:http');
    await aWhile();
    gc();
    await aWhile();
    const worker = new Worker(${JSON.stringify(server)}, { eval: true });
    const [port] = await once(worker, 'message');
    async function ask() {
      const [response] = await once(http.get({ port, host: '127.0.0.1' }), 'response');
      return (await response.setEncoding('utf8').toArray()).join(' ');
    }
    console.log(await runAsync(() => waitFor(ask, 10)));
    await worker.terminate();`);
  expect([stdout, stderr]).toEqual(['one two\n', '']);
});

it('no hook is on promises, not even one that tries out whether hooks are called', () => {
  const made = jest.spyOn(asyncHooks, 'createHook');
  let ledger!: ProcessLedger;
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof import('../../lib/host/ledger')>('../../lib/host/ledger');
    ledger = new copy.ProcessLedger();
  });
  ledger.start();
  ledger.stop();
  const tracking = made.mock.calls.map(([callbacks]) => (callbacks as { trackPromises?: boolean }).trackPromises);
  made.mockRestore();
  expect(tracking).toEqual([false, false]);
});

it('an immediate that was cleared is not waited for', async () => {
  const end = await inVirtualLoop(async () => {
    clearImmediate(setImmediate(() => undefined));
    await sleep(1000);
  });
  expect(end).toBe(1000);
});

it('of many real timers those are counted in a deadlock report that are still to fire', async () => {
  const left: NodeJS.Timeout[] = [];
  const main = async (): Promise<void> => {
    for (let i = 0; i < 2500; i++) {
      const timer = setTimeout(() => undefined, 60_000);
      if (i % 1000 === 0) left.push(timer);
      else clearTimeout(timer);
    }
    await new Promise(() => undefined);
  };
  // Whose they are is said, as Jest has real timers too.
  const run = processLedger().run.run({}, () => runAsync(main));
  const error = (await run.catch((reason: unknown) => reason)) as Error;
  for (const timer of left) clearTimeout(timer);
  expect(error).toBeInstanceOf(DeadlockError);
  expect(error.message).toContain('3 real timers of the host are pending');
});
