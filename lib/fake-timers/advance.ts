import type { Timer } from '../core/runnable';
import type { FakeClock } from './fake-clock';
import type { Split } from './duration';
import { isInfiniteLoopError } from './loop-limit';

/**
 * Moves a clock by a given time, one timer at a time: what `tick` and its relatives do, at once or with the host's macrotasks in between.
 *
 * At each instant the fake jobs run first, when the clock reads that instant already, then one timer, then what an event loop that joined has ready.
 * Every timer up to the end runs even if others throw; the first exception comes out in the end.
 *
 * If a callback moves the clock itself, the end moves along; if it sets the system time, only the reading changes.
 */
export class Advance {
  /** Where to go, on the engine's clock. */
  private end: number;
  private thrown: { readonly error: unknown } | undefined;
  private fired = 0;
  /** What the engine's clock read last. */
  private at: number;

  constructor(
    private readonly clock: FakeClock,
    { ms, nanos }: Split,
  ) {
    this.at = clock.engine.clock.now();
    this.end = this.at + ms + clock.wall.addNanos(nanos);
  }

  /** What ran before the first timer. An exception here ends it all. */
  begin(): void {
    const { clock } = this;
    clock.duringTick = true;
    clock.runJobs();
    this.moveAlong();
  }

  /** Fires the next timer, if one is due until the end. @returns Whether there may be more. */
  step(): boolean {
    const { clock } = this;
    const { engine } = clock;
    this.moveAlong();
    if (engine.ready.length > 0) this.attempt(runReady);
    const when = engine.timers.nextTime();
    if (when > this.end || when === Infinity) return this.lastJobs();
    // A timer can be overdue, if somebody set the clock forward by hand.
    if (when > this.at) engine.moveTo((this.at = when));
    if (this.end === Infinity && this.fired++ >= clock.loopLimit) throw clock.loopError(engine.timers.peek()!);
    if (clock.jobs.length > 0) this.fireAfterJobs(engine.timers.peek()!);
    else this.attempt(fire);
    return true;
  }

  /** Moves the clock to the end. @returns What it reads there. @throws what a callback threw first. */
  finish(): number {
    const { engine, wall } = this.clock;
    this.moveAlong();
    if (this.end === Infinity) wall.set(Infinity);
    else engine.moveTo(this.end);
    if (this.thrown !== undefined) throw this.thrown.error;
    return wall.now();
  }

  /** The timer whose turn it was keeps it, unless a job clears it. */
  private fireAfterJobs(timer: Timer): void {
    while (this.clock.jobs.length > 0) this.attempt(runJobs);
    if (timer.seq !== -1) this.attempt(() => this.clock.engine.fire(timer));
  }

  /** Nothing is due any more, unless a job that waits sees to that. */
  private lastJobs(): boolean {
    if (this.clock.jobs.length === 0) return false;
    this.attempt(runJobs);
    this.clock.duringTick = true;
    return true;
  }

  private attempt(act: (clock: FakeClock) => void): void {
    try {
      act(this.clock);
    } catch (error) {
      if (isInfiniteLoopError(error)) throw error;
      this.thrown ??= { error };
    }
    this.moveAlong();
  }

  /** If somebody else moved the clock, the end is as far away as before. */
  private moveAlong(): void {
    const now = this.clock.engine.clock.now();
    this.end += now - this.at;
    this.at = now;
  }
}

function runReady(clock: FakeClock): void {
  clock.runReady();
}

function runJobs(clock: FakeClock): void {
  clock.runJobs();
}

function fire(clock: FakeClock): void {
  clock.engine.fire();
}
