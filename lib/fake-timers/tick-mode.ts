import type { FakeClock } from './fake-clock';
import type { Natives } from './natives';
import type { ClockTickMode, SetTickModeConfig } from './types';
import { next, tick } from './verbs';

/** How many real milliseconds lie between two ticks of the mode `interval`, and how much each advances, unless told otherwise. */
const DEFAULT_DELTA_MS = 20;

/** How a clock advances by itself, if it does. */
export class TickMode {
  /** What users see; a mode that is not known is kept, and does nothing. */
  readonly current: ClockTickMode = { mode: 'manual', counter: 0, delta: undefined };
  /** The real interval of the mode `interval`. */
  attachedInterval: unknown;
  /** Whether the mode `nextAsync` has a turn coming. */
  private running = false;

  constructor(
    private readonly clock: FakeClock,
    private readonly natives: Natives,
  ) {}

  set({ mode, delta }: SetTickModeConfig): void {
    const { current, clock, natives } = this;
    if (mode === current.mode && delta === current.delta) return;
    if (current.mode === 'interval') natives.call('clearInterval', this.attachedInterval);
    current.counter++;
    current.mode = mode;
    current.delta = delta;
    clock.onScheduled = undefined;
    if (mode === 'interval') {
      const ms = delta ?? DEFAULT_DELTA_MS;
      this.attachedInterval = natives.call('setInterval', () => tick(clock, ms), ms);
    } else if (mode === 'nextAsync') {
      clock.onScheduled = () => this.run();
      this.run();
    }
  }

  /** Mode `nextAsync`: one timer, in a macrotask of its own. With nothing to do it sleeps until something is scheduled. */
  private run(): void {
    if (this.running) return;
    this.running = true;
    this.clock.turns.add(() => (this.running = this.turn()));
  }

  private turn(): boolean {
    const { clock } = this;
    // While an Async verb is at work it alone decides; its end is news, too.
    if (this.current.mode !== 'nextAsync' || clock.driving > 0) return false;
    if (clock.engine.timers.size === 0 && clock.jobs.length === 0) return false;
    try {
      next(clock);
    } catch (error) {
      // As if the callback had been called by the host, and thrown into a promise that nobody handles.
      clock.onScheduled = undefined;
      void this.natives.Promise?.reject(error);
      return false;
    }
    return true;
  }
}
