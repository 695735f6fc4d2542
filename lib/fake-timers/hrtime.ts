import type { Hrtime } from './types';
import type { WallClock } from './wall-clock';

const NANOS_PER_SECOND = 1e9;

/** `process.hrtime` on a clock's time: since the clock was made, unless it counts from elsewhere. */
export function fakeHrtime(wall: Pick<WallClock, 'elapsed'>): Hrtime {
  function hrtime(previous?: number[]): [number, number] {
    const [seconds, nanos] = wall.elapsed();
    if (!Array.isArray(previous)) return [seconds, nanos];
    const [beforeSeconds, beforeNanos] = previous as [number, number];
    if (beforeNanos > NANOS_PER_SECOND) throw new TypeError("Number of nanoseconds can't exceed a billion");
    const difference = nanos - beforeNanos;
    if (difference < 0) return [seconds - beforeSeconds - 1, difference + NANOS_PER_SECOND];
    return [seconds - beforeSeconds, difference];
  }
  return Object.assign(hrtime, {
    bigint: () => {
      const [seconds, nanos] = wall.elapsed();
      return BigInt(seconds) * BigInt(NANOS_PER_SECOND) + BigInt(nanos);
    },
  });
}
