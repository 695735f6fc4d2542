import type { Engine } from '../core/engine';
import type { Horizon } from '../core/horizon';
import type { Runnable, Timer } from '../core/runnable';
import { HostImmediate } from '../fake-timers/host-immediate';
import type { Actor } from './actor';
import type { Candidate, Option } from './decision';
import { latencies } from './latencies';
import { Arrival, isHostTimer, Pending } from './pending';
import type { Recorder } from './recorder';

/** What the horizon needs of the run that it serves. */
export interface Surroundings {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly anyOrder: boolean;
  readonly jitter: number;
  /** Who is scheduling. */
  actor(): Actor;
  /** All that the last callback set in motion has settled. */
  settled(): void;
  /** Something is about to run, after so many decisions. */
  happens(what: Pending, time: number, instead: Candidate | undefined, decisionsFrom: number): void;
}

/** The phases of a host's loop, in their order; `'loop'` is a batch of an event loop's callbacks. */
type Phase = 'timers' | 'poll' | 'check' | 'loop' | 'main';

/**
 * Which of the things that are pending may happen next, and when: order by windows.
 *
 * Everything pending has a window [earliest, latest]. Nothing may happen after its latest time, so what may happen next is whatever can before the least of these; the strategy picks one, and
 * the clock moves to its earliest time. So latency is a consequence of order. (Drawing latencies first is the obvious way, and finds races of order only by luck.)
 *
 * What a JavaScript host guarantees is kept, unless any order is asked for:
 *   - a timer waits for those that were set earlier with the same or a shorter delay;
 *   - arrivals of one lane come first in, first out;
 *   - immediates that are ready run together, in order. Replies may come before them; a timer only if the host's loop passes by its timers on the way, and no later than one millisecond after;
 *   - callbacks of an event loop that are ready run together, in order.
 */
export class WindowHorizon implements Horizon {
  /** What is first in its lane and was taken from the timer queue, by (earliest, seq). */
  private readonly open: Pending[] = [];
  /** The last of each lane of which something is open. */
  private readonly tails = new Map<unknown, Pending>();
  private readonly candidates: Option[] = [];
  private readonly candidate = (i: number): Option => this.candidates[i]!;
  private seq = 0;
  /** The time and the seq at which the current batch began: what was due by then goes ahead of what is ready. */
  private batchTime = -1;
  private batchSeq = 0;
  /** How many batches of the ready list there were, and since when the next one is there. */
  private batches = 0;
  private readySince: number | undefined;
  private readyPasses = 0;
  private phase: Phase = 'main';
  private phaseNumber = 0;
  private lastTimer: Pending | undefined;
  /** Of callbacks that are ready, by label: how many were candidates on their own. */
  private readonly named = new Map<string, number>();
  private readonly ready = new WeakMap<Runnable, ReadyEntry>();

  constructor(private readonly run: Surroundings) {}

  scheduled(timer: Timer, when: number): void {
    const { engine, jitter } = this.run;
    const isArrival = timer instanceof Arrival;
    const actor = isArrival ? timer.actor : this.run.actor();
    const step = isArrival ? timer.step : actor.nextStep();
    const latest = isArrival ? timer.latest : when + (isHostTimer(timer) ? jitter : 0);
    timer.pending = new Pending(timer, actor, step, this.seq++, engine.clock.now(), when, latest, this.phaseNumber);
  }

  settled(): void {
    this.run.settled();
  }

  get holdsOpen(): boolean {
    return this.everything().some((pending) => pending.isLive && pending.timer.background !== true);
  }

  discard(belongs: (entry: Runnable) => boolean): void {
    const kept = this.everything().filter((pending) => !belongs(pending.timer));
    for (const pending of kept) pending.behind = undefined;
    this.open.length = 0;
    this.tails.clear();
    for (const pending of kept) this.admit(pending);
  }

