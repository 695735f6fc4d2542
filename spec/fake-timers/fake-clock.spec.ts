import * as compatible from '@sinonjs/fake-timers';
import { EventLoop } from 'tickless';
import { Trace } from '../../lib/core/trace';
import { createClock, install, withGlobal, type Clock } from '../../lib/fake-timers';
import { FakeClock } from '../../lib/fake-timers/fake-clock';
import { FIRST_ID } from '../../lib/fake-timers/fake-timer';

/** Both libraries do it alike; this is what they do. */
function inBoth<T>(act: (create: typeof createClock) => T): T {
  const ours = act(createClock);
  expect(ours).toEqual(act(compatible.createClock as unknown as typeof createClock));
  return ours;
}

describe('a clock that is set by hand', () => {
  it('lets an interval that is overdue go on from where the clock is', () => {
    const clock = createClock();
    const seen: number[] = [];
    clock.setInterval(() => seen.push(clock.now), 10);
    clock.now = 25;
    clock.tick(20);
    expect(seen).toEqual([25, 35, 45]);
  });

  it.each<[string, (clock: Clock) => unknown]>([
    ['set to', (clock) => (clock.now = Infinity)],
    ['ticked to', (clock) => clock.tick(Infinity)],
  ])('comes back from infinity that it was %s, and its timers with it', (_how, go) => {
    const clock = createClock();
    const seen: number[] = [];
    go(clock);
    expect([clock.now, clock.performance.now()]).toEqual([Infinity, 0]);
    clock.setSystemTime(100);
    clock.setTimeout(() => seen.push(clock.now), 5);
    clock.tick(10);
    expect([seen, clock.now]).toEqual([[105], 110]);
  });

  it('keeps its fraction of a millisecond when it is set to what it reads', () => {
    const Temporal = {
      Instant: class {
        constructor(readonly nanos: bigint) {}
      },
      Now: { instant: () => 0 },
    };
    const clock = withGlobal({ Date, Temporal }).createClock(1);
    clock.tick(0.25);
    clock.now += 0;
    expect((clock.Temporal as unknown as typeof Temporal).Now.instant()).toEqual({ nanos: 1_250_000n });
  });
});

describe('what can be seen of a clock', () => {
  it('is empty after a reset, even if it was never used, as in the compatible library', () => {
    const seen = inBoth((create) => {
      const clock = create();
      clock.reset();
      return [clock.timers, clock.jobs];
    });
    expect(seen).toEqual([new Map(), []]);
  });

  it('tells that the limit of a loop of jobs is near when the compatible library does', () => {
    const seen = inBoth((create) => {
      const clock = create(0, 3);
      const near: unknown[] = [];
      const again = (): void => {
        clock.nextTick(again);
        near.push(clock.isNearInfiniteLimit, clock.jobs!.at(-1)!.error !== null);
      };
      again();
      expect(() => clock.runMicrotasks()).toThrow('infinite loop');
      return [...near, clock.isNearInfiniteLimit];
    });
    expect(seen).toContain(true);
  });

  it('has the place only of timers that repeat, unless a limit is near, since it takes long to find out', () => {
    const clock = createClock();
    clock.setTimeout(() => undefined, 5);
    clock.setInterval(() => undefined, 5);
    const hasPlace = [...clock.timers!.values()].map((record) => 'error' in record);
    expect(hasPlace).toEqual([false, true]);
  });

  it('has the numbers of all timers, by which they can be cleared', () => {
    const left = inBoth((create) => {
      const clock = create();
      for (const set of ['setTimeout', 'setInterval'] as const) clock[set](() => undefined, 5);
      for (const id of clock.timers!.keys()) clock.clearTimeout(id);
      return clock.countTimers();
    });
    expect(left).toBe(0);
  });
});

describe('a clock that an event loop drives', () => {
  it('runs all jobs that wait in one turn, which has a name in traces', () => {
    const clock = new FakeClock(0, 1_000, { next: FIRST_ID });
    const { engine } = clock;
    const seen: string[] = [];
    clock.shared = true;
    engine.trace = new Trace();
    for (const name of ['first', 'second']) clock.enqueue(() => seen.push(name), []);
    while (engine.step());
    expect(seen).toEqual(['first', 'second']);
    expect(engine.trace.events.map(({ label }) => label)).toEqual(['nextTick and queueMicrotask']);
  });

  it('fires a timer that is due unless another one of its instant has cleared it or put it off', () => {
    const clock = install();
    try {
      const seen: string[] = [];
      const note = (name: string) => () => void seen.push(`${name}@${clock.now}`);
      setTimeout(() => {
        note('first')();
        clearTimeout(cleared);
        putOff.refresh();
      }, 5);
      const cleared = setTimeout(note('cleared'), 5);
      const putOff = setTimeout(note('put off'), 5);
      setTimeout(note('last'), 5);
      const loop = new EventLoop();
      loop.callLater(20, () => loop.stop());
      loop.runForever();
      expect(seen).toEqual(['first@5', 'last@5', 'put off@10']);
    } finally {
      clock.uninstall();
    }
  });
});
