import { Clock } from './clock';
import { RunawayError } from './errors';
import { ReadyQueue } from './ready-queue';
import type { Runnable, Timer } from './runnable';
import type { Strategy } from './strategy';
import { TimerQueue } from './timer-queue';
import type { Trace } from './trace';

/** How many of the last callbacks an error about an endless instant looks at. */
const SAMPLE = 64;

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
  /** Where runs are recorded; nowhere by default. */
  trace: Trace | undefined;
  /** Called when something is scheduled while the driver sleeps; see {@link sleepUntilWoken}. */
  private wake: (() => void) | undefined;
  /** How many callbacks of the current batch have not run yet. */
  private left = 0;
  private seq = 0;
  /** Callbacks run since the clock last moved. */
  private steps = 0;
  private recent: string[] = [];

  /** @param maxStepsPerInstant How many callbacks may run without the clock moving before {@link RunawayError}. */
  constructor(readonly maxStepsPerInstant: number) {}

  /** Appends to the ready list. */
  soon(entry: Runnable): void {
    this.ready.push(entry);
    if (this.wake !== undefined) this.wakeUp();
  }

  /** Schedules `timer` for the virtual time `when`, in milliseconds. At `Infinity` it never fires, and does not count as scheduled. */
  at(when: number, timer: Timer): void {
    if (when === Infinity) return;
    this.timers.push(timer, when, this.seq++);
    if (this.wake !== undefined) this.wakeUp();
  }

  /** True between two batches: the moment to look whether to stop. */
  get betweenBatches(): boolean {
    return this.left === 0;
  }

  /**
   * Runs one callback, beginning a new batch if the last one is over. The one place where callbacks are run.
   *
   * @returns False if nothing is ready and nothing is due. What the callback throws passes through; the engine stays intact.
   */
  step(): boolean {
    if (this.left === 0) {
      this.queueDueTimers();
      this.left = this.ready.length;
      if (this.left === 0) return false;
    }
    if (this.strategy !== undefined && this.left > 1) this.decide(this.strategy);
    let entry: Runnable;
    do {
      if (this.left === 0) return true;
      this.left--;
      entry = this.ready.shift();
    } while (entry.isCancelled());
    if (++this.steps > this.maxStepsPerInstant - SAMPLE) this.watch(entry);
    this.trace?.record(this.clock.now(), 'run', entry.label(), 0);
    entry.run();
    return true;
  }

  /**
   * Moves the clock to the next timer; to be called only when {@link step} found nothing to do. The one place where virtual time moves by itself.
   *
   * @returns False if no timer is scheduled.
   */
  jump(): boolean {
    if (this.timers.size === 0) return false;
    this.moveTo(this.timers.nextTime());
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

  /** Drops every scheduled entry for which `belongs` is true. */
  discard(belongs: (entry: Runnable) => boolean): void {
    for (const { timer } of this.timers.entries()) if (belongs(timer)) this.timers.remove(timer);
    this.ready.filter((entry) => !belongs(entry));
    this.left = 0;
  }

  private queueDueTimers(): void {
    const { timers } = this;
    if (timers.size === 0) return;
    const now = this.clock.now();
    while (timers.nextTime() <= now) this.ready.push(timers.pop()!);
  }

  private decide(strategy: Strategy): void {
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

  private wakeUp(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }

  /** Remembers who runs near the limit, and fails at it. */
  private watch(entry: Runnable): void {
    if (this.steps <= this.maxStepsPerInstant) {
      this.recent.push(entry.label());
      return;
    }
    const names = [...new Set(this.recent)].slice(0, 8);
    this.recent = [];
    this.steps = 0;
    this.ready.push(entry);
    throw new RunawayError(
      `Virtual time stands still: ${this.maxStepsPerInstant} callbacks ran at ${this.clock.now()} ms without the clock moving. ` +
        `Those that keep waking each other: ${names.join(', ')}. Let one of them sleep for more than 0 ms or end, ` +
        'or raise maxStepsPerInstant if the work is really that long.',
    );
  }
}
