import { checkNumber } from '../core/checks';
import type { Timer } from '../core/runnable';
import type { AbstractEventLoop } from './abstract-event-loop';

/** A timer of the library's own: no async context, no exception handler. */
export class Bell implements Timer {
  seq = -1;
  private on = true;

  constructor(
    private readonly loop: AbstractEventLoop,
    private readonly ring: () => void,
    private readonly name: string,
  ) {}

  /** Rings at the virtual time `when`, in milliseconds. */
  at(when: number): this {
    this.loop.engine.at(when, this);
    return this;
  }

  /** Rings in the next turn of the loop. */
  soon(): this {
    this.loop.engine.soon(this);
    return this;
  }

  off(): void {
    this.on = false;
    this.loop.engine.timers.remove(this);
  }

  run(): void {
    this.ring();
  }

  isCancelled(): boolean {
    return !this.on;
  }

  label(): string {
    return this.name;
  }
}

/** Rings after `delayMs`, the argument `timeout` of the public function `what`. */
export function ringAfter(loop: AbstractEventLoop, delayMs: number, ring: () => void, what: string): Bell {
  checkNumber(delayMs, `The timeout of ${what}`);
  return new Bell(loop, ring, `timeout of ${what}`).at(loop.time() + delayMs);
}
