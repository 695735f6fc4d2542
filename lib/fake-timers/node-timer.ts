import type { FakeTimer } from './fake-timer';

/**
 * What `setTimeout` returns on Node.
 *
 * Its methods are on the prototype, not made anew for each timer, and its number is given out only to those who ask: until then nobody can clear it by number, so no table need hold it.
 */
export class NodeTimer {
  /** Whether a real event loop would stay alive for it. Here it tells the event loop that joined. */
  refed = true;
  /** Without something of its own each timer would be equal to all others, for those who compare deeply. */
  readonly serial: number;
  readonly #timer: FakeTimer;

  constructor(timer: FakeTimer) {
    this.serial = timer.serial;
    this.#timer = timer;
  }

  static timerOf(value: object): FakeTimer | undefined {
    return #timer in value ? value.#timer : undefined;
  }

  ref(): this {
    this.refed = true;
    this.#timer.clock.engine.timers.setBackground(this.#timer, false);
    return this;
  }

  unref(): this {
    this.refed = false;
    this.#timer.clock.engine.timers.setBackground(this.#timer, true);
    return this;
  }

  hasRef(): boolean {
    return this.refed;
  }

  /** Begins the wait anew, also after it is over, behind what is due at the same instant. */
  refresh(): this {
    const { clock, waitMs } = this.#timer;
    clock.disarm(this.#timer);
    clock.arm(this.#timer, waitMs);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.number();
  }
}
