import type { Timer } from './runnable';
import { stableOrder } from './stable-order';
import { Entries, isBefore } from './timer-entries';

/** From how many new timers on sorting them together beats inserting them one by one. */
const WORTH_SORTING = 512;

/**
 * How many timers of the run are touched ahead of time, together.
 *
 * The obvious version does nothing of the kind. But timers lie in memory in the order of their creation and fire in another, so that among a million each is a
 * cache miss. One after the other they cost 100 ns each; a processor that sees sixteen at once waits for all of them together.
 */
const TOUCHED = 16;
/** From how many timers on that is worth it: more than fit in a cache. */
const WORTH_TOUCHING = 4096;

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
 *   - what is due after all of these, as intervals and equal delays mostly are, joins them at the end, without a search;
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
    timer.seq = seq;
    this.live++;
    if (timer.background === true) this.background++;
    const { heap, run } = this;
    if (this.next === run.length || !isBefore(when, seq, run.whens[run.length - 1]!, run.seqs[run.length - 1]!)) {
      this.extendRun(timer, when, seq);
    } else {
      if (heap.length > this.heaped && heap.seqs[heap.length - 1]! > seq) this.newcomersInOrder = false;
      heap.append(timer, when, seq);
    }
  }

  private extendRun(timer: Timer, when: number, seq: number): void {
    const { run } = this;
    // What is spent makes room, if it is worth moving the rest.
    if (run.length === run.capacity && this.next * 2 >= run.length) {
      run.dropFirst(this.next);
      this.next = 0;
    }
    run.append(timer, when, seq);
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
    this.run.truncate(0);
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
        from.truncate(0);
        this.next = 0;
      } else if ((this.next & (TOUCHED - 1)) === 0 && from.length - this.next > WORTH_TOUCHING) {
        this.touched = from.countLive(this.next, this.next + TOUCHED);
      }
    } else {
      const { heap } = this;
      const timer = heap.removeLast();
      const last = heap.length;
      this.heaped = last;
      if (last > 0) this.siftDown(timer, heap.whens[last]!, heap.seqs[last]!);
      else heap.truncate(0);
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
    const { whens, seqs, timers } = heap;
    const order = stableOrder(whens.subarray(heaped, heap.length));
    const merged = new Entries(order.length + run.length - this.next);
    let old = this.next;
    for (let k = 0; k < order.length; k++) {
      const i = heaped + order[k]!;
      const when = whens[i]!;
      const seq = seqs[i]!;
      while (old < run.length && isBefore(run.whens[old]!, run.seqs[old]!, when, seq)) merged.add(run, old++);
      merged.put(merged.length++, timers[i], when, seq);
    }
    while (old < run.length) merged.add(run, old++);
    heap.truncate(heaped);
    this.run = merged;
    this.next = 0;
  }

  /** Forgets the tombstones. */
  private sweep(): void {
    const { heap, run } = this;
    const kept = new Entries();
    for (let i = this.next; i < run.length; i++)
      if (run.isLive(i)) kept.append(run.timers[i]!, run.whens[i]!, run.seqs[i]!);
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
