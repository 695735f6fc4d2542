import { describe } from '../core/describe';
import type { Engine } from '../core/engine';
import type { Timer } from '../core/runnable';
import { captureContext, runInContext, type AsyncContext } from '../host/async-context';
import type { Arguments, Callback, TimerKind } from './fake-timer';

/** Above this a delay does not fit in 32 bits. */
const MAX_DELAY = 2 ** 31 - 1;

/** What a timer needs of its clock. */
interface Owner {
  readonly engine: Engine;
  readonly numbered: Map<number, HostTimer>;
  readonly onCallback: (() => void) | undefined;
}

/**
 * A timer by Node's rules, which are in `docs/host-order.md`: a handle in the engine's timer queue.
 *
 * It is *armed* from its scheduling until it fires or is cleared: in the timer queue, or due and on its way through the ready list. `refresh()` and the next turn of an
 * interval arm it anew. Cleared is final.
 */
export class HostTimer implements Timer {
  /** Written by the timer queue. */
  seq = -1;
  background = false;
  armed = false;
  cleared = false;
  /** When it is due, in milliseconds of the engine. */
  dueAt = 0;
  readonly delayMs: number;
  /** What the user holds, and the callback gets as `this`. */
  readonly face: Timeout;
  private numbered = false;
  private readonly context: AsyncContext = captureContext();

  constructor(
    readonly clock: Owner,
    readonly id: number,
    readonly kind: TimerKind,
    readonly callback: Callback,
    private readonly args: Arguments,
    delay: unknown,
    readonly repeats: boolean,
    /** Made where the timer was, if places are still noted. */
    readonly created: Error | undefined,
  ) {
    checkTimerCallback(callback);
    this.delayMs = wholeMilliseconds(delay);
    this.face = new Timeout(this);
    this.arm(clock.engine.clock.now());
  }

  /** Schedules it, counted from `from`, at the back of its instant. */
  arm(from: number): void {
    const { engine, numbered } = this.clock;
    engine.timers.remove(this);
    this.armed = true;
    if (this.numbered) numbered.set(this.id, this);
    this.dueAt = from + this.delayMs;
    engine.at(this.dueAt, this);
  }

  clear(): void {
    this.cleared = true;
    this.armed = false;
    this.forgetNumber();
    this.clock.engine.timers.remove(this);
  }

  /** The number by which it can be cleared. */
  number(): number {
    this.numbered = true;
    if (!this.cleared) this.clock.numbered.set(this.id, this);
    return this.id;
  }

  /** Passed over when it was cleared, or scheduled anew, while it was on the ready list. */
  isCancelled(): boolean {
    return !this.armed || this.seq !== -1;
  }

  label(): string {
    return `${this.kind} ${this.callback.name || '(anonymous)'}`;
  }

  /** The next turn of an interval is scheduled when the callback has returned, but counted from before. */
  run(): void {
    const now = this.clock.engine.clock.now();
    this.armed = false;
    try {
      const args = typeof this.args === 'function' ? this.args() : this.args;
      runInContext(this.context, this.callback, this.face, args);
    } finally {
      if (this.repeats && !this.cleared) this.arm(now);
      this.forgetNumber();
      this.clock.onCallback?.();
    }
  }

  /** Unless its callback has armed it again. */
  private forgetNumber(): void {
    if (!this.armed && this.numbered) this.clock.numbered.delete(this.id);
  }
}

/** What `setTimeout` and `setInterval` return on Node. */
export class Timeout {
  readonly #timer: HostTimer;

  constructor(timer: HostTimer) {
    this.#timer = timer;
  }

  static timerOf(value: object): HostTimer | undefined {
    return #timer in value ? value.#timer : undefined;
  }

  ref(): this {
    const { engine } = this.#timer.clock;
    engine.timers.setBackground(this.#timer, false);
    // Whoever rests for want of timers that hold the program open has one now.
    engine.wakeUp();
    return this;
  }

  unref(): this {
    this.#timer.clock.engine.timers.setBackground(this.#timer, true);
    return this;
  }

  hasRef(): boolean {
    return !this.#timer.background;
  }

  refresh(): this {
    if (!this.#timer.cleared) this.#timer.arm(this.#timer.clock.engine.clock.now());
    return this;
  }

  close(): this {
    this.#timer.clear();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.number();
  }

  [Symbol.dispose](): void {
    this.#timer.clear();
  }
}

/** A delay as Node has it: cut to whole milliseconds; what is not from 1 to 2^31 - 1 is 1. */
function wholeMilliseconds(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= MAX_DELAY ? Math.trunc(ms) : 1;
}

/** @throws what Node throws. */
export function checkTimerCallback(callback: unknown): void {
  if (typeof callback === 'function') return;
  throw Object.assign(
    new TypeError(`The "callback" argument must be of type function. Received ${describe(callback)}`),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}
