import * as compatible from '@sinonjs/fake-timers';
import { createClock, type Clock } from '../../lib/fake-timers';

/** Both libraries call back alike; this is who was called, and when. */
function seenInBoth(act: (clock: Clock, note: (name: string) => void) => void): string[] {
  const seenBy = (create: typeof createClock): string[] => {
    const clock = create();
    const seen: string[] = [];
    act(clock, (name) => seen.push(`${name}@${clock.now}`));
    return seen;
  };
  const seen = seenBy(createClock);
  expect(seen).toEqual(seenBy(compatible.createClock as unknown as typeof createClock));
  return seen;
}

describe('a tick', () => {
  it('fires a timer at its time that a job has put off right before, as the compatible library does', () => {
    const seen = seenInBoth((clock, note) => {
      clock.setTimeout(() => clock.nextTick(() => timer.refresh()), 1);
      const timer = clock.setTimeout(() => note('timer'), 5) as NodeJS.Timeout;
      clock.tick(20);
    });
    expect(seen).toEqual(['timer@5']);
  });

  it('puts off by a millisecond what is set without delay, until it is over', () => {
    const seen = seenInBoth((clock, note) => {
      clock.setTimeout(() => {
        clock.nextTick(() => {
          clock.setTimeout(() => clock.setTimeout(() => note('set by what the last job has set'), 0), 0);
        });
      }, 1);
      clock.tick(10);
    });
    expect(seen).toEqual(['set by what the last job has set@3']);
  });
});
