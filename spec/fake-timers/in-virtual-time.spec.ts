import { inVirtualTime, install, type VirtualClock, type VirtualTimeOptions } from 'tickless';
import { changesSince, globalsNow } from '../support/globals';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function fetchWithRetry(get: () => Promise<string>): Promise<string> {
  for (const pause of [1_000, 2_000, 4_000]) {
    const answer = await get().catch(() => undefined);
    if (answer !== undefined) return answer;
    await wait(pause);
  }
  throw new Error('gave up');
}

describe('inVirtualTime', () => {
  it(
    'lets time advance by itself',
    inVirtualTime(async (clock) => {
      await expect(fetchWithRetry(() => Promise.reject(new Error('down')))).rejects.toThrow('gave up');
      expect(clock.elapsed()).toBe(7_000);
      expect(clock.now).toBe(Date.UTC(2000, 0, 1, 0, 0, 7));
    }),
  );

  it('returns a function without parameters that passes on what the runner gives it', async () => {
    const test = inVirtualTime((_clock, a: number, b: number) => a + b);
    expect(test.length).toBe(0);
    expect(await test(1, 2)).toBe(3);
  });

  it('passes on `this`, and has the name of the body, by which some runners call a test', async () => {
    const test = inVirtualTime(function retries(this: { readonly answer: number }) {
      return this.answer;
    });
    expect([await test.call({ answer: 42 }), test.name]).toEqual([42, 'retries']);
  });

  it('begins when it is told to, also in 1970', async () => {
    expect(await inVirtualTime(() => Date.now(), { now: 0 })()).toBe(0);
    expect(await inVirtualTime(() => Date.now(), { now: new Date(5) })()).toBe(5);
  });

  it('refuses settings that do not exist, by name', () => {
    const wrap = (options: object) => () => inVirtualTime(() => undefined, options as VirtualTimeOptions);
    expect(wrap({ leftovers: 'no' })).toThrow("leftovers must be one of 'error', 'warn', 'ignore'");
    expect(wrap({ overlap: 'no' })).toThrow("overlap must be one of 'queue', 'error'");
    expect(wrap({ realWork: 'no' })).toThrow('realWork must be one of');
    expect(wrap({ maxFirings: 0 })).toThrow('maxFirings');
    expect(wrap({ leftover: 'warn' })).toThrow("inVirtualTime() has no option 'leftover'. There are: leftovers, max");
    expect(wrap(null as never)).toThrow('The options of inVirtualTime() must be an object, but are null');
    expect(wrap('soon' as never)).toThrow(
      'The options of inVirtualTime() must be an object, but are the string "soon"',
    );
    expect(() => inVirtualTime('test' as never)).toThrow('inVirtualTime() needs a function to call');
  });

  it.each([
    ['soon', 'the string "soon"'],
    [null, 'null'],
    [{}, 'a plain object'],
    [NaN, 'NaN'],
    [new Date(NaN), 'NaN'],
    [8.64e15 + 2, '8640000000000002'],
  ])('refuses to begin at %p', (now, described) => {
    expect(() => inVirtualTime(() => undefined, { now: now as never })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(`^now must be .* but was given ${described}\\.$`) as string,
      }) as Error,
    );
  });

  const never = () => new Promise<void>(() => undefined);
  it.each<[string, () => unknown, VirtualTimeOptions, string]>([
    [
      'throws',
      () => {
        throw new Error('thrown');
      },
      {},
      'thrown',
    ],
    ['rejects', () => wait(5).then(() => Promise.reject(new Error('rejected'))), {}, 'rejected'],
    ['never settles', never, {}, 'can never end'],
    [
      'has a callback that throws',
      () => {
        setTimeout(() => {
          throw new Error('in a timer');
        }, 5);
        return never();
      },
      {},
      'in a timer',
    ],
    ['leaves timers', () => void setTimeout(function left() {}, 5), {}, 'Timeout left, due in 5 ms, created at'],
    ['leaves an interval', () => void setInterval(() => undefined, 5), {}, 'Interval (anonymous)'],
    [
      'throws and leaves timers',
      () => {
        setTimeout(() => undefined, 5);
        throw new Error('thrown');
      },
      {},
      'thrown',
    ],
    [
      'never settles while an interval turns',
      () => {
        setInterval(() => undefined, 0);
        return never();
      },
      { maxFirings: 1_000 },
      '1000 timers have fired',
    ],
    [
      'keeps immediates coming',
      () => {
        const again = () => setImmediate(again);
        again();
        return never();
      },
      { maxStepsPerInstant: 1_000 },
      'Virtual time stands still',
    ],
  ])('puts the globals back exactly if the body %s, and says so', async (_what, body, options, message) => {
    const before = globalsNow();
    await expect(inVirtualTime(body, options)()).rejects.toThrow(message);
    expect(changesSince(before)).toEqual([]);
  });

  it('puts the globals back exactly if the body uninstalls the clock itself', async () => {
    const before = globalsNow();
    const uninstall = () => (Date as unknown as { clock: { uninstall(): void } }).clock.uninstall();
    await inVirtualTime(uninstall)();
    expect(changesSince(before)).toEqual([]);
  });
});

