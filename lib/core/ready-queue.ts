import type { Runnable } from './runnable';

/**
 * What runs next, first in, first out: a ring buffer.
 *
 * Invariants: the capacity is a power of two; the `length` entries start at `head` and wrap around; every other slot
 * is `undefined`, so that nothing which has run is kept alive.
 */
export class ReadyQueue {
  private slots: (Runnable | undefined)[] = new Array<Runnable | undefined>(16).fill(undefined);
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(entry: Runnable): void {
    if (this.count === this.slots.length) this.grow();
    this.slots[(this.head + this.count) & (this.slots.length - 1)] = entry;
    this.count++;
  }

  /** Takes the oldest entry out. The queue must not be empty. */
  shift(): Runnable {
    const entry = this.slots[this.head]!;
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.count--;
    return entry;
  }

  /** The entry that is `index` places behind the oldest. */
  at(index: number): Runnable {
    return this.slots[(this.head + index) & (this.slots.length - 1)]!;
  }

  /** Moves the entry at `index` to the front; the entries it passes keep their order. */
  bringToFront(index: number): void {
    const mask = this.slots.length - 1;
    const chosen = this.at(index);
    for (let i = index; i > 0; i--) this.slots[(this.head + i) & mask] = this.at(i - 1);
    this.slots[this.head] = chosen;
  }

  /** Takes the entry at `index` out; the others keep their order. */
  take(index: number): Runnable {
    this.bringToFront(index);
    return this.shift();
  }

  /** Drops those of the first `n` entries that are cancelled, and returns how many they were. */
  dropCancelled(n: number): number {
    const mask = this.slots.length - 1;
    let free = n;
    for (let i = n - 1; i >= 0; i--) {
      const entry = this.at(i);
      if (!entry.isCancelled()) this.slots[(this.head + --free) & mask] = entry;
    }
    for (let i = 0; i < free; i++) this.shift();
    return free;
  }

  /** Keeps only the entries that `keep` accepts, in their order, and returns how many were dropped. */
  filter(keep: (entry: Runnable) => boolean): number {
    const before = this.count;
    for (let n = before; n > 0; n--) {
      const entry = this.shift();
      if (keep(entry)) this.push(entry);
    }
    return before - this.count;
  }

  private grow(): void {
    const entries: (Runnable | undefined)[] = [];
    for (let i = 0; i < this.count; i++) entries.push(this.at(i));
    for (let i = 0; i < this.count; i++) entries.push(undefined);
    this.slots = entries;
    this.head = 0;
  }
}
