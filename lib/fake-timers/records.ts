import type { FakeClock } from './fake-clock';
import type { FakeTimer } from './fake-timer';
import type { HostClock } from './host-clock';
import type { HostImmediate } from './host-immediate';
import type { HostTimer } from './host-timer';
import type { Clock, Timer } from './types';

/** The pending timers as plain records, for those who look inside a clock. They are made when somebody looks: a clock keeps no such table. */
export function recordsOf(clock: FakeClock): TimerHeap {
  const heap = new TimerHeap();
  if (clock.armedCount === 0) return heap;
  for (const timer of clock.pending().sort((a, b) => a.seq - b.seq)) heap.push(recordOf(clock, timer));
  return heap;
}

/** By number, oldest first. */
export function recordsByNumber(clock: FakeClock): Map<number, Timer> {
  const records = recordsOf(clock).timers.sort((a, b) => a.id - b.id);
  return new Map(records.map((record) => [record.id, record]));
}

/** The jobs as plain records. */
export function jobRecords(clock: FakeClock): Clock['jobs'] {
  if (!clock.jobs.used) return undefined;
  return clock.jobs.pending().map(({ func, args, error }) => ({ func, args, error }));
}

/** A binary heap of records. What is done to it does nothing to the clock. */
export class TimerHeap {
  readonly timers: Timer[] = [];

  peek(): Timer | undefined {
    return this.timers[0];
  }

  push(timer: Timer): void {
    this.timers.push(timer);
    for (let i = this.timers.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (isBefore(this.timers[parent]!, timer)) break;
      [this.timers[i], this.timers[parent]] = [this.timers[parent]!, timer];
      i = parent;
    }
    this.number();
  }

  pop(): Timer | undefined {
    const first = this.peek();
    this.remove(first);
    return first;
  }

  remove(timer: Timer | undefined): void {
    const rest = this.timers.filter((other) => other !== timer);
    this.timers.length = 0;
    for (const other of rest) this.push(other);
  }

  private number(): void {
    this.timers.forEach((timer, i) => (timer.heapIndex = i));
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.callAt < b.callAt || (a.callAt === b.callAt && a.order! < b.order!);
}

function recordOf({ wall }: FakeClock, timer: FakeTimer): Timer {
  const { callback, args, delay, period, kind, idle, seq, dueAt, createdAt, created } = timer;
  return {
    func: callback,
    args: typeof args === 'function' ? args() : args,
    ...(delay !== undefined && { delay }),
    ...(period !== undefined && { interval: period }),
    ...(kind === 'Immediate' && { immediate: true }),
    ...(kind === 'AnimationFrame' && { animation: true }),
    ...(idle && { requestIdleCallback: true }),
    type: kind,
    // Whoever reads it may clear the timer by it.
    id: timer.number(),
    order: seq,
    createdAt: wall.readingAt(createdAt),
    callAt: wall.readingAt(dueAt),
    ...(created !== undefined && { error: created }),
  };
}

/** The record of something that is pending in host order. */
export function recordOfHost({ wall }: HostClock, entry: HostTimer | HostImmediate): Timer {
  const { callback, kind, id, dueAt, created } = entry;
  const delay = kind === 'Immediate' ? 0 : entry.delayMs;
  return {
    func: callback,
    args: [],
    delay,
    type: kind,
    id,
    ...(kind === 'Interval' && { interval: delay }),
    ...(kind === 'Immediate' && { immediate: true }),
    ...(kind === 'AnimationFrame' && { animation: true }),
    createdAt: wall.readingAt(dueAt - delay),
    callAt: wall.readingAt(dueAt),
    ...(created !== undefined && { error: created }),
  };
}
