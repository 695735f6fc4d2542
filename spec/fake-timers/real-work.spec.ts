import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { real } from 'tickless';
import { install, timers, type Clock } from '../../lib/fake-timers';
import { RealWork } from '../../lib/fake-timers/real-work';
import { native } from '../../lib/host/native';

let clock: Clock | undefined;
afterEach(() => {
  clock?.uninstall();
  jest.restoreAllMocks();
});

/** Real time, which passes for whoever waits for it. */
function realMs(ms: number): Promise<void> {
  return new Promise((resolve) => void timers.setTimeout(resolve, ms));
}

/** Real work that lasts until it is told to end. */
function workUntilTold(): { readonly work: Promise<void>; readonly end: () => void } {
  let end!: () => void;
  const work = real(new Promise<void>((resolve) => (end = resolve)));
  return { work, end };
}

const KINDS: Record<string, () => Promise<unknown>> = {
  'a file': () => readFile(__filename),
  'a key': () => promisify(pbkdf2)('secret', 'salt', 50_000, 32, 'sha256'),
  compression: () => promisify(gzip)(Buffer.alloc(1e6, 'tickless')),
  'a server': askServer,
  'what the author calls real': () => real(realMs(20)),
};

async function askServer(): Promise<string> {
  const server = createServer((_, response) => response.end('here I am')).listen(0);
  await once(server, 'listening');
  try {
    // Not fetch: its one timer for the whole process would be one of this clock, and end with it.
    const request = get(`http://localhost:${(server.address() as AddressInfo).port}`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return await text(response);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('the mode nextAsync', () => {
  it.each(Object.keys(KINDS))('does not jump past real work: %s', async (kind) => {
    clock = install({ toNotFake: ['nextTick', 'queueMicrotask'] });
    clock.setTickMode({ mode: 'nextAsync' });
    const late = new Promise((resolve) => setTimeout(resolve, 1, 'too late'));
    const first = await Promise.race([KINDS[kind]!().then(() => 'in time'), late]);
    expect([first, Date.now()]).toEqual(['in time', 0]);
    expect([await late, Date.now()]).toEqual(['too late', 1]);
  });

  it('fires what is due without a jump meanwhile, and runs jobs', async () => {
    clock = install();
    clock.setTickMode({ mode: 'nextAsync' });
    const seen: string[] = [];
    const { work, end } = workUntilTold();
    void work.then(() => seen.push('real work'));
    setTimeout(() => seen.push('later'), 1);
    queueMicrotask(() => seen.push('job alone'));
    await realMs(5);
    setTimeout(() => {
      seen.push('timer');
      setImmediate(() => seen.push('immediate'));
    }, 0);
    queueMicrotask(() => seen.push('job'));
    await realMs(5);
    expect(seen).toEqual(['job alone', 'job', 'timer']);
    end();
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(seen).toEqual(['job alone', 'job', 'timer', 'real work', 'immediate', 'later']);
  });

  it('goes on, and says so once, if real work makes no progress', async () => {
    jest.spyOn(native, 'setTimeout').mockImplementation(((act: () => void) => timers.setTimeout(act, 1)) as never);
    let now = 0;
    jest.spyOn(native, 'now').mockImplementation(() => (now += 1_000));
    const warn = jest.spyOn(native.console, 'warn').mockImplementation(() => undefined);
    clock = install();
    clock.setTickMode({ mode: 'nextAsync' });
    void real(new Promise(() => undefined));
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(Date.now()).toBe(3_000);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /no progress for 4500 ms of real time. In flight:\n {2}a promise passed to real\(\).*\nEnd it, or advance the clock by hand\.$/,
      ),
    );
  });

  it('no longer waits when it is told to stop', async () => {
    clock = install();
    clock.setTickMode({ mode: 'nextAsync' });
    const fired = jest.fn();
    setTimeout(fired, 1);
    const { end } = workUntilTold();
    await realMs(1);
    clock.setTickMode({ mode: 'manual' });
    end();
    await realMs(1);
    expect(fired).not.toHaveBeenCalled();
    clock.tick(1);
    expect(fired).toHaveBeenCalled();
  });
});

describe('the mode interval', () => {
  it.each([
    ['goes at the pace of real time, as real work does', 'compatible', (now: number) => now > 0],
    ['stands still if told to', 'complete', (now: number) => now === 0],
  ] as const)('%s', async (_, hostApis, expected) => {
    clock = install({ hostApis, shouldAdvanceTime: true, advanceTimeDelta: 2 });
    await promisify(pbkdf2)('secret', 'salt', 100_000, 32, 'sha256');
    expect(expected(Date.now())).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(Date.now()).toBeGreaterThan(0);
  });
});

describe('the watch over real work', () => {
  /** What a mode of a clock has, while `act` uses it. */
  async function whileWatched(act: (work: RealWork) => void | Promise<void>): Promise<void> {
    const work = new RealWork(10);
    work.watch(true);
    try {
      await act(work);
    } finally {
      work.watch(false);
    }
  }

  it('holds up until its patience is over, and no longer', () =>
    whileWatched((work) => {
      jest.spyOn(native.console, 'warn').mockReturnValue();
      const now = jest.spyOn(native, 'now').mockReturnValue(0);
      void workUntilTold();
      const answers = [0, 9, 10, 11].map((ms) => (now.mockReturnValue(ms), work.holdsUp(true)));
      expect(answers).toEqual(['work', 'work', undefined, undefined]);
    }));

  it('knows nothing any more of what was in flight when it ended', () =>
    whileWatched((work) => {
      void workUntilTold();
      expect(work.holdsUp(true)).toBe('work');
      work.watch(false);
      work.watch(true);
      expect(work.holdsUp(true)).toBe(undefined);
    }));

  it('of one clock goes on when that of another one ends, which may never have begun', () =>
    whileWatched((work) => {
      void workUntilTold();
      const other = new RealWork();
      other.watch(false);
      expect(work.holdsUp(true)).toBe('work');
      other.watch(true);
      other.watch(false);
      expect(work.holdsUp(true)).toBe('work');
    }));

  it('wakes once at the first progress, or when its patience is over', () =>
    whileWatched(async (work) => {
      const wake = jest.fn();
      const [first, second] = [workUntilTold(), workUntilTold()];
      work.holdsUp(true);
      work.onProgress(wake);
      for (const { work: done, end } of [first, second]) {
        end();
        await done;
      }
      await realMs(20);
      expect(wake).toHaveBeenCalledTimes(1);
      void workUntilTold();
      work.holdsUp(true);
      work.onProgress(wake);
      await realMs(20);
      expect(wake).toHaveBeenCalledTimes(2);
    }));

  it('does on a host whose timers are numbers', () =>
    whileWatched(async (work) => {
      jest.spyOn(native, 'setTimeout').mockReturnValue(5 as never);
      const wake = jest.fn();
      const { work: done, end } = workUntilTold();
      work.holdsUp(true);
      work.onProgress(wake);
      end();
      await done;
      expect(wake).toHaveBeenCalledTimes(1);
    }));
});
