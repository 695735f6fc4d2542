import { processLedger } from '../host/ledger';
import { Slots } from '../host/slots';

/** So many turns in a row have the host turn in between; most verbs take no more. */
const CAUTIOUS = 4;

/**
 * The macrotasks of a clock, shared out among whoever drives it without holding up the host: each step in a macrotask of its own, and those who drive at the same time by turns.
 *
 * The first few turns are a whole turn of the host apart, so that real immediates and I/O of the code under test are served in between, as they are where each step waits for one `setImmediate`.
 * Who takes many turns gets them in batches.
 */
export class Turns {
  private readonly queue: (() => boolean)[] = [];
  private readonly slots = new Slots(
    () => this.next(),
    (queue) => processLedger().unobserved(queue),
  );
  /** Turns in a row. */
  private taken = 0;

  /** Calls `turn` from the next macrotask on until it returns false. */
  add(turn: () => boolean): void {
    this.queue.push(turn);
    this.slots.wake();
  }

  /** How many times the host has turned, as far as this can tell. */
  get batches(): number {
    return this.slots.batches;
  }

  /** To be called within a turn: has the host poll for I/O before the next one. */
  letHostTurn(): true {
    return this.slots.letHostTurn();
  }

  private next(): boolean {
    const turn = this.queue.shift()!;
    if (turn()) this.queue.push(turn);
    if (this.queue.length > 0) return ++this.taken > CAUTIOUS || this.slots.letHostTurn();
    this.taken = 0;
    this.slots.letHostTurn();
    return false;
  }
}
