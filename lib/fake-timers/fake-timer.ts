import type { Engine } from '../core/engine';
import type { Timer } from '../core/runnable';
import { captureContext, runInContext, type AsyncContext } from '../host/async-context';

export type TimerKind = 'Timeout' | 'Interval' | 'Immediate' | 'AnimationFrame' | 'IdleCallback';
export type Callback = (...args: unknown[]) => unknown;
export type Arguments = readonly unknown[] | (() => readonly unknown[]);

/** Numbers of fake timers begin here; they are large so that nobody mistakes a real timer's for one of them. */
export const FIRST_ID = 1e12;

/** The arguments of most callbacks. Shared, since the empty array of each call is as big as half a timer. */
const NO_ARGUMENTS: readonly unknown[] = [];

/** What a timer needs of its clock. */
interface Owner {
  readonly engine: Engine;
  readonly numbered: Map<number, FakeTimer>;
  arm(timer: FakeTimer, ms: number): void;
  disarm(timer: FakeTimer): void;
  fire(timer: FakeTimer): void;
}

/**
 * A timer of a fake clock: a handle in the engine's timer queue.
 *
 * It is *armed* from the moment it is scheduled until it has fired or was cleared, and may be armed again by `refresh()`. An armed timer is in the
 * timer queue, or, if an event loop drives the engine, on its way through the ready list.
 */
export class FakeTimer implements Timer {
  // What firing looks at stands first, so that it lies together in the cache.
  /** Written by the timer queue. */
  seq = -1;
  background = false;
  armed = false;
  /** Whether somebody knows its number, so that it must be found by it. */
  numbered = false;
  /**
   * How long the chain of timers is that led to this one without time passing: 0 if it waits for a later instant, else one more than the timer that fired when it was armed.
   * Where that grows without end, time stands still.
   */
  generation = 0;
  /** How often it has fired. */
  firings = 0;
  private readonly context: AsyncContext = captureContext();
  /** Arguments of the callback, or how to find them when it is called. */
  readonly args: Arguments;
  /** When it is due, in milliseconds of the engine, as {@link createdAt}. */
  dueAt = 0;
  readonly createdAt: number;
  readonly kind: TimerKind;
  /** Milliseconds from arming to firing. */
  readonly waitMs: number;
  /** The delay as it was asked for, if it was. */
  readonly delay: number | undefined;
  /** Its number, counted from {@link FIRST_ID}: small, and so it costs no object of its own. */
  readonly serial: number;
  /** Where it was created: always known of intervals, of others only if the loop limit was near. */
  created: Error | undefined;
  /** Whether it came from `requestIdleCallback`, also where a limit makes it a timeout. */
  idle = false;

  constructor(
    readonly clock: Owner,
    readonly callback: Callback,
    /** Milliseconds between two firings, of an interval. */
    readonly period: number | undefined,
    id: number,
    kind: TimerKind,
    args: Arguments,
    waitMs: number,
    delay: number | undefined,
  ) {
    this.args = args.length === 0 && typeof args !== 'function' ? NO_ARGUMENTS : args;
    this.createdAt = clock.engine.clock.now();
    this.kind = kind;
    this.waitMs = waitMs;
    this.delay = delay;
    this.serial = (id - FIRST_ID) | 0;
  }

  get id(): number {
    return FIRST_ID + this.serial;
  }

  /** Immediates go before everything else of an instant, and idle callbacks that nobody set a limit to after it. */
  get band(): -1 | 0 | 1 {
    return this.kind === 'Immediate' ? -1 : this.kind === 'IdleCallback' ? 1 : 0;
  }

  get repeats(): boolean {
    return this.period !== undefined;
  }

  /** Its number, by which it can be cleared from now on. */
  number(): number {
    this.numbered = true;
    if (this.armed) this.clock.numbered.set(this.id, this);
    return this.id;
  }

  /** Passed over when it was cleared, or scheduled anew, while an event loop had it on the ready list. */
  isCancelled(): boolean {
    return !this.armed || this.seq !== -1;
  }

  label(): string {
    return `${this.kind} ${this.callback.name || '(anonymous)'}`;
  }

  run(): void {
    this.clock.fire(this);
  }

  /** Calls the callback, in the async context in which the timer was created. */
  call(): void {
    const args = typeof this.args === 'function' ? this.args() : this.args;
    this.firings++;
    runInContext(this.context, this.callback, null, args);
  }
}
