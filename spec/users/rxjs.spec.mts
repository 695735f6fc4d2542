import {
  concatMap,
  debounceTime,
  from,
  interval,
  lastValueFrom,
  map,
  of,
  delay,
  retry,
  take,
  timeout,
  timer,
  toArray,
  throwError,
  defer,
} from 'rxjs';
import { inVirtualTime } from 'tickless';

describe('rxjs', () => {
  it(
    'interval ticks once an hour for a day',
    inVirtualTime(async (clock) => {
      const hours = interval(3_600_000).pipe(
        take(24),
        map(() => clock.elapsed() / 3_600_000),
        toArray(),
      );
      expect(await lastValueFrom(hours)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    }),
  );

  it(
    'debounceTime keeps the last of a burst',
    inVirtualTime(async () => {
      const typed = from([100, 50, 50, 500, 100]).pipe(
        concatMap((pause, i) => of('hello'.slice(0, i + 1)).pipe(delay(pause))),
        debounceTime(300),
        toArray(),
      );
      expect(await lastValueFrom(typed)).toEqual(['hel', 'hello']);
    }),
  );

  it(
    'retry backs off, and timeout gives up',
    inVirtualTime(async (clock) => {
      const triedAt: number[] = [];
      const failing = defer(() => {
        triedAt.push(clock.elapsed());
        return throwError(() => new Error('down'));
      });
      const backingOff = failing.pipe(
        retry({ count: 10, delay: (_error, n) => timer(1_000 * 2 ** n) }),
        timeout(20_000),
      );
      await expect(lastValueFrom(backingOff)).rejects.toThrow('Timeout has occurred');
      expect([triedAt, clock.elapsed()]).toEqual([[0, 2_000, 6_000, 14_000], 20_000]);
    }),
  );
});
