import type { Timer } from './runnable';

/** Room for so many entries is kept when none are left. More is given back: a queue that was big once need not stay so. */
const ROOM_KEPT = 1024;

export type Visit = (timer: Timer, when: number, seq: number) => void;

/** Rows of (time, seq, timer), kept as three columns. */
export class Entries {
  whens!: Float64Array;
  seqs!: Float64Array;
  timers!: (Timer | undefined)[];
  length = 0;

  /** @param capacity The room at first. Eight numbers are what V8 keeps without memory outside its heap, which is ten times as slow to get. */
  constructor(capacity = 8) {
    this.allocate(capacity);
  }

  get capacity(): number {
    return this.whens.length;
  }

  forEach(visit: Visit): void {
    for (let i = 0; i < this.length; i++) visit(this.timers[i]!, this.whens[i]!, this.seqs[i]!);
  }

  append(timer: Timer, when: number, seq: number): void {
    if (this.length === this.capacity) this.grow();
    this.put(this.length++, timer, when, seq);
  }

  move(from: number, to: number): void {
    this.put(to, this.timers[from], this.whens[from]!, this.seqs[from]!);
  }

  put(i: number, timer: Timer | undefined, when: number, seq: number): void {
    this.timers[i] = timer;
    this.whens[i] = when;
    this.seqs[i] = seq;
  }

  removeLast(): Timer {
    const last = this.timers[--this.length]!;
    this.timers[this.length] = undefined;
    return last;
  }

  /** Forgets the first `count` entries. */
  dropFirst(count: number): void {
    for (let i = count; i < this.length; i++) this.move(i, i - count);
    this.truncate(this.length - count);
  }

  /** Forgets the tombstones; the others keep their order. */
  dropDead(): void {
    let live = 0;
    for (let i = 0; i < this.length; i++) if (this.timers[i]!.seq === this.seqs[i]) this.move(i, live++);
    this.truncate(live);
  }

  /** Forgets the entries from `length` on. */
  truncate(length: number): void {
    if (length === 0 && this.capacity > ROOM_KEPT) this.allocate(8);
    else for (let i = length; i < this.length; i++) this.timers[i] = undefined;
    this.length = length;
  }

  private allocate(capacity: number): void {
    this.whens = new Float64Array(capacity);
    this.seqs = new Float64Array(capacity);
    this.timers = new Array<Timer | undefined>(capacity);
  }

  private grow(): void {
    // Columns are slow to allocate, small ones most of all.
    const capacity = (this.length < ROOM_KEPT ? 4 : 2) * this.length;
    this.whens = longer(this.whens, capacity);
    this.seqs = longer(this.seqs, capacity);
    this.timers.length = capacity;
  }
}

export function isBefore(when: number, seq: number, otherWhen: number, otherSeq: number): boolean {
  return when < otherWhen || (when === otherWhen && seq < otherSeq);
}

function longer(column: Float64Array, capacity: number): Float64Array {
  const copy = new Float64Array(capacity);
  copy.set(column);
  return copy;
}