  next(mayMove: boolean): { entry: Runnable; time: number } | undefined {
    const { engine, recorder, anyOrder } = this.run;
    const now = engine.clock.now();
    this.dropDead();
    const head = this.firstReady();
    if (head === undefined && !mayMove && !this.isDue(now)) return undefined;
    const isImmediate = head instanceof HostImmediate;
    const least = this.openUp(this.readyLatest(head, isImmediate, now));
    if (anyOrder) this.collectAny(least);
    else this.collect(least, head, isImmediate);
    const { candidates } = this;
    const decisionsFrom = recorder.decisions.length;
    const first = candidates[0];
    if (first === undefined) return undefined;
    const n = candidates.length;
    const choice = n === 1 ? 0 : recorder.decide('order', first, passesOf(first), now, n, this.candidate);
    const chosen = candidates[choice]!;
    if (choice > 0) this.passOver(first);
    if (!(first instanceof Pending && this.isOverdue(first))) {
      this.batchTime = now;
      this.batchSeq = this.seq;
    }
    if (chosen instanceof ReadyBatch) {
      this.beginBatch(isImmediate);
      return undefined;
    }
    if (chosen instanceof ReadyEntry) return { entry: engine.ready.take(chosen.index), time: now };
    const pending = chosen as Pending;
    this.remove(pending);
    const time = this.timeOf(pending, now, this.readyLatest(head, isImmediate, now));
    if (time > this.batchTime && head === undefined) this.batchTime = time;
    this.enter(pending.isArrival ? 'poll' : 'timers', time > now);
    this.lastTimer = pending.isArrival ? undefined : pending;
    this.run.happens(pending, time, choice > 0 ? first : undefined, decisionsFrom);
    return { entry: pending.timer, time };
  }

  // ---- What is open -------------------------------------------------------------------------------------------

  /** Takes from the timer queue what may happen before something must. @returns The least latest time. */
  private openUp(bound: number): number {
    const { timers } = this.run.engine;
    let least = this.leastLatest(bound);
    for (let when = timers.nextTime(); when <= least && when < Infinity; when = timers.nextTime()) {
      const pending = timers.pop()!.pending as Pending;
      this.admit(pending);
      least = Math.min(least, pending.latest);
    }
    return least;
  }

  private leastLatest(bound: number): number {
    let least = bound;
    for (const { latest } of this.open) if (latest < least) least = latest;
    return least;
  }

  /** Puts something into its lane, or in line if it is the first there. */
  private admit(pending: Pending): void {
    const lane = this.run.anyOrder && !pending.isArrival ? undefined : pending.lane;
    if (lane !== undefined) {
      const tail = this.tails.get(lane);
      this.tails.set(lane, pending);
      if (tail !== undefined) {
        tail.behind = pending;
        pending.latest = Math.max(pending.latest, tail.latest);
        return;
      }
    }
    this.insert(pending);
  }

  private insert(pending: Pending): void {
    const { open } = this;
    let i = open.length;
    while (i > 0 && isBefore(pending, open[i - 1]!)) i--;
    if (i === open.length) open.push(pending);
    else open.splice(i, 0, pending);
  }

  /** Takes something out, and lets what waited for it come forward. */
  private remove(pending: Pending): void {
    const { open } = this;
    // As splice() would, without an array for what was taken out.
    for (let i = open.indexOf(pending) + 1; i < open.length; i++) open[i - 1] = open[i]!;
    open.pop();
    if (this.tails.get(pending.lane) === pending) this.tails.delete(pending.lane);
    if (pending.behind !== undefined) this.insert(pending.behind);
  }

  private dropDead(): void {
    for (let i = this.open.length - 1; i >= 0; i--) {
      if (!this.open[i]!.isLive) {
        this.remove(this.open[i]!);
        i = this.open.length; // another one may have come forward anywhere
      }
    }
  }

  private everything(): Pending[] {
    const all: Pending[] = [];
    for (const first of this.open) {
      for (let pending: Pending | undefined = first; pending !== undefined; pending = pending.behind) all.push(pending);
    }
    return all;
  }

  private isDue(now: number): boolean {
    return (this.open[0]?.earliest ?? Infinity) <= now || this.run.engine.timers.nextTime() <= now;
  }

  // ---- What may be next ---------------------------------------------------------------------------------------

  /** Fills the list of candidates in the boring order: what was due before the ready list was looked at, the ready list, what is due later. */
  private collect(least: number, head: Runnable | undefined, isImmediate: boolean): void {
    const { candidates, open } = this;
    candidates.length = 0;
    let batchPlaced = head === undefined;
    const legalTimers: Pending[] = [];
    for (const pending of open) {
      if (pending.earliest > least) break;
      if (!batchPlaced && !this.isOverdue(pending)) {
        candidates.push(this.makeBatch(head!));
        batchPlaced = true;
      }
      if (!pending.isArrival) {
        if (legalTimers.some((other) => other.seq < pending.seq && other.delay <= pending.delay)) continue;
        legalTimers.push(pending);
        if (isImmediate && !this.mayPassImmediates(pending)) continue;
      }
      candidates.push(pending);
    }
    if (!batchPlaced && !(isImmediate && open.some((pending) => this.isNextOfList(pending)))) {
      candidates.push(this.makeBatch(head!));
    }
  }

