/** What Node's timers look like inside. */
export interface RealTimer {
  hasRef?(): boolean;
  /** Fired, or cleared. */
  readonly _destroyed?: boolean;
  /** Its period, of an interval. */
  readonly _repeat?: number | null;
}

/** How many timers to take in before those that are over are thrown out. */
const TIDY_EVERY = 1000;

/**
 * The real timers that the program has started. They are no work, for nobody can tell a timer that will do something from one that only guards; but they may be a mistake, and
 * they may be what a server of this process answers by.
 */
export class RealTimers {
  /** How many were started: a position in the program's doings that no clock can disturb. */
  moment = 0;
  private timers: { readonly timer: RealTimer; readonly moment: number; readonly run: object | undefined }[] = [];

  /** @param currentRun Which run the running code is part of, if any. */
  constructor(private readonly currentRun: () => object | undefined) {}

  add(timer: RealTimer): void {
    if (this.timers.length % TIDY_EVERY === TIDY_EVERY - 1) this.tidy();
    this.timers.push({ timer, moment: ++this.moment, run: this.currentRun() });
  }

  /** Whether one that was started after `moment` is still to fire, once. */
  hasSince(moment: number): boolean {
    this.tidy();
    return this.timers.some((each) => each.moment > moment && typeof each.timer._repeat !== 'number');
  }

  /** How many are still to fire, and hold the program open: of all, or of those that were started as part of `run`. */
  pending(run?: object): number {
    this.tidy();
    return run === undefined ? this.timers.length : this.timers.filter((each) => each.run === run).length;
  }

  clear(): void {
    this.timers = [];
  }

  private tidy(): void {
    this.timers = this.timers.filter(({ timer }) => timer._destroyed !== true && timer.hasRef?.() !== false);
  }
}
