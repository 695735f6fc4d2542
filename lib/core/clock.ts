import { TimeReversalError } from './errors';

/**
 * Virtual time in milliseconds.
 *
 * It never moves backwards within a life, and never moves by itself.
 */
export class Clock {
  private time = 0;

  /** Milliseconds since this clock was created. */
  now(): number {
    return this.time;
  }

  /** The one place in this library where time advances. */
  advanceTo(time: number): void {
    if (!(time >= this.time)) throw this.reversal(time);
    this.time = time;
  }

  /** Another life: back to 0, for an engine that has dropped all that knew the old time. */
  restart(): void {
    this.time = 0;
  }

  private reversal(time: number): TimeReversalError {
    return new TimeReversalError(
      `Cannot move the clock to ${time} ms: it already reads ${this.time} ms and only moves forward. ` +
        'To start from an earlier time, create a new clock.',
    );
  }
}
