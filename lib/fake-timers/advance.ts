import type { Timer } from '../core/runnable';
import type { FakeClock } from './fake-clock';
import type { Split } from './duration';
import { FakeTimer } from './fake-timer';
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
  /** Whether an idle callback was called because nothing else was left to do. */
  private idled = false;
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
  }

  /**
   * Fires the timers that are due until the end, at most so many.
   *
   * The loop is in here, and what is seldom done elsewhere, so that V8 makes one piece of it and of nearly all that it calls; that saves a third of the time.
   *
   * @returns Whether there may be more.
   */
  fire(most: number): boolean {
    const { clock } = this;
    const { engine } = clock;
    const { ready, timers } = engine;
    this.moveAlong();
    for (let turn = 0; turn < most; turn++) {
      if (ready.length > 0) this.attempt(runReady);
      if (clock.jobs.length > 0) {
        this.fireWithJobs();
        continue;
      }
      const timer = timers.pop(this.end);
      if (timer === undefined) return this.fireWhenIdle();
      this.moveTo(timers.poppedTime);
      if (this.end === Infinity) this.checkLoopLimit(timer);
      try {
        engine.run(timer);
      } catch (error) {
        this.keep(error);
      }
      this.moveAlong();
    }
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

  /** The jobs, and then the timer whose turn it was, unless one of them cleared it. If nothing is due any more, the jobs may see to that. */
  private fireWithJobs(): void {
    const { engine, jobs } = this.clock;
    const timer = engine.timers.nextTime() <= this.end ? engine.timers.peek() : undefined;
    if (timer === undefined) {
      this.attempt(runJobs);
      this.clock.duringTick = true;
      return;
    }
    this.moveTo(engine.timers.nextTime());
    while (jobs.length > 0) this.attempt(runJobs);
    if (engine.timers.remove(timer)) this.attempt(({ engine }) => engine.run(timer));
  }

  /** An idle callback that is all there is need not wait until its limit is over; the end of an advance will do. One is enough: it may ask for another. */
  private fireWhenIdle(): boolean {
    const { timers } = this.clock.engine;
    const timer = timers.size === 1 && !this.idled ? timers.peek() : undefined;
    if (!(timer instanceof FakeTimer && timer.idle)) return false;
    this.idled = true;
    this.moveTo(this.end);
    timers.remove(timer);
    this.attempt(({ engine }) => engine.run(timer));
    return true;
  }

  /** Without an end, there is a limit to how many timers fire. */
  private checkLoopLimit(timer: Timer): void {
    if (this.fired++ >= this.clock.loopLimit) throw this.clock.loopError(timer);
  }

  /** A timer can be overdue, if somebody set the clock forward by hand: time does not go back for it. */
  private moveTo(when: number): void {
    if (when > this.at) this.clock.engine.moveTo((this.at = when));
  }

  private attempt(act: (clock: FakeClock) => void): void {
    try {
      act(this.clock);
    } catch (error) {
      this.keep(error);
    }
    this.moveAlong();
  }

  private keep(error: unknown): void {
    if (isInfiniteLoopError(error)) throw error;
    this.thrown ??= { error };
  }

  /** If somebody else moved the clock, the end is as far away as before. To be called whenever somebody else may have had a turn. */
  private moveAlong(): void {
    const now = this.clock.engine.clock.now();
    if (now !== this.at) this.shift(now);
  }

  private shift(now: number): void {
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
