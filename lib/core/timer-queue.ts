import type { Timer } from './runnable';
import { stableOrder } from './stable-order';

/** From how many new timers on sorting them together beats inserting them one by one. */
const WORTH_SORTING = 512;

/**
 * How many timers of the run are touched ahead of time, together.
 *
 * The obvious version does nothing of the kind. But timers lie in memory in the order of their creation and fire in another, so that among a million each is a
 * cache miss. One after the other they cost 100 ns each; a processor that sees sixteen at once waits for all of them together.
 */
const TOUCHED = 16;

/**
 * The timers that have not fired yet, earliest first.
 *
 * Order is `(when, seq)`: timers due at the same instant fire in the order of their `seq`, which the engine deals out
 * in the order of scheduling. (CPython's `call_at` leaves that order to the shape of its heap; we fix it, because a
 * trace must not depend on how a heap happens to be balanced.)
 *
 * A plain binary heap of objects is the obvious version, and `spec/core/timer-queue.spec.ts` holds an even plainer one
 * against this. At a million timers it spends its time waiting for memory, so here
 *   - times and sequence numbers lie beside the objects, in flat arrays, and comparing touches no object;
 *   - what arrives in bulk is sorted in bulk ({@link stableOrder}) and then read from the front;
 *   - a removed timer stays behind as a tombstone until it comes up, or until tombstones are in the majority.
 *
 * Invariants, which hold between any two calls:
 *   - an entry is live if its timer's own `seq` is the entry's, else it is a tombstone; `size` counts the live ones;
 *   - `heap` holds a four-ary heap in its first `heaped` places and newcomers, in order of arrival, behind them;
 *   - `run` ascends from `next` on; what lies before is spent.
 */
export class TimerQueue {
  private readonly heap = new Entries();
  private heaped = 0;
  /** False once a newcomer had a lower `seq` than the one before it: then sorting by time alone would not do. */
  private newcomersInOrder = true;
  private run = new Entries();
  private next = 0;
  private live = 0;
  /** When the timer that was taken out last was due. */
  poppedTime = -Infinity;
  /** How many of those that were touched last are live: of no interest, but a compiler may not skip what is kept. See {@link TOUCHED}. */
  private touched = 0;
  /** How many of the live ones are in the background. */
  private background = 0;

  get size(): number {
    return this.live;
  }

  /** Whether any timer is queued that keeps a run going. */
  get holdsOpen(): boolean {
    return this.live > this.background;
  }

  /** Says whether `timer` fires only on the way, queued or not. */
  setBackground(timer: Timer, on: boolean): void {
    if (timer.seq !== -1 && (timer.background === true) !== on) this.background += on ? 1 : -1;
    timer.background = on;
  }

  push(timer: Timer, when: number, seq: number): void {
    const { heap } = this;
    if (heap.length > this.heaped && heap.seqs[heap.length - 1]! > seq) this.newcomersInOrder = false;
    heap.append(timer, when, seq);
    timer.seq = seq;
    this.live++;
    if (timer.background === true) this.background++;
  }

  /** When the last timer is due; `-Infinity` if there is none. It looks at all of them. */
  lastTime(): number {
    let last = -Infinity;
    for (const part of [this.heap, this.run]) {
      for (let i = this.startOf(part); i < part.length; i++) {
        if (part.whens[i]! > last && part.isLive(i)) last = part.whens[i]!;
      }
    }
    return last;
  }

  /** When the first timer is due; `Infinity` if there is none. */
  nextTime(): number {
    const from = this.first();
    return from === undefined ? Infinity : from.whens[this.startOf(from)]!;
  }

  /** The next timer to fire, left in place. */
  peek(): Timer | undefined {
    const from = this.first();
    return from?.timers[this.startOf(from)];
  }

  /** Takes the next timer to fire out, if it is due by `time`. {@link poppedTime} tells when it was due. */
  pop(time = Infinity): Timer | undefined {
    const from = this.first();
    if (from === undefined) return undefined;
    const i = this.startOf(from);
    if (from.whens[i]! > time) return undefined;
    const timer = from.timers[i]!;
    this.poppedTime = from.whens[i]!;
    this.drop(from);
    this.unlist(timer);
    return timer;
  }

