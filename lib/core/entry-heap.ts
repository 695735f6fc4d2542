import type { Timer } from './runnable';
import { Entries, isBefore, type Visit } from './timer-entries';

/** Entries as a four-ary heap: the children of the one at `i` lie from `4 * i + 1` on, and none of them comes before it. */
export class EntryHeap {
  private readonly entries = new Entries();

  get length(): number {
    return this.entries.length;
  }

  get firstTime(): number {
    return this.entries.whens[0]!;
  }

  get firstSeq(): number {
    return this.entries.seqs[0]!;
  }

  get firstTimer(): Timer {
    return this.entries.timers[0]!;
  }

  insert(timer: Timer, when: number, seq: number): void {
    this.entries.append(timer, when, seq);
    this.siftUp(this.entries.length - 1);
  }

  /** Takes the first one out; there must be one. */
  takeFirst(): Timer {
    const { entries, firstTimer } = this;
    const timer = entries.removeLast();
    const last = entries.length;
    if (last > 0) this.siftDown(timer, entries.whens[last]!, entries.seqs[last]!);
    else this.clear();
    return firstTimer;
  }

  clear(): void {
    this.entries.truncate(0);
  }

  forEach(visit: Visit): void {
    this.entries.forEach(visit);
  }

  /** Forgets the tombstones. */
  dropDead(): void {
    this.entries.dropDead();
    for (let i = 1; i < this.entries.length; i++) this.siftUp(i);
  }

  private siftUp(from: number): void {
    const { entries } = this;
    const when = entries.whens[from]!;
    const seq = entries.seqs[from]!;
    const timer = entries.timers[from];
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (isBefore(entries.whens[parent]!, entries.seqs[parent]!, when, seq)) break;
      entries.move(parent, i);
      i = parent;
    }
    entries.put(i, timer, when, seq);
  }

  /** Finds the place, from the root down, for an entry that is not in the heap. */
  private siftDown(timer: Timer, when: number, seq: number): void {
    const { entries } = this;
    const { whens, seqs, length } = entries;
    let i = 0;
    for (;;) {
      let child = 4 * i + 1;
      if (child >= length) break;
      const end = Math.min(child + 4, length);
      for (let c = child + 1; c < end; c++) if (isBefore(whens[c]!, seqs[c]!, whens[child]!, seqs[child]!)) child = c;
      if (isBefore(when, seq, whens[child]!, seqs[child]!)) break;
      entries.move(child, i);
      i = child;
    }
    entries.put(i, timer, when, seq);
  }
}
