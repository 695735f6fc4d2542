import * as timersPromises from 'node:timers/promises';
import { Random } from '../../lib/core/random';
import { checkRunOptions } from '../../lib/explore/options';
import type { RunRecord } from '../../lib/explore/record';
import { World } from '../../lib/explore/world';
import { EventLoop } from '../../lib/index';
import { fixturesOf, RECORDED } from '../host-order/fixtures';
import { globalHost } from '../host-order/host';
import { Interpreter } from '../host-order/interpreter';
import type { Program } from '../host-order/language';
import { everyOutcome } from './schedules';

// Some of these programs leave nothing open, which is what is to be shown.
beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation());
afterEach(() => jest.restoreAllMocks());

/** Every row of "Which orders are possible" in docs/exploration.md: what is possible is reached, and nothing else is. */
describe('the orders that are explored', () => {
  it('keep promise jobs and microtasks first in, first out', async () => {
    const outcomes = await everyOutcome(async (_, say) => {
      queueMicrotask(() => say('a'));
      void Promise.resolve().then(() => say('b'));
      await Promise.all(
        ['c', 'd'].map(async (name) => {
          await Promise.resolve();
          say(name);
        }),
      );
    });
    expect(outcomes).toEqual(['a b c d']);
  });

  it('keep ticks before promise jobs', async () => {
    const outcomes = await everyOutcome(
      (sim, say) =>
        new Promise<void>((resolve) => {
          setTimeout(() => {
            void Promise.resolve().then(() => say('job'));
            process.nextTick(say, 'tick');
            resolve(sim.sleep(5));
          }, 1);
        }),
    );
    expect(outcomes).toEqual(['tick job']);
  });

  describe('of timers', () => {
    it.each([
      ['the same timeout', [5, 5], 0, ['a b']],
      ['a longer one second', [5, 6], 0, ['a b']],
      ['a longer one second, whatever the jitter', [5, 6], 50, ['a b']],
      ['a longer one first, due outside of the jitter', [10, 5], 4, ['b a']],
      ['a longer one first, due within the jitter', [10, 5], 5, ['a b', 'b a']],
    ])('set together, with %s', async (_, [first, second], jitter, orders) => {
      const outcomes = await everyOutcome(
        async (sim, say) => {
          setTimeout(say, first, 'a');
          setTimeout(say, second, 'b');
          await sim.sleep(100);
        },
        { jitter },
      );
      expect(outcomes).toEqual(orders);
    });

    it('that are due together, the longer one set earlier, are both', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        setTimeout(say, 10, 'a');
        setTimeout(() => setTimeout(say, 5, 'b'), 5);
        await sim.sleep(100);
      });
      expect(outcomes).toEqual(['a b', 'b a']);
    });

    it('are those that are pending: what was cleared or set anew is no option', async () => {
      const outcomes = await everyOutcome(
        async (sim, say) => {
          const late = setTimeout(say, 10, 'refreshed');
          const never = setTimeout(say, 11, 'cleared');
          setTimeout(() => {
            say('first');
            late.refresh();
            clearTimeout(never);
          }, 8);
          await sim.sleep(100);
        },
        { jitter: 5 },
      );
      expect(outcomes).toEqual([
        'first refreshed',
        'refreshed cleared first refreshed', // all within 5 ms
        'refreshed first refreshed',
      ]);
    });
  });

  describe('of immediates', () => {
    it('are first in, first out', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        for (const name of ['a', 'b', 'c']) setImmediate(say, name);
        await sim.sleep(10);
      });
      expect(outcomes).toEqual(['a b c']);
    });

    it('let a timer of 0 ms go first or not, but not in between', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        setTimeout(say, 0, 'timer');
        for (const name of ['a', 'b']) setImmediate(say, name);
        await sim.sleep(10);
      });
      expect(outcomes).toEqual(['a b timer', 'timer a b']);
    });

    it('go before a timer that was set beside them in the callback of a timer', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        setTimeout(() => {
          setTimeout(say, 0, 'timer');
          setImmediate(say, 'immediate');
        }, 1);
        await sim.sleep(10);
      });
      expect(outcomes).toEqual(['immediate timer']);
    });

    it('go before timers when a reply has set them', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const reply = sim.boundary('reply', () => undefined);
        await reply();
        setTimeout(say, 0, 'timer');
        setImmediate(say, 'immediate');
        await sim.sleep(10);
      });
      expect(outcomes).toEqual(['immediate timer']);
    });

    it('let replies go first or not', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const reply = sim.boundary('reply', () => undefined);
        setImmediate(say, 'immediate');
        await reply();
        say('reply');
        await sim.sleep(1);
      });
      expect(outcomes).toEqual(['immediate reply', 'reply immediate']);
    });
  });

  describe('of replies', () => {
    it.each([
      ['take no time', [0, 0], [0, 0], ['a b', 'b a']],
      ['have the same latency', [1, 20], [1, 20], ['a b', 'b a']],
      ['cannot meet', [1, 5], [6, 9], ['a b']],
      ['can just meet', [1, 5], [5, 9], ['a b', 'b a']],
    ] as const)('that %s', async (_, one, other, orders) => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const a = sim.boundary('a', () => undefined, { latency: one });
        const b = sim.boundary('b', () => undefined, { latency: other });
        await Promise.all([a().then(() => say('a')), b().then(() => say('b'))]);
      });
      expect(outcomes).toEqual(orders);
    });

    it('on one socket are those of the calls', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const send = sim.boundary('send', (name: string) => name, { latency: [1, 5], order: 'fifo' });
        await Promise.all(['a', 'b', 'c'].map(async (name) => say(await send(name))));
      });
      expect(outcomes).toEqual(['a b c']);
    });

    it('on two sockets are all that keep the order on each', async () => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const sockets = [0, 1].map((i) => sim.boundary(`socket ${i}`, (name: string) => name, { order: 'fifo' }));
        await Promise.all(['a', 'b', 'A', 'B'].map(async (name, i) => say(await sockets[i >> 1]!(name))));
      });
      expect(outcomes).toHaveLength(6);
      for (const words of outcomes.map((outcome) => outcome.split(' '))) {
        expect(words.indexOf('a')).toBeLessThan(words.indexOf('b'));
        expect(words.indexOf('A')).toBeLessThan(words.indexOf('B'));
      }
    });

    it.each([
      [[1, 9], ['reply timer']],
      [
        [1, 10],
        ['reply timer', 'timer reply'],
      ],
      [[11, 20], ['timer reply']],
    ] as const)('of %p ms against a timer of 10 ms', async (latency, orders) => {
      const outcomes = await everyOutcome(async (sim, say) => {
        const ask = sim.boundary('ask', () => 'reply', { latency });
        setTimeout(say, 10, 'timer');
        say(await ask());
        await sim.sleep(50);
      });
      expect(outcomes).toEqual(orders);
    });
  });

  it('of tasks that start are all', async () => {
    const outcomes = await everyOutcome(async (sim, say) => {
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => sim.spawn(name, () => say(name))));
    });
    expect(outcomes).toHaveLength(24);
  });

  it.each([
    ['spec', ['a b']],
    ['any', ['a b', 'b a']],
  ] as const)("of an event loop's callbacks, with reorder '%s'", async (reorder, orders) => {
    const outcomes = await everyOutcome(
      async (_, say) => {
        const loop = new EventLoop();
        loop.callSoon(say, 'a');
        loop.callSoon(say, 'b');
        loop.callLater(1, () => loop.stop());
        await loop.runForeverAsync();
        loop.close();
      },
      { reorder },
    );
    expect(outcomes).toEqual(orders);
  });

  it("of timers, with reorder 'any', are all within the jitter", async () => {
    const outcomes = await everyOutcome(
      async (sim, say) => {
        setTimeout(say, 5, 'a');
        setTimeout(say, 5, 'b');
        await sim.sleep(100);
      },
      { reorder: 'any' },
    );
    expect(outcomes).toEqual(['a b', 'b a']);
  });
});

