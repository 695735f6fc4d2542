import { Engine } from '../core/engine';
import type { Limits } from '../core/limits';
import type { Timer } from '../core/runnable';
import { parseEpoch, type Epoch } from './epoch';
import { FIRST_ID, type Ids } from './fake-clock';
import type { Arguments, Callback, TimerKind } from './fake-timer';
import { HostImmediate, Immediate } from './host-immediate';
import { HostTimer, Timeout } from './host-timer';
import type { Natives } from './natives';
import { WallClock } from './wall-clock';

/**
 * How long the process has been running when a clock in host order begins: what `performance.now()` and `process.hrtime()` tell first, in milliseconds. Never 0, as in every
 * real process: there is code to which a time of 0 means that there was none. A whole number of seconds, and of frames.
 */
const UPTIME = 2_000;

/** For how many timers the place of creation is noted; intervals always are. It costs 3 µs each. */
const PLACES = 1_000;

type ClearsTimers = 'clearTimeout' | 'clearInterval' | 'cancelAnimationFrame' | 'cancelIdleCallback';

/**
 * The works of a clock in host order: timers and immediates by Node's rules over an {@link Engine}, driven in macrotasks of the host, which itself orders ticks, microtasks and promises.
 */
export class HostClock {
  readonly engine: Engine;
  readonly wall: WallClock;
  /** What the clock read in the beginning. */
  readonly start: number;
  /** The timers that somebody knows by number. */
  readonly numbered = new Map<number, HostTimer>();
  /** Those that have not run yet, in order. */
  readonly immediates = new Set<HostImmediate>();
  /** Called after each callback of a timer or an immediate. */
  onCallback: (() => void) | undefined;
  private readonly ids: Ids;
  private placesLeft = PLACES;
  /** The number of the phase of immediates that ran last, and whether any of it was ref'd when it began. */
  private phase = 0;
  private held = false;

  constructor(
    now: Epoch | null | undefined,
    limits: Limits,
    private readonly natives: Natives,
  ) {
    this.ids = natives.ids;
    this.engine = new Engine(limits);
    this.engine.asyncOnly = true;
    this.start = Math.floor(parseEpoch(now)) || 0;
    this.wall = new WallClock(this.engine.clock, this.start, UPTIME);
  }

  schedule(kind: TimerKind, callback: Callback, args: Arguments, delay: unknown): HostTimer {
    const repeats = kind === 'Interval';
    return new HostTimer(this, this.ids.next++, kind, callback, args, delay, repeats, this.place(repeats));
  }

  /** Gives a timer up. */
  disarm(timer: HostTimer): void {
    timer.clear();
  }

  soon(callback: Callback, args: readonly unknown[]): HostImmediate {
    return new HostImmediate(this, this.ids.next++, callback, args, this.phase + 1, this.place(false));
  }

  /** Clears a timer of this clock; what is none of its own goes to the real function. */
  clear(by: ClearsTimers, id: unknown): void {
    const timer = this.find(id);
    if (timer !== undefined) timer.clear();
    else if (id !== undefined && id !== null && this.natives.has(by)) this.natives.call(by, id);
  }

  private find(id: unknown): HostTimer | undefined {
    if (typeof id === 'number' || typeof id === 'string') return this.numbered.get(Number(id));
    return typeof id === 'object' && id !== null ? Timeout.timerOf(id) : undefined;
  }

  clearImmediate(id: unknown): void {
    const isObject = typeof id === 'object' && id !== null;
    const immediate = isObject ? Immediate.immediateOf(id) : undefined;
    if (immediate !== undefined) immediate.clear();
    // Node counts down for whatever object it is given, and its immediates, by which we drive, stop for good.
    else if (isObject && '_onImmediate' in id) this.natives.call('clearImmediate', id);
  }

  /** Whether a phase of immediates runs at this instant, which is decided when its first one comes up. */
  phaseHolds(phase: number): boolean {
    if (phase > this.phase) {
      this.phase = phase;
      this.held = false;
      for (const immediate of this.immediates) {
        if (immediate.phase === phase && immediate.refed) {
          this.held = true;
          break;
        }
      }
    }
    return this.held;
  }

  /** Whether nothing is left that a host would go on for. */
  get isOver(): boolean {
    return this.engine.ready.length === 0 && !this.engine.timers.holdsOpen;
  }

  /** What has not run yet: immediates, and timers in the order in which they are due. */
  pending(): (HostTimer | HostImmediate)[] {
    const { ready, timers } = this.engine;
    const due = Array.from({ length: ready.length }, (_, i) => ready.at(i)).filter((entry) => !entry.isCancelled());
    const all = [...due, ...timers.entries().map(({ timer }) => timer)];
    return [...this.immediates, ...all.filter((entry) => entry instanceof HostTimer)];
  }

  /** What is scheduled, holds the clock open, and is no timer of its own. */
  others(): { readonly timer: Timer; readonly when: number }[] {
    const all = this.engine.timers.entries();
    return all.filter(({ timer }) => !(timer instanceof HostTimer) && timer.background !== true);
  }

  /** Drops everything and begins anew. */
  reset(): void {
    for (const entry of this.pending()) entry.clear();
    this.wall.reset(this.start);
  }

  /** Goes back to time 0 with nothing scheduled, for the next of many runs: as {@link reset}, and the numbers of timers begin anew, too. */
  restart(): void {
    this.engine.restart();
    this.numbered.clear();
    this.immediates.clear();
    this.phase = 0;
    this.ids.next = FIRST_ID;
    this.wall.reset(this.start);
  }

  private place(always: boolean): Error | undefined {
    return always || this.placesLeft-- > 0 ? new Error() : undefined;
  }
}