describe('the clock of inVirtualTime', () => {
  it(
    'advances, waits for a condition, tells what is pending, and sets the system time',
    inVirtualTime(async (clock) => {
      let turns = 0;
      const interval = setInterval(function turn() {
        turns++;
      }, 10);
      expect(clock.pending()).toEqual([
        {
          kind: 'Interval',
          name: 'turn',
          dueInMs: 10,
          created: expect.stringContaining('in-virtual-time.spec') as string,
          hasRef: true,
        },
      ]);
      await clock.advance(30);
      expect([turns, clock.elapsed()]).toEqual([3, 30]);
      await clock.runUntil(() => turns === 5);
      expect(clock.elapsed()).toBe(50);
      clock.setSystemTime(7);
      expect([Date.now(), clock.elapsed()]).toEqual([7, 50]);
      await expect(
        clock.runUntil(() => {
          if (turns < 6) return false;
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await expect(clock.advance(-1)).rejects.toThrow(RangeError);
      clearInterval(interval);
    }),
  );
});

describe('the clock of inVirtualTime, given what it cannot use', () => {
  it.each<[string, (clock: VirtualClock) => unknown, string]>([
    ['advance a string', (clock) => clock.advance('5' as never), 'must be a number of milliseconds'],
    ['advance NaN', (clock) => clock.advance(NaN), 'but was given NaN'],
    ['advance for ever', (clock) => clock.advance(Infinity), 'must be finite and at least 0'],
    ['run until a number', (clock) => clock.runUntil(5 as never), 'runUntil() needs a function to call'],
    ['run until a promise', (clock) => clock.runUntil((async () => false) as never), 'but returned a promise'],
    ['set the time to nothing', (clock) => clock.setSystemTime(undefined as never), 'but was given undefined'],
  ])('refuses to %s', async (_what, act, message) => {
    await expect(inVirtualTime(act)()).rejects.toThrow(message);
  });

  it('says of a condition that will never be true where somebody waits for it', async () => {
    const test = inVirtualTime((clock) => clock.runUntil(() => false));
    await expect(test()).rejects.toThrow(
      /Conditions that will never be true:\n {2}runUntil\(\(\) => …\), called at .*in-virtual-time\.spec/,
    );
  });

  it('is of no use when the test is over', async () => {
    const clock = await inVirtualTime((clock) => [clock])();
    await expect(clock[0]!.advance(1)).rejects.toThrow('advance() was called when the test was over');
    await expect(clock[0]!.runUntil(() => true)).rejects.toThrow('runUntil() was called when the test was over');
  });
});

describe("install({ order: 'host' })", () => {
  it('drives by the Async verbs alone, and names them', async () => {
    const clock = install({ order: 'host' });
    try {
      const seen: number[] = [];
      for (const ms of [10, 10, 20, 30]) setTimeout(() => seen.push(Date.now()), ms);
      for (const verb of ['tick', 'next', 'runAll', 'runToLast'] as const) {
        expect(() => clock[verb](1)).toThrow(`clock.${verb}Async()`);
      }
      expect(await clock.nextAsync()).toBe(10);
      expect(seen).toEqual([10]);
      expect(await clock.tickAsync(10)).toBe(20);
      expect(seen).toEqual([10, 10, 20]);
      expect(await clock.runToLastAsync()).toBe(30);
      expect(clock.countTimers()).toBe(0);
      expect(await clock.runAllAsync()).toBe(30);
    } finally {
      clock.uninstall();
    }
  });

  it('refuses what does not go together, by name', () => {
    expect(() => install({ order: 'node' as 'host' })).toThrow("order must be one of 'compatible', 'host'");
    expect(() => install({ order: 'host', toFake: ['nextTick'] })).toThrow('nextTick cannot be faked in host order');
    expect(() => install({ order: 'host', shouldAdvanceTime: true })).toThrow('shouldAdvanceTime');
  });
});
