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

/** Gives it every other member of the real one, so that code which measures itself can run. */
export function completePerformance(performance: PerformanceLike, members: object, timeOrigin: number): void {
  Object.assign(performance, members, { timeOrigin });
}

/** What a fake `performance` has of the real one beside `now()`. None measures anything. */
export function membersOf(performance: object | undefined): object {
  const prototype: unknown = performance && Object.getPrototypeOf(performance);
  const names = !prototype || prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  const members: Record<string, unknown> = {};
  for (const name of names) {
    if (name === 'now') continue;
    members[name] = name.startsWith('getEntries') ? (): unknown[] => [] : (): undefined => undefined;
  }
  const mark = (name: string): object => new FakePerformanceEntry(name, 'mark', 0, 0);
  const measure = (name: string): object => new FakePerformanceEntry(name, 'measure', 0, 100);
  return Object.assign(members, { mark, measure });
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
