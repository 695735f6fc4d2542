import { Advance } from './advance';
import { parseDuration, type Duration, type Split } from './duration';
import type { FakeClock } from './fake-clock';
import { FakeTimer, type Callback } from './fake-timer';
import type { WallClock } from './wall-clock';

/** Frames come every 16 ms. */
const FRAME_MS = 16;

type Amount = Duration | null | undefined;

/** Moves the clock by a duration and fires what is due on the way, the end included. @returns What the clock reads then. */
export function tick(clock: FakeClock, amount: Amount): number {
  return advanceBy(clock, parseDuration(amount));
}

/** Fires the next timer, with the jobs before and after it. */
export function next(clock: FakeClock): number {
  const { engine, wall } = clock;
  clock.driving++;
  try {
    clock.runJobs();
    clock.runReady();
    const when = engine.timers.nextTime();
    if (when === Infinity) return wall.now();
    if (when > engine.clock.now()) engine.moveTo(when);
    fireNext(clock);
  } finally {
    clock.driving--;
  }
  return wall.now();
}

function fireNext(clock: FakeClock): void {
  clock.duringTick = true;
  try {
    clock.engine.run(clock.engine.timers.pop()!);
    clock.runReady();
    clock.runJobs();
  } finally {
    clock.callbacksOver();
  }
}

/** Fires timers until there are none. @throws at the loop limit. */
export function runAll(clock: FakeClock): number {
  const run = new RunAll(clock);
  while (run.step());
  return clock.wall.now();
}

/** Moves the clock to the last of the timers that are there now. */
export function runToLast(clock: FakeClock): number {
  const last = untilLast(clock);
  if (last === undefined) {
    clock.runJobs();
    return clock.wall.now();
  }
  return advanceBy(clock, last);
}

/** Moves the clock to the next frame. */
export function runToFrame(clock: FakeClock): number {
  return tick(clock, untilFrame(clock));
}

/**
 * Moves the clock as if the program had been asleep: what is overdue at the end fires once, there, in the order in which it was scheduled.
 * Fractions of a millisecond do not count.
 */
export function jump(clock: FakeClock, amount: Amount): number {
  const { ms } = parseDuration(amount);
  const target = clock.engine.clock.now() + ms;
  // All are queued anew, not the overdue ones alone, so that the order in which they were scheduled stays what it was.
  for (const timer of clock.pending().sort((a, b) => a.seq - b.seq)) {
    clock.engine.timers.remove(timer);
    clock.queue(timer, Math.max(timer.dueAt, target));
  }
  return advanceBy(clock, { ms, nanos: 0 });
}

/** How far it is to the last of the timers, if there are any. */
export function untilLast(clock: FakeClock): Split | undefined {
  const last = clock.engine.timers.lastTime();
  if (last === -Infinity) return undefined;
  return { ms: Math.max(0, last - clock.engine.clock.now()), nanos: 0 };
}

/** Milliseconds to the next frame; never 0. */
export function untilFrame(clock: { readonly wall: WallClock }): number {
  return FRAME_MS - (clock.wall.elapsedMs() % FRAME_MS);
}

/** What `runAll` does, timer by timer. */
export class RunAll {
  private ran = 0;
  /** How often each callback was called. */
  private readonly calls = new Map<Callback, number>();

  constructor(private readonly clock: FakeClock) {}

  /** @returns Whether it fired a timer. @throws at the loop limit. */
  step(): boolean {
    const { clock } = this;
    clock.runJobs();
    const timer = clock.engine.timers.peek();
    if (timer === undefined) {
      clock.isNearInfiniteLimit = false;
      return false;
    }
    if (this.ran >= clock.loopLimit) throw this.clock.loopError(timer, this.calls);
    if (++this.ran >= clock.loopLimit) clock.isNearInfiniteLimit = true;
    if (timer instanceof FakeTimer) this.calls.set(timer.callback, (this.calls.get(timer.callback) ?? 0) + 1);
    next(clock);
    return true;
  }
}

function advanceBy(clock: FakeClock, split: Split): number {
  const advance = new Advance(clock, split);
  clock.driving++;
  try {
    advance.begin();
    while (advance.fire(Infinity));
    return advance.finish();
  } finally {
    clock.callbacksOver();
    clock.driving--;
  }
}
