import { Clock } from './clock';
import { RunawayError } from './errors';
import type { Horizon } from './horizon';
import type { Limits } from './limits';
import { ReadyQueue } from './ready-queue';
import { KEPT, Recent } from './recent';
import type { Runnable, Timer } from './runnable';
import type { Strategy } from './strategy';
import { TimerQueue } from './timer-queue';
import type { Trace } from './trace';

/** The distance between two bands of `seq`: more timers than any run can schedule, and few enough for doubles to stay exact. */
const BAND = 2 ** 50;

/** Whoever drives an engine in macrotasks of the host, as the engine and other drivers see it. */
export interface Driver {
  /** Whether it wants to leave. */
  isStopping(): boolean;
  /** Leaves. */
  stop(): void;
  /** Goes on, if it is its turn to drive. */
  wake(): void;
  /** Stands still, because another one has begun. */
  pause(): void;
  /** Fails with a CancelledError. */
  cancel(): void;
  /** What it drives, for reports. */
  describe(): string;
}

/**
 * One clock, one timer queue, one ready list: everything that is scheduled, whichever face scheduled it.
 *
 * The engine decides nothing about *when* to go on: a driver (the event loop's, or the fake timers' `tick`) calls {@link step}
 * and {@link jump}. It runs in *batches*, as asyncio's `_run_once` does: timers that are due join the ready list behind what is there
 * already, then exactly the callbacks that are ready at that moment run; what they make ready waits for the next batch.
 */
export class Engine {
  readonly clock = new Clock();
  readonly timers = new TimerQueue();
  readonly ready = new ReadyQueue();
  /** Who decides where there is a choice; nobody by default. */
  strategy: Strategy | undefined;
  /** Who decides which timer is next, and may have it overtake what is ready; nobody by default: then the first one is. */
  horizon: Horizon | undefined;
  /** Where runs are recorded; nowhere by default. */
  trace: Trace | undefined;
  /** Who drives in macrotasks, the one that began last at the end: it alone takes turns, and sees to it that the others leave when they want to. */
  readonly drivers: Driver[] = [];
  /** Whether only such drivers may drive, because code that needs the host between any two callbacks shares this engine. */
  asyncOnly = false;
  /**
   * Set by an entry, while it runs, of which nobody but the library itself can notice that it ran: it called no foreign code and settled no promise. A driver that
   * lets promises settle between any two callbacks need not do so after this one. Whoever reads it takes it back.
   */
  ranUnnoticed = false;
  /** Called when something is scheduled while the driver sleeps; see {@link sleepUntilWoken}. */
  private wake: (() => void) | undefined;
  /** How many callbacks of the current batch have not run yet. */
  private left = 0;
  private seq = 0;
  /** Callbacks run since the clock last moved. */
  private steps = 0;
  /** The last callbacks of an instant that is about to be too long. */
  private readonly ran = new Recent();
  /** Timers fired since the run began. */
  private firings = 0;
  private readonly fired = new Recent();
  /** When the run began, in virtual milliseconds. */
  private began = 0;
  /** What waits for time to move; see {@link whenTimeMoves}. */
  private parked: Runnable[] = [];

  constructor(readonly limits: Limits) {}

  /** A driver begins: what it does from now on counts towards the limits. */
  beginRun(): void {
    this.firings = 0;
    this.fired.clear();
    this.began = this.clock.now();
    this.steps = 0;
  }

  /** Appends to the ready list. */
  soon(entry: Runnable): void {
    this.ready.push(entry);
    if (this.wake !== undefined) this.wakeUp();
  }

  /** Tells those who want to know. */
  private announce(timer: Timer, when: number): void {
    this.horizon?.scheduled(timer, when);
    this.wakeUp();
  }

  /** Has `entry` run as soon as time has moved, ahead of the timers of that instant. It does not make time move. */
  whenTimeMoves(entry: Runnable): void {
    this.parked.push(entry);
  }

