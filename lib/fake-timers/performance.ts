import type { PerformanceLike } from './types';
import type { WallClock } from './wall-clock';

/** `performance` on the clock's time: `now()` alone, as long as it is not installed. */
export function fakePerformance(wall: WallClock): PerformanceLike {
  return Object.assign(Object.create(null) as object, {
    now: function fakePerformanceNow() {
      return performanceNow(wall);
    },
  });
}

/** Milliseconds since the clock was made, with their fraction. */
export function performanceNow(wall: WallClock): number {
  const [seconds, nanos] = wall.elapsed();
  return seconds * 1000 + nanos / 1e6;
}

/**
 * Gives it every other member that the real one has by now, so that code which measures itself can run. None measures anything.
 * The members are common to all clocks, so none of them keeps a clock alive.
 */
export function completePerformance(performance: PerformanceLike, real: object, timeOrigin: number): void {
  const prototype: unknown = Object.getPrototypeOf(real);
  const names = !prototype || prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  const members = performance as unknown as Record<string, unknown>;
  for (const name of names) if (name !== 'now') members[name] = name.startsWith('getEntries') ? noEntries : noEffect;
  Object.assign(performance, { mark, measure, timeOrigin });
}

function noEntries(): unknown[] {
  return [];
}

function noEffect(): undefined {
  return undefined;
}

function mark(name: string): object {
  return new FakePerformanceEntry(name, 'mark', 0, 0);
}

function measure(name: string): object {
  return new FakePerformanceEntry(name, 'measure', 0, 100);
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
