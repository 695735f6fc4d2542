import type { Timer } from './runnable';
import { stableSort } from './stable-sort';
import { Entries, isBefore, type Visit } from './timer-entries';

/**
 * How many timers are touched ahead of time, together.
 *
 * The obvious version does nothing of the kind. But timers lie in memory in the order of their creation and fire in another, so that among a million each is a
 * cache miss. One after the other they cost 100 ns each; a processor that sees sixteen at once waits for all of them together.
 */
const TOUCHED = 16;
/** From how many timers sorted together on that is worth it: more than fit in the second cache. */
const WORTH_TOUCHING = 4096;

/**
 * Entries in ascending order, which are read from the front, and joined at the end without a search by what comes after all of them.
 *
 * What is sorted together is not moved, for that would take longer than the sorting: only its times are in order, and `order` says where the rest of each entry lies.
 */
export class TimerRun {
  /** The entries before `next` are spent. */
  private entries = new Entries();
  private next = 0;
  /** Where the timer and the number of the k-th entry lie; undefined: at k. Always as long as there is room for entries. */
  private order: Int32Array | undefined;
  /** What was read when timers were last touched: of no interest, but a compiler may not skip what is kept. */
  private touched = 0;

  get length(): number {
    return this.entries.length - this.next;
  }

  get firstTime(): number {
    return this.entries.whens[this.next]!;
  }

  get firstSeq(): number {
    return this.entries.seqs[this.placeOf(this.next)]!;
  }

  get firstTimer(): Timer {
    return this.entries.timers[this.placeOf(this.next)]!;
  }

  /** Whether an entry would come after all that are here. */
  isBehind(when: number, seq: number): boolean {
    const { whens, seqs, length } = this.entries;
    return this.next === length || !isBefore(when, seq, whens[length - 1]!, seqs[this.placeOf(length - 1)]!);
  }

  append(timer: Timer, when: number, seq: number): void {
    if (this.entries.length === this.entries.capacity) this.makeRoom();
    const { entries, order } = this;
    if (order !== undefined) order[entries.length] = entries.length;
    entries.append(timer, when, seq);
  }

  /** Takes the first one out; there must be one. */
  takeFirst(): Timer {
    const { entries, next } = this;
    const place = this.placeOf(next);
    const timer = entries.timers[place]!;
    entries.timers[place] = undefined;
    this.next = next + 1;
    if (this.next === entries.length) this.clear();
    else if ((this.next & (TOUCHED - 1)) === 0) this.touchNext();
    return timer;
  }

  /** Takes `unsorted` over, whose numbers must rise. The run must be empty; its own entries are handed back for others to use. */
  sort(unsorted: Entries): Entries {
    const { entries } = this;
    this.entries = unsorted;
    this.order = new Int32Array(unsorted.capacity);
    stableSort(unsorted.whens.subarray(0, unsorted.length), this.order);
    return entries;
  }

  clear(): void {
    this.entries.truncate(0);
    this.next = 0;
    this.order = undefined;
  }

  /** Forgets the tombstones. */
  dropDead(): void {
    this.rebuild((timer, seq) => timer.seq === seq);
  }

  forEach(visit: Visit): void {
    const { timers, whens, seqs, length } = this.entries;
    for (let k = this.next; k < length; k++) {
      const i = this.placeOf(k);
      visit(timers[i]!, whens[k]!, seqs[i]!);
    }
  }

  private placeOf(k: number): number {
    return this.order === undefined ? k : this.order[k]!;
  }

  /** What is spent makes room, if it is worth moving the rest; else there will be more. */
  private makeRoom(): void {
    if (this.order !== undefined) {
      this.rebuild(() => true);
    } else if (this.next >= this.length) {
      this.entries.dropFirst(this.next);
      this.next = 0;
    }
  }

  /** Has what is left, as far as it is wanted, lie one after the other. */
  private rebuild(isWanted: (timer: Timer, seq: number) => boolean): void {
    const rest = new Entries();
    this.forEach((timer, when, seq) => {
      if (isWanted(timer, seq)) rest.append(timer, when, seq);
    });
    this.clear();
    this.entries = rest;
  }

  private touchNext(): void {
    const { timers, length } = this.entries;
    if (length < WORTH_TOUCHING) return;
    this.touched = 0;
    for (let k = this.next; k < Math.min(this.next + TOUCHED, length); k++)
      this.touched += timers[this.placeOf(k)]!.seq;
  }
}