  /**
   * Schedules `timer` for the virtual time `when`, in milliseconds. At `Infinity` it never fires, and does not count as scheduled.
   *
   * @param band Timers of a lower band go before those of a higher one at the same instant; 0 is everybody's.
   */
  at(when: number, timer: Timer, band: -1 | 0 | 1 = 0): void {
    if (when === Infinity) return;
    const place = this.seq++;
    // Adding 0 * BAND would do as well, but would make a double of it, and every timer 16 bytes bigger.
    this.timers.push(timer, when, band === 0 ? place : place + band * BAND);
    if (this.horizon !== undefined || this.wake !== undefined) this.announce(timer, when);
  }

  /** True between two batches: the moment to look whether to stop. */
  get betweenBatches(): boolean {
    return this.left === 0;
  }

  /**
   * Runs one callback, beginning a new batch if the last one is over.
   *
   * @returns False if nothing is ready and nothing is due. What the callback throws passes through; the engine stays intact.
   */
  step(): boolean {
    this.horizon?.settled();
    if (this.left === 0) {
      if (this.horizon === undefined) this.queueDueTimers();
      else if (this.fireAhead(this.horizon)) return true;
      this.left = this.ready.length;
      if (this.left === 0) return false;
    }
    this.runNext();
    return true;
  }

  /**
   * Runs one callback of the ready list, and leaves timers alone: for drivers that fire those one at a time, with {@link fire}.
   *
   * @returns False if nothing is ready.
   */
  stepReady(): boolean {
    if (this.left === 0) this.left = this.ready.length;
    if (this.left === 0) return false;
    this.runNext();
    return true;
  }

  /**
   * Moves the clock to the next timer; to be called only when {@link step} found nothing to do. The one place where virtual time moves by itself.
   *
   * @param isHeldOpen Whether something else keeps the run going, so that timers in the background will do.
   * @returns False if no timer is scheduled that keeps the run going.
   */
  jump(isHeldOpen = false): boolean {
    if (!isHeldOpen && !this.timers.holdsOpen && this.horizon?.holdsOpen !== true) return false;
    const { horizon } = this;
    if (horizon === undefined) {
      if (this.timers.size === 0) return false;
      this.goOnAt(this.timers.nextTime());
      return true;
    }
    const next = horizon.next(true);
    if (next === undefined) return false;
    this.goOnAt(next.time, next.entry);
    this.noteFiring(next.entry);
    this.ready.push(next.entry);
    this.left = this.ready.length;
    return true;
  }

  /**
   * Moves the clock forward, if the limits of the run allow it.
   *
   * @param taken What time goes on to, if it is not in the timer queue any more.
   */
  private goOnAt(time: number, taken?: Runnable): void {
    const { maxFirings, maxVirtualTime } = this.limits;
    if (this.firings > maxFirings) throw this.runaway(`${maxFirings} timers have fired`, 'maxFirings', taken);
    if (time - this.began > maxVirtualTime)
      throw this.runaway(`${maxVirtualTime} ms of virtual time would pass`, 'maxVirtualTime', taken);
    this.moveTo(time);
    if (this.parked.length > 0) for (const entry of this.parked.splice(0)) this.ready.push(entry);
  }

  /** Runs a timer ahead of what is ready, if the horizon says so, or if nothing else is. */
  private fireAhead(horizon: Horizon): boolean {
    const next = horizon.next(false);
    if (next === undefined) return false;
    if (next.time > this.clock.now()) this.goOnAt(next.time, next.entry);
    this.noteFiring(next.entry);
    this.run(next.entry);
    return true;
  }

  /** Moves the clock to `time`, in milliseconds. */
  moveTo(time: number): void {
    this.clock.advanceTo(time);
    this.steps = 0;
  }

  /** Has `wake` called, once, as soon as something is scheduled from outside; undefined takes that back. */
  sleepUntilWoken(wake: (() => void) | undefined): void {
    this.wake = wake;
  }

  /** Ends a batch early: what is left of it joins the next one. For drivers that leave by an error. */
  breakBatch(): void {
    this.left = 0;
  }

  /** Drops everything, and goes back to time 0, as if it were new. Who drives and who decides stays. */
  restart(): void {
    this.timers.clear();
    this.discard(() => true);
    this.clock.restart();
    this.seq = 0;
    this.ran.clear();
    this.beginRun();
  }

