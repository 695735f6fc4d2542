import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { inVirtualTime } from 'tickless';
import { nativeImport } from '../support/native-import';

/** Complaints about fake timers that are moved by hand. None of the tests below moves time. */

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function fetchWithRetry(get: () => Promise<string>): Promise<string> {
  for (const pause of [1_000, 2_000, 4_000]) {
    const answer = await get().catch(() => undefined);
    if (answer !== undefined) return answer;
    await sleep(pause);
  }
  throw new Error('gave up');
}

it(
  '"My function awaits between two sleeps, and the second one never ends"',
  inVirtualTime(async (clock) => {
    const work = async () => 'work';
    await sleep(1_000);
    await work();
    await sleep(1_000);
    expect(clock.elapsed()).toBe(2_000);
  }),
);

it.each([1, 60, 1_000])('"I have to flush promises %d times before the next timer"', (length) =>
  inVirtualTime(async (clock) => {
    let settledAt = -1;
    setTimeout(() => {
      let chain = Promise.resolve();
      for (let i = 0; i < length; i++) chain = chain.then(() => undefined);
      void chain.then(() => (settledAt = clock.elapsed()));
    }, 10);
    const seenByTheNext = new Promise((resolve) => setTimeout(() => resolve(settledAt), 11));
    expect(await seenByTheNext).toBe(10);
  })(),
);

it(
  '"In Promise.race the timeout wins, although the work is done first"',
  inVirtualTime(async () => {
    const work = async () => {
      for (let i = 0; i < 100; i++) await Promise.resolve();
      await sleep(5);
      return 'work';
    };
    const timeout = (ms: number) => sleep(ms).then(() => 'timeout');
    expect(await Promise.race([timeout(6), work()])).toBe('work');
    // At the same instant the one that was scheduled first, as in Node.
    expect(await Promise.race([timeout(5), work()])).toBe('timeout');
  }),
);

it(
  '"setInterval(f, 0) hangs the test"',
  inVirtualTime(async (clock) => {
    let turns = 0;
    const interval = setInterval(() => turns++, 0);
    await sleep(10);
    clearInterval(interval);
    // Its tenth turn would be due at the same instant, but was scheduled later.
    expect([turns, clock.elapsed()]).toEqual([9, 10]);
  }),
);

it('"… and so does one that nobody clears"', async () => {
  const endless = inVirtualTime(() => new Promise(() => setInterval(function poll() {}, 0)), { maxFirings: 10_000 });
  await expect(endless()).rejects.toThrow(
    '10000 timers have fired in this run, and no end is in sight at 10001 ms. The busiest: Interval poll',
  );
});

it('"A test that waits for nothing ends in the timeout of the runner"', async () => {
  const waiting = inVirtualTime(() => new Promise(() => undefined));
  await expect(waiting()).rejects.toThrow('The body of inVirtualTime() can never end');
});

it(
  '"A dynamic import() never comes back"',
  inVirtualTime(async (clock) => {
    const { sep } = (await nativeImport('node:path')) as { sep: string };
    await sleep(1_000);
    expect([sep.length, clock.elapsed()]).toEqual([1, 1_000]);
  }),
);

it('"My server takes 150 ms, and its client has timed out by then"', async () => {
  const { setTimeout: realTimeout } = globalThis;
  const server = http.createServer((_request, response) => void realTimeout(() => response.end('answer'), 150));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const get = () =>
    new Promise<string>((resolve, reject) => {
      const timeout = setTimeout(() => reject(new Error('timeout')), 100);
      http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
        clearTimeout(timeout);
        response.resume().on('end', () => resolve('answer'));
      });
    });
  try {
    await inVirtualTime(async (clock) => {
      expect(await fetchWithRetry(get)).toBe('answer');
      expect(clock.elapsed()).toBe(0);
    })();
  } finally {
    server.close();
  }
});

it(
  '"AsyncLocalStorage is empty in my timers"',
  inVirtualTime(async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen = await storage.run('mine', async () => {
      const inTimer = await new Promise((resolve) => setTimeout(() => resolve(storage.getStore()), 10));
      const inImmediate = await new Promise((resolve) => setImmediate(() => resolve(storage.getStore())));
      await sleep(10);
      return [inTimer, inImmediate, storage.getStore()];
    });
    expect([seen, storage.getStore()]).toEqual([['mine', 'mine', 'mine'], undefined]);
  }),
);

it(
  '"process.nextTick and queueMicrotask stop, because they are faked"',
  inVirtualTime(async () => {
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        queueMicrotask(() => seen.push('microtask'));
        process.nextTick(() => seen.push('tick'));
        setTimeout(resolve, 1);
      }, 1);
    });
    expect(seen).toEqual(['tick', 'microtask']);
  }),
);

it('"A timer of the last test fires in this one"', async () => {
  const seen: string[] = [];
  const leave = () => void setTimeout(() => seen.push('of the last test'), 10);
  await inVirtualTime(leave, { leftovers: 'ignore' })();
  await inVirtualTime(() => sleep(1_000))();
  expect(seen).toEqual([]);
});

it('"A callback threw, and all I see is a test that timed out"', async () => {
  const failing = inVirtualTime(
    () =>
      new Promise(() =>
        setTimeout(() => {
          throw new Error('in a callback');
        }, 10),
      ),
  );
  await expect(failing()).rejects.toThrow('in a callback');
});

it.each([
  ['are idle', (connection: net.Socket) => connection],
  ['are idle and unref’d', (connection: net.Socket) => connection.unref()],
])(
  '"The connections of my pool are older than the test and %s, and their queries time out"',
  async (_what, giveBack) => {
    const program = `require('node:net').createServer((socket) => socket.on('data', () => setTimeout(() => socket.write('answer'), 30)))
    .listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
    const server = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const connection = net.connect(Number(port), '127.0.0.1');
    const ask = async () => {
      connection.ref().write('question');
      const [answer] = (await once(connection, 'data')) as [Buffer];
      giveBack(connection);
      return answer.toString();
    };
    try {
      expect(await ask()).toBe('answer');
      const test = inVirtualTime(() => Promise.race([ask(), sleep(10).then(() => 'timeout')]), { leftovers: 'ignore' });
      expect([await test(), await test()]).toEqual(['answer', 'answer']);
    } finally {
      connection.destroy();
      server.kill();
      await once(server, 'exit');
    }
  },
);