  /** Takes `timer` out; returns false if it is not queued (already fired or removed). */
  remove(timer: Timer): boolean {
    if (timer.seq === -1) return false;
    this.unlist(timer);
    const dead = this.heap.length + this.run.length - this.next - this.live;
    if (dead > this.live + WORTH_SORTING) this.sweep();
    return true;
  }

  /** Takes everything out. No tombstone stays behind, so numbers may be dealt out anew. */
  clear(): void {
    for (const part of [this.heap, this.run]) {
      for (let i = this.startOf(part); i < part.length; i++) if (part.isLive(i)) part.timers[i]!.seq = -1;
    }
    this.heap.truncate(0);
    this.heaped = 0;
    if (this.run.length > 0) this.run = new Entries();
    this.next = this.live = this.background = 0;
    this.newcomersInOrder = true;
  }

  private unlist(timer: Timer): void {
    timer.seq = -1;
    this.live--;
    if (timer.background === true) this.background--;
  }

  /** All timers with their times, in the order in which they will fire. For reports: it costs a sort. */
  entries(): { timer: Timer; when: number }[] {
    const all: { timer: Timer; when: number; seq: number }[] = [];
    for (const part of [this.heap, this.run]) {
      for (let i = this.startOf(part); i < part.length; i++) {
        if (part.isLive(i)) all.push({ timer: part.timers[i]!, when: part.whens[i]!, seq: part.seqs[i]! });
      }
    }
    return all.sort((a, b) => a.when - b.when || a.seq - b.seq);
  }

  /** Brings the newcomers in, clears tombstones from the front, and tells which part holds the first timer. */
  private first(): Entries | undefined {
    if (this.heap.length > this.heaped) this.settle();
    for (;;) {
      const from = this.earlierPart();
      if (from === undefined || from.isLive(this.startOf(from))) return from;
      this.drop(from);
    }
  }

  /** Where the entries of a part begin. */
  private startOf(part: Entries): number {
    return part === this.run ? this.next : 0;
  }

  private earlierPart(): Entries | undefined {
    const { heap, run, next } = this;
    if (next === run.length) return heap.length === 0 ? undefined : heap;
    if (heap.length === 0) return run;
    return isBefore(run.whens[next]!, run.seqs[next]!, heap.whens[0]!, heap.seqs[0]!) ? run : heap;
  }

  /** Removes the first entry of a part. */
  private drop(from: Entries): void {
    if (from === this.run) {
      from.timers[this.next++] = undefined;
      if (this.next === from.length) {
        this.run = new Entries();
        this.next = 0;
      } else if ((this.next & (TOUCHED - 1)) === 0) {
        this.touched = from.countLive(this.next, this.next + TOUCHED);
      }
    } else {
      const { heap } = this;
      const timer = heap.removeLast();
      const last = heap.length;
      this.heaped = last;
      if (last > 0) this.siftDown(timer, heap.whens[last]!, heap.seqs[last]!);
      else if (heap.whens.length > WORTH_SORTING) heap.truncate(0);
    }
  }

  private settle(): void {
    const { heap } = this;
    const count = heap.length - this.heaped;
    if (this.newcomersInOrder && count >= WORTH_SORTING && count * 2 >= this.run.length - this.next) {
      this.sortNewcomers();
    } else {
      while (this.heaped < heap.length) this.siftUp(this.heaped++);
    }
    this.newcomersInOrder = true;
  }

  /** Merges the newcomers, sorted, with what is left of `run`. */
  private sortNewcomers(): void {
    const { heap, heaped, run } = this;
    const order = stableOrder(heap.whens.subarray(heaped, heap.length));
    const merged = new Entries(order.length + run.length - this.next);
    let old = this.next;
    for (let k = 0; k < order.length; k++) {
      const i = heaped + order[k]!;
      if (old < run.length) {
        const when = heap.whens[i]!;
        const seq = heap.seqs[i]!;
        for (; old < run.length && !isBefore(when, seq, run.whens[old]!, run.seqs[old]!); old++) merged.copy(run, old);
      }
      merged.copy(heap, i);
    }
    for (; old < run.length; old++) merged.copy(run, old);
    heap.truncate(heaped);
    this.run = merged;
    this.next = 0;
  }

