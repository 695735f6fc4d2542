import type { Timer } from './runnable';
import { Entries, type Visit } from './timer-entries';
import { EntryHeap } from './entry-heap';
import { TimerRun } from './timer-run';

/** From how many new timers on sorting them together beats inserting them one by one. */
const WORTH_SORTING = 512;
/** Merging what an earlier sort has left with newcomers moves all of them. So it is worth it from one of the former to so many of the latter on; else the former join the heap. */
const WORTH_MERGING = 16;

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
 *   - what arrives in bulk is sorted in bulk and then read from the front, in a {@link TimerRun};
 *   - what is due after all of these, as intervals and equal delays mostly are, joins them at the end, without a search;
 *   - the rest is in an {@link EntryHeap};
 *   - a removed timer stays behind as a tombstone until it comes up, or until tombstones are in the majority.
 *
 * Invariants, which hold between any two calls:
 *   - an entry is live if its timer's own `seq` is the entry's, else it is a tombstone; `live` and `dead` count them;
 *   - newcomers lie in order of arrival, and stay so until somebody wants to know which timer is first.
 */
export class TimerQueue {
  private newcomers = new Entries();
  /** False once a newcomer had a lower `seq` than the one before it: then sorting by time alone would not do. */
  private newcomersInOrder = true;
  private readonly heap = new EntryHeap();
  private run = new TimerRun();
  private live = 0;
  private dead = 0;
  /** When the timer that was taken out last was due. */
  poppedTime = -Infinity;
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
    const { newcomers, run } = this;
    if (run.isBehind(when, seq)) {
      run.append(timer, when, seq);
    } else {
      if (newcomers.length > 0 && newcomers.seqs[newcomers.length - 1]! > seq) this.newcomersInOrder = false;
      newcomers.append(timer, when, seq);
    }
  }

  /** When the last timer that `counts` is due; `-Infinity` if there is none. It looks at all of them. */
  lastTime(counts: (timer: Timer) => boolean = () => true): number {
    let last = -Infinity;
    this.forEachLive((timer, when) => {
      if (counts(timer)) last = Math.max(last, when);
    });
    return last;
  }

  /** When the first timer is due; `Infinity` if there is none. */
  nextTime(): number {
    return this.first()?.firstTime ?? Infinity;
  }

  /** The next timer to fire, left in place. */
  peek(): Timer | undefined {
    return this.first()?.firstTimer;
  }

  /** Takes the next timer to fire out, if it is due by `time`. {@link poppedTime} tells when it was due. */
  pop(time = Infinity): Timer | undefined {
    const { run } = this;
    if (this.newcomers.length > 0 || this.dead > 0 || !this.runIsFirst()) return this.popFromAnywhere(time);
    // What remains is what happens mostly, and short enough for V8 to make it part of its caller.
    const when = run.firstTime;
    if (when > time) return undefined;
    this.poppedTime = when;
    const timer = run.takeFirst();
    this.unlist(timer);
    return timer;
  }

  private popFromAnywhere(time: number): Timer | undefined {
    const from = this.first();
    if (from === undefined || from.firstTime > time) return undefined;
    this.poppedTime = from.firstTime;
    const timer = from.takeFirst();
    this.unlist(timer);
    return timer;
  }

  /** Takes `timer` out; returns false if it is not queued (already fired or removed). */
  remove(timer: Timer): boolean {
    if (timer.seq === -1) return false;
    this.unlist(timer);
    this.dead++;
    if (this.dead > this.live + WORTH_SORTING) this.sweep();
    return true;
  }

  /** Takes everything out. No tombstone stays behind, so numbers may be dealt out anew. */
  clear(): void {
    this.forEachLive((timer) => (timer.seq = -1));
    this.newcomers.truncate(0);
    this.newcomersInOrder = true;
    this.heap.clear();
    this.run.clear();
    this.live = this.dead = this.background = 0;
  }

  private unlist(timer: Timer): void {
    timer.seq = -1;
    this.live--;
    if (timer.background === true) this.background--;
  }

  /** All timers with their times, in the order in which they will fire. For reports: it costs a sort. */
  entries(): { timer: Timer; when: number }[] {
    const all: { timer: Timer; when: number; seq: number }[] = [];
    this.forEachLive((timer, when, seq) => all.push({ timer, when, seq }));
    return all.sort((a, b) => a.when - b.when || a.seq - b.seq);
  }

  private forEachLive(visit: Visit): void {
    for (const part of [this.newcomers, this.heap, this.run]) {
      part.forEach((timer, when, seq) => {
        if (timer.seq === seq) visit(timer, when, seq);
      });
    }
  }

  /** Brings the newcomers in, clears tombstones from the front, and tells which part holds the first timer. */
  private first(): TimerRun | EntryHeap | undefined {
    if (this.newcomers.length > 0) this.settle();
    for (;;) {
      const from = this.earlierPart();
      if (this.dead === 0 || from === undefined || from.firstTimer.seq === from.firstSeq) return from;
      from.takeFirst();
      this.dead--;
    }
  }

  private earlierPart(): TimerRun | EntryHeap | undefined {
    const { heap, run } = this;
    if (this.runIsFirst()) return run;
    if (heap.length === 0) return undefined;
    return run.length === 0 ? heap : earlier(run, heap);
  }

  /** Whether it is plain that the first timer is in the run. */
  private runIsFirst(): boolean {
    const { heap, run } = this;
    return run.length > 0 && (heap.length === 0 || run.firstTime < heap.firstTime);
  }

  private settle(): void {
    const { newcomers, heap, run } = this;
    const { length } = newcomers;
    if (!this.newcomersInOrder || length < WORTH_SORTING || length * 2 < run.length) {
      for (let i = 0; i < length; i++) heap.insert(newcomers.timers[i]!, newcomers.whens[i]!, newcomers.seqs[i]!);
      newcomers.truncate(0);
    } else if (run.length < length / WORTH_MERGING) {
      run.forEach((timer, when, seq) => heap.insert(timer, when, seq));
      run.clear();
      this.newcomers = run.sort(newcomers);
    } else {
      const sorted = new TimerRun();
      this.newcomers = sorted.sort(newcomers);
      this.run = merge(run, sorted);
    }
    this.newcomersInOrder = true;
  }

  /** Forgets the tombstones. */
  private sweep(): void {
    this.newcomers.dropDead();
    this.heap.dropDead();
    this.run.dropDead();
    this.dead = 0;
  }
}

/** Which of two parts holds the earlier timer. Both must hold one. */
function earlier<A extends TimerRun | EntryHeap>(a: TimerRun, b: A): TimerRun | A {
  // Not isBefore(), for among a million timers the number of one is a cache miss, and is seldom asked for.
  if (a.firstTime !== b.firstTime) return a.firstTime < b.firstTime ? a : b;
  return a.firstSeq < b.firstSeq ? a : b;
}

/** Both runs are empty afterwards. */
function merge(a: TimerRun, b: TimerRun): TimerRun {
  const merged = new TimerRun();
  while (a.length > 0 || b.length > 0) {
    const from = b.length === 0 ? a : a.length === 0 ? b : earlier(a, b);
    const { firstTime, firstSeq } = from;
    merged.append(from.takeFirst(), firstTime, firstSeq);
  }
  return merged;
}
