import type { Natives } from './natives';
import type { PerformanceLike } from './types';
import type { WallClock } from './wall-clock';

/** `performance` on the clock's time: `now()` alone, as long as it is not installed. */
export function fakePerformance(wall: WallClock): PerformanceLike {
  const performance = Object.create(null) as PerformanceLike;
  performance.now = function fakePerformanceNow() {
    return performanceNow(wall);
  };
  return performance;
}

/** Milliseconds since the clock was made, with their fraction. */
export function performanceNow(wall: WallClock): number {
  const [seconds, nanos] = wall.elapsed();
  return seconds * 1000 + nanos / 1e6;
}

/** Gives it every other member of the real one, so that code which measures itself can run. None measures anything. */
export function completePerformance(performance: PerformanceLike, natives: Natives, timeOrigin: number): void {
  const prototype: unknown = Object.getPrototypeOf(natives.timers.performance);
  const names = prototype === null || prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  for (const name of names) {
    if (name === 'now') continue;
    performance[name] = name.startsWith('getEntries') ? (): unknown[] => [] : (): undefined => undefined;
  }
  performance['mark'] = (name: string) => new FakePerformanceEntry(name, 'mark', 0, 0);
  performance['measure'] = (name: string) => new FakePerformanceEntry(name, 'measure', 0, 100);
  performance['timeOrigin'] = timeOrigin;
}

class FakePerformanceEntry {
  constructor(
    readonly name: string,
    readonly entryType: string,
    readonly startTime: number,
    readonly duration: number,
  ) {}

  toJSON(): string {
    const { name, entryType, startTime, duration } = this;
    return JSON.stringify({ name, entryType, startTime, duration });
  }
}
