import type { Clock } from '../core/clock';

/**
 * What `Date`, `hrtime` and `performance` tell, read off the engine's clock.
 *
 * The engine counts virtual milliseconds that never go back. The wall clock is what users set: it read `wall` when the engine read `at`, and has moved along with it since.
 * Fractions of a millisecond that were ticked are kept apart, in nanoseconds, because `Date` does not show them.
 */
export class WallClock {
  /** Nanoseconds beyond the whole milliseconds; less than a million. */
  private nanos = 0;
  /** Nanoseconds there were when the wall clock was set; it was set to a point in time, not to a fraction after it. */
  private nanosBefore = 0;
  private at: number;
  /** What the engine's clock read when this one was made or reset, or when the process began: the beginning of `performance.now()`, and of the grid of frames. */
  private origin: number;

  constructor(
    private readonly clock: Clock,
    private wall: number,
    /** How long the process has been running when this clock is made, in milliseconds: what `performance.now()` tells first. */
    readonly uptimeMs = 0,
  ) {
    this.at = clock.now();
    this.origin = this.at - uptimeMs;
  }

  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number {
    return this.wall + (this.clock.now() - this.at);
  }

  /** What the wall clock will read when the engine's reads `time`. */
  readingAt(time: number): number {
    return this.wall + (time - this.at);
  }

  set(now: number): void {
    this.wall = now;
    this.at = this.clock.now();
    this.nanosBefore = this.nanos;
  }

  /** Back to the beginning, which is now. */
  reset(now: number): void {
    this.set(now);
    this.origin = this.at - this.uptimeMs;
    this.nanos = this.nanosBefore = 0;
  }

  /** Adds a fraction; returns the whole milliseconds that this completes, for the caller to move the engine by. */
  addNanos(nanos: number): number {
    this.nanos += nanos;
    if (this.nanos < 1e6) return 0;
    this.nanos -= 1e6;
    return 1;
  }

  /** Nanoseconds beyond the milliseconds of {@link now}. */
  fraction(): number {
    return Math.max(0, this.nanos - this.nanosBefore);
  }

  /** Milliseconds since the beginning, without the nanoseconds. */
  elapsedMs(): number {
    return this.clock.now() - this.origin;
  }

  /** Time since the beginning as `process.hrtime()` has it: seconds and nanoseconds. */
  elapsed(): [seconds: number, nanos: number] {
    const ms = this.elapsedMs();
    const seconds = Math.floor(ms / 1000);
    return [seconds, Math.round((ms - seconds * 1000) * 1e6) + this.nanos];
  }
}
