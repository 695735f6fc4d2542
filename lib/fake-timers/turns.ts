import { Slots } from '../host/slots';

/**
 * The macrotasks of a clock, shared out among whoever drives it without holding up the host: each step in a macrotask of its own, and those who drive at the same time by turns.
 */
export class Turns {
  private readonly queue: (() => boolean)[] = [];
  private readonly slots = new Slots(() => this.next());

  /** Calls `turn` from the next macrotask on until it returns false. */
  add(turn: () => boolean): void {
    this.queue.push(turn);
    this.slots.wake();
  }

  private next(): boolean {
    const turn = this.queue.shift()!;
    if (turn()) this.queue.push(turn);
    return this.queue.length > 0;
  }
}
