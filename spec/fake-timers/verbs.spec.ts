import { EventLoop, sleep } from 'tickless';
import { createClock, install } from '../../lib/fake-timers';

describe('next', () => {
  it('fires what is overdue where the clock is', () => {
    const clock = createClock();
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.now), 10);
    clock.now = 50;
    expect([clock.next(), seen]).toEqual([50, [50]]);
  });
});

describe('an event loop that drives after a verb', () => {
  it.each(['tick', 'next', 'runAll', 'runToLast', 'jump', 'runToFrame'] as const)(
    'runs the jobs of timers itself: %s',
    (verb) => {
      const clock = install();
      try {
        const loop = new EventLoop();
        const seen: string[] = [];
        const start = clock[verb](0);
        setTimeout(() => {
          process.nextTick(() => seen.push(`job@${clock.now - start}`));
          setTimeout(() => seen.push(`without delay@${clock.now - start}`), 0);
        }, 5);
        loop.runUntilComplete(sleep(10));
        expect(seen).toEqual(['job@5', 'without delay@6']);
      } finally {
        clock.uninstall();
      }
    },
  );
});