  /** Forgets the tombstones. */
  private sweep(): void {
    const { heap, run } = this;
    const kept = new Entries();
    for (let i = this.next; i < run.length; i++) if (run.isLive(i)) kept.copy(run, i);
    this.run = kept;
    this.next = 0;
    let length = 0;
    for (let i = 0; i < heap.length; i++) if (heap.isLive(i)) heap.move(i, length++);
    heap.truncate(length);
    for (this.heaped = 0; this.heaped < length; this.heaped++) this.siftUp(this.heaped);
    this.newcomersInOrder = true;
  }

  private siftUp(from: number): void {
    const { heap } = this;
    const when = heap.whens[from]!;
    const seq = heap.seqs[from]!;
    const timer = heap.timers[from];
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (isBefore(heap.whens[parent]!, heap.seqs[parent]!, when, seq)) break;
      heap.move(parent, i);
      i = parent;
    }
    heap.put(i, timer, when, seq);
  }

  /** Finds the place, from the root down, for an entry that is not in the heap. */
  private siftDown(timer: Timer, when: number, seq: number): void {
    const { heap } = this;
    const { whens, seqs, length } = heap;
    let i = 0;
    for (;;) {
      let child = 4 * i + 1;
      if (child >= length) break;
      const end = Math.min(child + 4, length);
      for (let c = child + 1; c < end; c++) if (isBefore(whens[c]!, seqs[c]!, whens[child]!, seqs[child]!)) child = c;
      if (isBefore(when, seq, whens[child]!, seqs[child]!)) break;
      heap.move(child, i);
      i = child;
    }
    heap.put(i, timer, when, seq);
  }
}

function isBefore(when: number, seq: number, otherWhen: number, otherSeq: number): boolean {
  return when < otherWhen || (when === otherWhen && seq < otherSeq);
}

/** Rows of (time, seq, timer), kept as three columns. */
class Entries {
  whens!: Float64Array;
  seqs!: Float64Array;
  timers!: (Timer | undefined)[];
  length = 0;

  constructor(capacity = 16) {
    this.allocate(capacity);
  }

  isLive(i: number): boolean {
    return this.timers[i]!.seq === this.seqs[i];
  }

  countLive(from: number, to: number): number {
    let count = 0;
    for (let i = from; i < to && i < this.length; i++) if (this.isLive(i)) count++;
    return count;
  }

  append(timer: Timer | undefined, when: number, seq: number): void {
    if (this.length === this.whens.length) this.grow();
    this.put(this.length++, timer, when, seq);
  }

  copy(from: Entries, i: number): void {
    this.append(from.timers[i], from.whens[i]!, from.seqs[i]!);
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

  /** Forgets the entries from `length` on, and the room for them if none are left: a queue that was big once need not stay so. */
  truncate(length: number): void {
    if (length < this.length) this.timers.fill(undefined, length, this.length);
    this.length = length;
    if (length === 0 && this.whens.length > WORTH_SORTING) this.allocate(16);
  }

  private allocate(capacity: number): void {
    this.whens = new Float64Array(capacity);
    this.seqs = new Float64Array(capacity);
    this.timers = new Array<Timer | undefined>(capacity);
  }

  private grow(): void {
    // Columns are slow to allocate, small ones most of all.
    const capacity = (this.length < WORTH_SORTING ? 4 : 2) * this.length;
    this.whens = longer(this.whens, capacity);
    this.seqs = longer(this.seqs, capacity);
    this.timers.length = capacity;
  }
}

function longer(column: Float64Array, capacity: number): Float64Array {
  const copy = new Float64Array(capacity);
  copy.set(column);
  return copy;
}