describe('the orders that were recorded on Node', () => {
  it.each(RECORDED)(
    'are those of the boring run, and there are others only where Node leaves it open (%s)',
    async (profile) => {
      let program!: Program;
      let interpreter!: Interpreter;
      let trace: string[] = [];
      async function body(): Promise<void> {
        trace = [];
        interpreter = new Interpreter(globalHost(timersPromises), (label) => trace.push(label));
        setTimeout(() => interpreter.start(program), 1); // where recorded programs begin
        await new Promise(() => {}); // a deadlock tells that all is over
      }
      const world = new World(body, checkRunOptions({ seed: 1 }));
      const wrong: string[] = [];
      try {
        for (program of fixturesOf(profile).slice(0, 60)) {
          const fixture = program as Program & { trace: readonly string[] };
          for (let seed = 0; seed < 3; seed++) {
            const random = new Random(seed);
            const decide = seed === 0 ? () => 0 : ({ n }: { n: number }) => random.below(n);
            const record = await world.run({ strategist: { decide }, run: 0, strategy: 'any', detailed: false });
            interpreter.end();
            const asOnNode = trace.join() === fixture.trace.join();
            if (asOnNode ? !leavesOpen(record) : !(leavesOpen(record) && hasDeviated(record))) wrong.push(fixture.id);
          }
        }
      } finally {
        world.close();
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** All that Node leaves open in these programs is a timer of one millisecond against immediates: see docs/host-order.md. */
function leavesOpen({ decisions }: RunRecord): boolean {
  return decisions.every(({ kind, label }) => kind === 'order' && label.startsWith('Immediate'));
}

function hasDeviated({ decisions }: RunRecord): boolean {
  return decisions.some(({ choice }) => choice > 0);
}
