import * as compatible from '@sinonjs/fake-timers';
import { createClock } from '../../lib/fake-timers';

describe('a tick', () => {
  it('fires a timer at its time that a job has put off right before, as the compatible library does', () => {
    const seenBy = (create: typeof createClock): string[] => {
      const clock = create();
      const seen: string[] = [];
      clock.setTimeout(() => clock.nextTick(() => timer.refresh()), 1);
      const timer = clock.setTimeout(() => seen.push(`timer@${clock.now}`), 5) as NodeJS.Timeout;
      clock.tick(20);
      return seen;
    };
    const seen = seenBy(createClock);
    expect(seen).toEqual(['timer@5']);
    expect(seen).toEqual(seenBy(compatible.createClock as unknown as typeof createClock));
  });
});
