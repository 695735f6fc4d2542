import { Engine } from '../../lib/core/engine';
import { RunawayError } from '../../lib/core/errors';
import type { Horizon } from '../../lib/core/horizon';
import { DEFAULT_LIMITS } from '../../lib/core/limits';
import type { Runnable } from '../../lib/core/runnable';
import { Trace } from '../../lib/core/trace';
import { makeTimer } from '../support/timers';

describe('Engine', () => {
  let engine: Engine;
  let seen: string[];

  beforeEach(() => {
    engine = new Engine({ ...DEFAULT_LIMITS, maxStepsPerInstant: 1000 });
    seen = [];
  });

  /** A runnable that notes that it ran, then does `also`. */
  function noting(name: string, also: () => void = () => {}) {
    return makeTimer(name, () => {
      seen.push(name);
      also();
    });
  }

  function runAll(): void {
    while (engine.step() || engine.jump());
  }

  it('runs what is ready in the order in which it became ready', () => {
    engine.soon(noting('a'));
    engine.soon(noting('b'));
    runAll();
    expect(seen).toEqual(['a', 'b']);
  });

  it('can be driven one timer at a time: what is ready and what is due are apart then', () => {
    engine.at(5, noting('late'));
    engine.at(2, noting('due'));
    engine.soon(noting('ready'));
    engine.moveTo(3);
    expect([engine.stepReady(), engine.stepReady(), [...seen]]).toEqual([true, false, ['ready']]);
    engine.run(engine.timers.pop()!);
    expect([engine.stepReady(), [...seen]]).toEqual([false, ['ready', 'due']]);
    engine.run(engine.timers.pop()!);
    expect([seen, engine.timers.size]).toEqual([['ready', 'due', 'late'], 0]);
  });

  it('driven that way, keeps to its batches as well', () => {
    engine.soon(noting('a', () => engine.soon(noting('c'))));
    engine.soon(noting('b'));
    const between = Array.from({ length: 4 }, () => engine.stepReady() && engine.betweenBatches);
    expect([seen, between]).toEqual([
      ['a', 'b', 'c'],
      [false, true, true, false],
    ]);
  });

  it('runs one callback at each step, and none when nothing is ready', () => {
    engine.soon(noting('a'));
    engine.soon(noting('b'));
    expect([engine.step(), [...seen]]).toEqual([true, ['a']]);
    expect([engine.step(), engine.step()]).toEqual([true, false]);
  });

  it('begins with nothing ready, nobody driving and time at 0', () => {
    const { drivers, asyncOnly, ranUnnoticed, betweenBatches, clock } = engine;
    expect({ drivers, asyncOnly, ranUnnoticed, betweenBatches, time: clock.now() }).toEqual({
      drivers: [],
      asyncOnly: false,
      ranUnnoticed: false,
      betweenBatches: true,
      time: 0,
    });
  });

  it('fires timers of the same instant in the order of scheduling, and a lower band before a higher one', () => {
    engine.at(5, noting('late'), 1);
    engine.at(5, noting('first'));
    engine.at(5, noting('early'), -1);
    engine.at(5, noting('second'));
    engine.at(5, noting('early too'), -1);
    runAll();
    expect(seen).toEqual(['early', 'early too', 'first', 'second', 'late']);
  });

  it('runs what waits for time to move ahead of the timers of the next instant, once, and does not move time for it', () => {
    engine.whenTimeMoves(noting('parked'));
    expect([engine.step(), engine.jump()]).toEqual([false, false]);
    engine.at(3, noting('timer'));
    engine.at(4, noting('next'));
    runAll();
    expect(seen).toEqual(['parked', 'timer', 'next']);
  });

  it('moves the clock only when it is told to jump, and then to the next timer', () => {
    engine.at(30, noting('late'));
    engine.at(10, noting('early'));
    expect(engine.step()).toBe(false);
    expect(engine.clock.now()).toBe(0);
    expect(engine.jump()).toBe(true);
    expect(engine.clock.now()).toBe(10);
    runAll();
    expect([seen, engine.clock.now()]).toEqual([['early', 'late'], 30]);
    expect(engine.jump()).toBe(false);
  });

  it('goes on to timers in the background only while something else keeps the run going, and nowhere without a timer', () => {
    engine.at(10, { ...noting('on the way'), background: true });
    expect([engine.jump(), engine.clock.now()]).toEqual([false, 0]);
    expect([engine.jump(true), engine.step(), engine.clock.now()]).toEqual([true, true, 10]);
    expect([engine.jump(true), engine.clock.now()]).toEqual([false, 10]);
    expect(seen).toEqual(['on the way']);
  });

  it('leaves what a batch makes ready to the next batch', () => {
    engine.soon(noting('a', () => engine.soon(noting('from a'))));
    engine.soon(noting('b'));
    engine.step();
    expect(engine.betweenBatches).toBe(false);
    engine.step();
    expect([seen, engine.betweenBatches]).toEqual([['a', 'b'], true]);
    runAll();
    expect(seen).toEqual(['a', 'b', 'from a']);
  });

  it('queues timers that are due behind what is ready already, at the start of a batch', () => {
    engine.soon(noting('ready'));
    engine.at(0, noting('due'));
    engine.at(-5, noting('overdue'));
    runAll();
    expect(seen).toEqual(['ready', 'overdue', 'due']);
    expect(engine.clock.now()).toBe(0);
  });

  it('never fires a timer for Infinity, and does not count it', () => {
    engine.at(Infinity, noting('never'));
    expect([engine.step(), engine.jump(), engine.timers.size]).toEqual([false, false, 0]);
  });

  it('passes over what was cancelled after it was queued', () => {
    const cancelled = noting('cancelled');
    engine.soon(cancelled);
    engine.soon(noting('b'));
    cancelled.cancelled = true;
    engine.step();
    expect(seen).toEqual(['b']);
  });

  it('has done its step when all the rest of the batch was cancelled', () => {
    const cancelled = noting('cancelled');
    engine.soon(cancelled);
    cancelled.cancelled = true;
    expect(engine.step()).toBe(true);
    expect(engine.step()).toBe(false);
    expect(seen).toEqual([]);
  });

  it('stays intact when a callback throws', () => {
    const boom = new Error('boom');
    engine.soon(
      noting('a', () => {
        throw boom;
      }),
    );
    engine.soon(noting('b'));
    expect(() => engine.step()).toThrow(boom);
    runAll();
    expect(seen).toEqual(['a', 'b']);
  });

  it('lets a driver end a batch early: the rest of it joins the next one', () => {
    engine.soon(noting('a', () => engine.soon(noting('c'))));
    engine.soon(noting('b'));
    engine.step();
    engine.breakBatch();
    expect(engine.betweenBatches).toBe(true);
    engine.step();
    expect(engine.betweenBatches).toBe(false);
    runAll();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('drops what belongs to somebody who is leaving, ready or scheduled', () => {
    for (const name of ['mine', 'yours']) {
      engine.soon(noting(name));
      engine.at(10, noting(`${name} later`));
      engine.whenTimeMoves(noting(`${name}, parked`));
    }
    engine.discard((entry) => entry.label().startsWith('mine'));
    runAll();
    expect(seen).toEqual(['yours', 'yours, parked', 'yours later']);
  });

  describe('while its driver sleeps', () => {
    it.each<[string, () => void]>([
      ['becomes ready', () => engine.soon(noting('a'))],
      ['is scheduled', () => engine.at(10, noting('a'))],
    ])('wakes it, once, when something %s', (what, act) => {
      let woken = 0;
      engine.sleepUntilWoken(() => woken++);
      act();
      act();
      expect(woken).toBe(1);
    });

    it('can be woken without anything to do, and then sleeps on if it is not awake', () => {
      let woken = 0;
      engine.sleepUntilWoken(() => woken++);
      engine.wakeUp();
      engine.wakeUp();
      expect(woken).toBe(1);
    });

    it('does not wake it for a timer that never fires, nor after it took that back', () => {
      let woken = 0;
      engine.sleepUntilWoken(() => woken++);
      engine.at(Infinity, noting('never'));
      engine.sleepUntilWoken(undefined);
      engine.soon(noting('a'));
      expect(woken).toBe(0);
    });
  });

  describe('with a strategy', () => {
    it('asks who of the batch is next, naming the one that 0 would be', () => {
      const asked: unknown[] = [];
      engine.strategy = {
        choose(kind, label, n) {
          asked.push([kind, label, n]);
          return n - 1;
        },
      };
      for (const name of 'abc') engine.soon(noting(name));
      runAll();
      expect(seen).toEqual(['c', 'b', 'a']);
      expect(asked).toEqual([
        ['ready', 'a', 3],
        ['ready', 'a', 2],
      ]);
    });

    it('does not ask where there is no choice', () => {
      engine.strategy = {
        choose() {
          throw new Error('there is one callback only');
        },
      };
      engine.soon(noting('a'));
      runAll();
      expect(seen).toEqual(['a']);
    });

    it('offers only what is not cancelled, whenever that was', () => {
      const cancelled = new Set<string>(['b']);
      const asked: unknown[] = [];
      engine.strategy = {
        choose(kind, label, n) {
          asked.push([label, n]);
          return 0;
        },
      };
      for (const name of 'abcd') {
        const entry = noting(name, () => cancelled.add('c'));
        engine.soon({ run: () => entry.run(), label: () => name, isCancelled: () => cancelled.has(name) });
      }
      runAll();
      expect(seen).toEqual(['a', 'd']);
      expect(asked).toEqual([['a', 3]]);
    });

    it.each([-1, 2, 0.5, NaN])('refuses the choice %p of 2, and loses nothing', (choice) => {
      engine.strategy = { choose: () => choice };
      engine.soon(noting('a'));
      engine.soon(noting('b'));
      expect(() => engine.step()).toThrow(
        new RangeError(`A strategy must choose a whole number from 0 to 1 here, but chose ${choice}.`),
      );
      engine.strategy = undefined;
      runAll();
      expect(seen).toEqual(['a', 'b']);
    });
  });

  it('restarts at time 0 with nothing scheduled, and lets timers of its former life be scheduled again', () => {
    const old = noting('old');
    engine.at(5, noting('first'));
    runAll();
    engine.at(50, old);
    engine.soon(noting('never'));
    engine.whenTimeMoves(noting('never'));
    engine.restart();
    expect(engine.clock.now()).toBe(0);
    expect([engine.ready.length, engine.timers.size, old.seq]).toEqual([0, 0, -1]);
    engine.at(3, noting('new'));
    engine.at(4, old);
    runAll();
    expect(seen).toEqual(['first', 'new', 'old']);
    expect(engine.clock.now()).toBe(4);
  });

  describe('with a horizon', () => {
    it('asks it between batches, and runs what it says at the time that it says', () => {
      const asked: boolean[] = [];
      let settled = 0;
      engine.horizon = {
        holdsOpen: false,
        scheduled: (timer, when) => seen.push(`${timer.label()} for ${when}`),
        settled: () => settled++,
        discard: () => undefined,
        next(mayMove) {
          asked.push(mayMove);
          const entry = mayMove ? engine.timers.pop() : undefined;
          return entry && { entry, time: engine.clock.now() + 7 };
        },
      };
      engine.at(5, noting('timer'));
      engine.soon(noting('ready'));
      while (engine.step() || engine.jump());
      expect(seen).toEqual(['timer for 5', 'ready', 'timer']);
      expect(engine.clock.now()).toBe(7);
      expect(asked).toEqual([false, false, true, false]);
      expect(settled).toBe(4);
    });
  });

  it('lets a horizon have something overtake what is ready, or go on without any timer', () => {
    const next = [{ entry: noting('overtakes'), time: 3 }, undefined, undefined, { entry: noting('goes on'), time: 9 }];
    engine.horizon = { ...horizonOf(() => next.shift()), holdsOpen: true };
    engine.soon(noting('ready'));
    expect([engine.step(), engine.clock.now(), [...seen]]).toEqual([true, 3, ['overtakes']]);
    expect([engine.step(), [...seen]]).toEqual([true, ['overtakes', 'ready']]);
    expect(engine.jump()).toBe(false);
    expect([engine.jump(), engine.step(), engine.clock.now()]).toEqual([true, true, 9]);
    expect(seen).toEqual(['overtakes', 'ready', 'goes on']);
  });

  it('takes no time for passed where a horizon has something overtake at the same instant', () => {
    engine = new Engine({ ...DEFAULT_LIMITS, maxStepsPerInstant: 1000 });
    const busy = noting('busy');
    engine.horizon = horizonOf(() => ({ entry: busy, time: 0 }));
    engine.whenTimeMoves(noting('parked'));
    expect(runAll).toThrow('Virtual time stands still: 1000 callbacks ran at 0 ms without the clock moving.');
    expect(new Set(seen)).toEqual(new Set(['busy']));
  });

  it('records what runs and what is chosen, when it has a trace', () => {
    engine.trace = new Trace();
    engine.strategy = { choose: () => 1 };
    engine.soon(noting('a'));
    engine.soon(noting('b'));
    engine.at(5, noting('c'));
    runAll();
    expect(engine.trace.events).toEqual([
      { time: 0, kind: 'choose', label: 'a', choice: 1 },
      { time: 0, kind: 'run', label: 'b', choice: 0 },
      { time: 0, kind: 'run', label: 'a', choice: 0 },
      { time: 5, kind: 'run', label: 'c', choice: 0 },
    ]);
  });

  describe('in an instant that does not end', () => {
    function wakeEachOther(): void {
      const ping = noting('ping', () => engine.soon(pong));
      const pong = noting('pong', () => engine.soon(ping));
      engine.soon(ping);
    }

    it('fails after maxStepsPerInstant callbacks, naming those that keep waking each other', () => {
      wakeEachOther();
      expect(runAll).toThrow(RunawayError);
      expect(seen).toHaveLength(1000);
      expect(runAll).toThrow(
        'Virtual time stands still: 1000 callbacks ran at 0 ms without the clock moving. Those that keep waking each other: ',
      );
    });

    it('names each of them once, and the remedy', () => {
      wakeEachOther();
      expect(runAll).toThrow(
        ': ping (64 of the last 128), pong (64 of the last 128). Let one of them sleep for more than 0 ms or end, or raise maxStepsPerInstant if the work is really that long.',
      );
    });

    it('loses no callback by failing', () => {
      wakeEachOther();
      expect(runAll).toThrow(RunawayError);
      expect(engine.ready.length).toBe(1);
    });

    it('begins to count anew whenever the clock moves', () => {
      let rounds = 0;
      const busy = noting('busy', () =>
        ++rounds % 900 === 0 ? engine.at(engine.clock.now() + 1, busy) : engine.soon(busy),
      );
      engine.soon(busy);
      while (rounds < 5000 && (engine.step() || engine.jump()));
      expect(engine.clock.now()).toBe(5);
    });

    it('names none of those that ran at an earlier instant', () => {
      engine = new Engine({ ...DEFAULT_LIMITS, maxStepsPerInstant: 3 });
      engine.soon(noting('earlier'));
      engine.at(5, noting('now', wakeEachOther));
      expect(runAll).toThrow(': ping (2 of the last 4), now (1 of the last 4), pong (1 of the last 4). Let one');
    });
  });

  describe('in a run that does not end', () => {
    it('fails when more timers would fire than maxFirings, naming the busiest', () => {
      engine = new Engine({ ...DEFAULT_LIMITS, maxFirings: 10 });
      const poll = noting('poll', () => engine.at(engine.clock.now() + 1, poll));
      engine.at(1, poll);
      engine.at(2, noting('once'));
      expect(runAll).toThrow(
        new RunawayError(
          '10 timers have fired in this run, and no end is in sight at 10 ms. The busiest: poll (10 of the last 11), once (1 of the last 11). ' +
            'Cancel what is not needed any more, or raise maxFirings if the program is really that long.',
        ),
      );
      expect(seen).toHaveLength(11);
    });

    it('lets exactly maxVirtualTime pass, from the beginning of the run, and names the timer that is later', () => {
      engine = new Engine({ ...DEFAULT_LIMITS, maxVirtualTime: 100 });
      engine.moveTo(1000);
      engine.beginRun();
      engine.at(1100, noting('in time'));
      runAll();
      engine.at(1101, noting('too late'));
      expect(runAll).toThrow(
        '100 ms of virtual time would pass in this run, and no end is in sight at 1100 ms. The busiest: in time (1 of the last 1). ' +
          'Cancel what is not needed any more, or raise maxVirtualTime if the program is really that long.',
      );
      expect(seen).toEqual(['in time']);
      engine.beginRun();
      expect(runAll).not.toThrow();
      expect(seen).toEqual(['in time', 'too late']);
    });

    it('names the next timer where none has fired, and says if only intervals are left', () => {
      engine = new Engine({ ...DEFAULT_LIMITS, maxVirtualTime: 5 });
      engine.at(6, { ...noting('interval'), repeats: true });
      engine.at(9, { ...noting('on the way'), background: true });
      expect(runAll).toThrow(
        'The busiest: the next timer, interval. Only intervals are left, which may hide a deadlock: nothing else will ever happen. Cancel what is not needed',
      );
      engine.at(10, noting('timeout'));
      expect(runAll).toThrow('The busiest: the next timer, interval. Cancel what is not needed');
    });

    it('names what a horizon chose, and speaks of intervals only if the horizon holds nothing else', () => {
      engine = new Engine({ ...DEFAULT_LIMITS, maxVirtualTime: 5 });
      const interval = { ...noting('interval'), repeats: true };
      const choose = (entry: Runnable, holdsOpen = false): void => {
        engine.horizon = { ...horizonOf(() => ({ entry, time: 6 })), holdsOpen };
      };
      const jump = (): boolean => engine.jump(true);
      choose(interval);
      expect(jump).toThrow('The busiest: the next timer, interval. Only intervals are left');
      choose(interval, true);
      expect(jump).toThrow('The busiest: the next timer, interval. Cancel what is not needed');
      choose(noting('timeout'));
      expect(jump).toThrow('The busiest: the next timer, timeout. Cancel what is not needed');
      engine.at(9, noting('later'));
      choose(interval);
      for (const act of [jump, () => engine.step()]) {
        expect(act).toThrow('The busiest: the next timer, interval. Cancel what is not needed');
      }
    });

    it('counts anew from the beginning of each run', () => {
      engine = new Engine({ ...DEFAULT_LIMITS, maxFirings: 10, maxStepsPerInstant: 20 });
      for (let run = 0; run < 5; run++) {
        engine.beginRun();
        for (let i = 0; i < 9; i++) engine.at(engine.clock.now() + i, noting('timer'));
        for (let i = 0; i < 8; i++) engine.soon(noting('ready'));
        runAll();
      }
      expect(seen).toHaveLength(5 * 17);
    });
  });
});

/** A horizon that holds nothing of its own. */
function horizonOf(next: Horizon['next']): Horizon {
  return { holdsOpen: false, scheduled: () => undefined, settled: () => undefined, discard: () => undefined, next };
}