  /** Drops every scheduled entry for which `belongs` is true. */
  discard(belongs: (entry: Runnable) => boolean): void {
    for (const { timer } of this.timers.entries()) if (belongs(timer)) this.timers.remove(timer);
    this.horizon?.discard(belongs);
    this.ready.filter((entry) => !belongs(entry));
    this.parked = this.parked.filter((entry) => !belongs(entry));
    this.left = 0;
  }

  /** Runs the next callback of the batch that is not cancelled, if there is one left. */
  private runNext(): void {
    if (this.strategy !== undefined && this.left > 1) this.decide(this.strategy);
    let entry: Runnable;
    do {
      if (this.left === 0) return;
      this.left--;
      entry = this.ready.shift();
    } while (entry.isCancelled());
    this.run(entry);
  }

  /** Runs an entry that the caller has taken out of its queue. The one place where callbacks are run. */
  run(entry: Runnable): void {
    if (++this.steps > this.limits.maxStepsPerInstant - KEPT) this.watch(entry);
    if (this.trace !== undefined) this.record(this.trace, entry);
    entry.run();
  }

  private record(trace: Trace, entry: Runnable): void {
    trace.record(this.clock.now(), 'run', entry.label(), 0);
  }

  private queueDueTimers(): void {
    const { timers } = this;
    if (timers.size === 0) return;
    const now = this.clock.now();
    for (let timer = timers.pop(now); timer !== undefined; timer = timers.pop(now)) {
      this.ready.push(timer);
      this.noteFiring(timer);
    }
  }

  private noteFiring(entry: Runnable): void {
    this.firings++;
    this.fired.add(entry);
  }

  private decide(strategy: Strategy): void {
    this.left -= this.ready.dropCancelled(this.left);
    if (this.left < 2) return;
    const label = this.ready.at(0).label();
    const choice = strategy.choose('ready', label, this.left);
    if (!Number.isInteger(choice) || choice < 0 || choice >= this.left) {
      throw new RangeError(
        `A strategy must choose a whole number from 0 to ${this.left - 1} here, but chose ${choice}.`,
      );
    }
    this.ready.bringToFront(choice);
    this.trace?.record(this.clock.now(), 'choose', label, choice);
  }

  /** Wakes a driver that sleeps; harmless while it does not. */
  wakeUp(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }

  /** Remembers who runs near the limit of an instant, and fails at it. */
  private watch(entry: Runnable): void {
    const { maxStepsPerInstant } = this.limits;
    // What ran at the instant before is forgotten by itself, unless the limit is lower than what is remembered.
    if (this.steps === 1) this.ran.clear();
    this.ran.add(entry);
    if (this.steps <= maxStepsPerInstant) return;
    const busiest = this.ran.summary();
    this.ran.clear();
    this.steps = 0;
    this.ready.push(entry);
    throw new RunawayError(
      `Virtual time stands still: ${maxStepsPerInstant} callbacks ran at ${this.clock.now()} ms without the clock moving. ` +
        `Those that keep waking each other: ${busiest}. Let one of them sleep for more than 0 ms or end, ` +
        'or raise maxStepsPerInstant if the work is really that long.',
    );
  }

  private runaway(what: string, limit: keyof Limits, taken: Runnable | undefined): RunawayError {
    const next: (Runnable & Partial<Timer>)[] = this.timers.entries().map(({ timer }) => timer);
    if (taken !== undefined) next.unshift(taken);
    const busiest = this.firings === 0 ? `the next timer, ${next[0]!.label()}` : this.fired.summary();
    // Of what a horizon holds it says no more than whether that keeps the run going, which intervals do as well.
    const intervals =
      this.horizon?.holdsOpen !== true && next.every((timer) => timer.repeats === true || timer.background === true);
    return new RunawayError(
      `${what} in this run, and no end is in sight at ${this.clock.now()} ms. The busiest: ${busiest}. ` +
        (intervals ? 'Only intervals are left, which may hide a deadlock: nothing else will ever happen. ' : '') +
        `Cancel what is not needed any more, or raise ${limit} if the program is really that long.`,
    );
  }
}
