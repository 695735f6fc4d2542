import type { FakeClock } from './fake-clock';
import type { Natives } from './natives';
import { RealWork } from './real-work';
import type { ClockTickMode, SetTickModeConfig } from './types';
import { next, tick } from './verbs';

/** How many real milliseconds lie between two ticks of the mode `interval`, and how much each advances, unless told otherwise. */
const DEFAULT_DELTA_MS = 20;

/**
 * How a clock advances by itself, if it does.
 *
 * `nextAsync` jumps, and so would jump past real work in flight (a file that is being read, a request to a server); it waits for that instead. `interval` goes at the pace of real time, as
 * real work does, and in the compatible library goes on meanwhile; {@link standsStill} has it stand still.
 */
export class TickMode {
  /** What users see; a mode that is not known is kept, and does nothing. */
  readonly current: ClockTickMode = { mode: 'manual', counter: 0, delta: undefined };
  /** The real interval of the mode `interval`. */
  attachedInterval: unknown;
  /** Whether the mode `interval`, too, stands still while real work is in flight. */
  standsStill = false;
  /** Whether the mode `nextAsync` has a turn coming. */
  private running = false;
  private readonly realWork = new RealWork();
  /** In which batch of the host's macrotasks a callback last ran. */
  private ranInBatch = 0;

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
    this.realWork.watch(mode === 'nextAsync' || (mode === 'interval' && this.standsStill));
    if (mode === 'interval') this.beginInterval(delta ?? DEFAULT_DELTA_MS);
    else if (mode === 'nextAsync') {
      clock.onScheduled = () => this.run();
      this.run();
    }
  }

  private beginInterval(ms: number): void {
    this.attachedInterval = this.natives.call(
      'setInterval',
      () => {
        if (!this.standsStill || this.realWork.holdsUp(true) !== 'work') tick(this.clock, ms);
      },
      ms,
    );
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
      return this.goOn();
    } catch (error) {
      // As if the callback had been called by the host, and thrown into a promise that nobody handles.
      clock.onScheduled = undefined;
      this.realWork.watch(false);
      void (this.natives.Promise ?? Promise).reject(error);
      return false;
    }
  }

  /** Fires one timer, unless the clock must stand still. */
  private goOn(): boolean {
    const { clock, realWork } = this;
    const { turns, engine } = clock;
    const jumps = engine.timers.nextTime() > engine.clock.now();
    const holdUp = jumps ? realWork.holdsUp(turns.batches !== this.ranInBatch) : undefined;
    if (holdUp === 'turn') return turns.letHostTurn();
    this.ranInBatch = turns.batches;
    if (holdUp === undefined) next(clock);
    else if (clock.jobs.length > 0) clock.runJobs();
    else {
      realWork.onProgress(() => this.run());
      return false;
    }
    return true;
  }
}