  /** The same without guarantees: callbacks that are ready are candidates one by one. */
  private collectAny(least: number): void {
    const { candidates, open } = this;
    const { ready } = this.run.engine;
    candidates.length = 0;
    for (let i = 0; i < ready.length; i++) if (!ready.at(i).isCancelled()) candidates.push(this.entryAt(i));
    let overdue = 0;
    for (const pending of open) {
      if (pending.earliest > least) break;
      if (this.isOverdue(pending)) candidates.splice(overdue++, 0, pending);
      else candidates.push(pending);
    }
  }

  /** Node looks at its timers before it polls, and polls before it runs immediates; a timer that a timer sets never fires in the same pass. */
  private mayPassImmediates(timer: Pending): boolean {
    if (this.phase === 'poll') return false;
    return this.phase !== 'timers' || timer.phase !== this.phaseNumber;
  }

  /** Whether it goes ahead of what is ready: it was due when the current batch began, or is the next of the list whose turn it is. */
  private isOverdue(pending: Pending): boolean {
    return (pending.earliest <= this.batchTime && pending.seq < this.batchSeq) || this.isNextOfList(pending);
  }

  /** Timers that were set together for the same time fire together. */
  private isNextOfList(pending: Pending): boolean {
    const { lastTimer } = this;
    if (this.phase !== 'timers' || lastTimer === undefined || pending.isArrival) return false;
    return pending.delay === lastTimer.delay && pending.scheduledAt === lastTimer.scheduledAt;
  }

  /** When something happens that is next: as early as it can, unless a later time is chosen, before something else must happen. */
  private timeOf(pending: Pending, now: number, bound: number): number {
    const from = Math.max(now, pending.earliest);
    if (pending.latest <= from) return from;
    const to = Math.min(pending.latest, this.leastLatest(bound));
    if (!(to > from)) return from;
    const times = latencies(from, to);
    const { owner, step, scheduledAt } = pending;
    const option = (i: number): Candidate => ({ owner, step, label: `${times[i]! - scheduledAt} ms` });
    return times[this.run.recorder.decide('latency', pending, 0, now, times.length, option)]!;
  }

  private passOver(first: Candidate): void {
    if (first instanceof Pending || first instanceof ReadyEntry) first.passes++;
    else this.readyPasses++;
  }

  // ---- The ready list -----------------------------------------------------------------------------------------

  private firstReady(): Runnable | undefined {
    const { ready } = this.run.engine;
    while (ready.length > 0 && ready.at(0).isCancelled()) ready.shift();
    if (ready.length === 0) this.readySince = undefined;
    return ready.length === 0 ? undefined : ready.at(0);
  }

  /** Until when what is ready must run: at once, but a millisecond may begin before immediates do. */
  private readyLatest(head: Runnable | undefined, isImmediate: boolean, now: number): number {
    if (head === undefined) return Infinity;
    this.readySince ??= now;
    return Math.max(now, this.readySince + (isImmediate ? 1 : 0));
  }

  private makeBatch(head: Runnable): ReadyBatch {
    return new ReadyBatch(this.batches, head.label(), this.readyPasses);
  }

  private beginBatch(isImmediate: boolean): void {
    this.batches++;
    this.readyPasses = 0;
    this.readySince = undefined;
    this.enter(isImmediate ? 'check' : 'loop', true);
  }

  /** @param isAnew Whether the host's loop has come round, although the phase is the same. */
  private enter(phase: Phase, isAnew: boolean): void {
    if (phase !== this.phase || isAnew) this.phaseNumber++;
    this.phase = phase;
  }

  private entryAt(index: number): ReadyEntry {
    const entry = this.run.engine.ready.at(index);
    let known = this.ready.get(entry);
    if (known === undefined) {
      const label = entry.label();
      const step = this.named.get(label) ?? 0;
      this.named.set(label, step + 1);
      this.ready.set(entry, (known = new ReadyEntry(label, step)));
    }
    known.index = index;
    return known;
  }
}

/** All that is on the ready list, as a candidate. */
class ReadyBatch implements Option {
  readonly kind = 'ready';
  readonly owner = 'ready';

  constructor(
    readonly step: number,
    readonly label: string,
    readonly passes: number,
  ) {}
}

/** One callback of the ready list, as a candidate. */
class ReadyEntry implements Option {
  readonly kind = 'ready';
  readonly label = 'step';
  passes = 0;
  index = 0;

  constructor(
    readonly owner: string,
    readonly step: number,
  ) {}
}

function passesOf(candidate: Candidate): number {
  return (candidate as Pending | ReadyBatch | ReadyEntry).passes;
}

function isBefore(a: Pending, b: Pending): boolean {
  return a.earliest < b.earliest || (a.earliest === b.earliest && a.seq < b.seq);
}
