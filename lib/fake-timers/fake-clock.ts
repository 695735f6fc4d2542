import { describe } from '../core/describe';
import { Engine } from '../core/engine';
import { DEFAULT_LIMITS } from '../core/limits';
import type { Timer } from '../core/runnable';
import { captureContext, runInContext } from '../host/async-context';
import { parseEpoch, type Epoch } from './epoch';
import { FakeTimer, FIRST_ID, type Arguments, type Callback, type TimerKind } from './fake-timer';
import { JobQueue, type Job } from './job-queue';
import { infiniteLoopError } from './loop-limit';
import { Turns } from './turns';
import { WallClock } from './wall-clock';

/** Deals out numbers for timers, from {@link FIRST_ID} on. */
export interface Ids {
  next: number;
}

export { FIRST_ID };

/**
 * The works of a fake clock: a face over an {@link Engine}.
 *
 * Its timers are handles in the engine's queue, so whatever else lies there (the timers of an event loop that joined) fires in one order with them. Its jobs are its own.
 * The verbs that make time pass are in `advance.ts`, `verbs.ts` and `async-verbs.ts`; what users hold is made by `clock.ts`.
 */
export class FakeClock {
  readonly engine = new Engine(DEFAULT_LIMITS);
  readonly jobs = new JobQueue();
  readonly wall: WallClock;
  /** The host's macrotasks, for whoever drives this clock without holding up the host. */
  get turns(): Turns {
    return (this.ownTurns ??= new Turns());
  }
  private ownTurns: Turns | undefined;
  /** What the clock read in the beginning, and reads again after a reset. */
  readonly start: number;
  /** The timers that somebody knows by number. */
  readonly numbered = new Map<number, FakeTimer>();
  /** How many timers are armed. */
  armedCount = 0;
  /** Whether a timer was ever scheduled, which is visible to users. */
  used = false;
  /** Whether callbacks are being run; undefined until that first happens. What is set without delay meanwhile is due a millisecond later. */
  duringTick: boolean | undefined;
  /** Whether the loop limit is about to be reached, so that it is worth noting where things are created. */
  isNearInfiniteLimit = false;
  /** How many verbs are at work, Async ones included. */
  driving = 0;
  /** Called when something is scheduled; for the automatic modes. */
  onScheduled: (() => void) | undefined;
  /** Whether an event loop may have joined the engine. */
  shared = false;
  /** The generation of the timer that fires; see {@link FakeTimer.generation}. */
  private generation = 0;

  constructor(
    now: Epoch | null | undefined,
    public loopLimit: number,
    private readonly ids: Ids,
  ) {
    this.start = Math.floor(parseEpoch(now)) || 0;
    this.wall = new WallClock(this.engine.clock, this.start);
  }

  // ---- Scheduling ---------------------------------------------------------------------------------------------

  /**
   * Makes a timer that fires `ms` from now.
   *
   * @param delay The delay that its record shows, if one was asked for. @throws Error or TypeError unless `callback` is a function.
   */
  schedule(
    kind: TimerKind,
    callback: Callback,
    args: Arguments,
    ms: number,
    delay?: number,
    period?: number,
  ): FakeTimer {
    checkTimerCallback(callback);
    const timer = new FakeTimer(this, callback, period, this.ids.next++, kind, args, ms, delay);
    if (this.isNearInfiniteLimit || period !== undefined) timer.created = new Error();
    this.arm(timer, ms);
    return timer;
  }

  /** Has a timer that is not armed fire `ms` from now; one without delay that is set by a callback is due 1 ms later, or time could stand still for ever. */
  arm(timer: FakeTimer, ms: number): void {
    this.used = true;
    timer.armed = true;
    this.armedCount++;
    if (timer.numbered) this.numbered.set(timer.id, timer);
    this.queue(timer, this.engine.clock.now() + (ms === 0 && this.duringTick === true ? 1 : ms));
    this.onScheduled?.();
  }

  /** Puts an armed timer in the engine's queue, behind what is there for that instant. */
  queue(timer: FakeTimer, when: number): void {
    timer.dueAt = when;
    timer.generation = when <= this.engine.clock.now() ? this.generation + 1 : 0;
    this.engine.at(when, timer, timer.band);
  }

  /** Gives an armed timer up. */
  disarm(timer: FakeTimer): void {
    if (!timer.armed) return;
    this.noteDisarmed(timer);
    this.engine.timers.remove(timer);
  }

  private noteDisarmed(timer: FakeTimer): void {
    timer.armed = false;
    this.armedCount--;
    if (timer.numbered) this.numbered.delete(timer.id);
  }

  /** The armed timers, in the order in which they will fire. */
  pending(): FakeTimer[] {
    return this.engine.timers
      .entries()
      .map(({ timer }) => timer)
      .filter((timer): timer is FakeTimer => timer instanceof FakeTimer);
  }

  /** Queues a job. What is no function is noticed when it runs. */
  enqueue(func: Callback, args: readonly unknown[]): void {
    const error = this.isNearInfiniteLimit ? new Error() : null;
    this.jobs.push({ func, args, context: captureContext(), error });
    // An event loop that drives the engine knows nothing of jobs; the verbs of this clock see to them in their own time.
    if (this.shared && this.driving === 0) this.engine.soon(new JobsTurn(this));
    this.onScheduled?.();
  }

  // ---- Running ------------------------------------------------------------------------------------------------

  /** Fires a timer that was just taken out of the engine's queue. An interval is armed anew before its callback runs, so the callback can clear it. */
  fire(timer: FakeTimer): void {
    const { period, generation } = timer;
    this.generation = generation;
    if (period === undefined) this.noteDisarmed(timer);
    else this.rearm(timer, period);
    if (generation > this.loopLimit) throw this.loopError(timer);
    if (this.driving > 0) timer.call();
    else this.fireForLoop(timer);
  }

  private rearm(timer: FakeTimer, period: number): void {
    this.queue(timer, Math.max(this.engine.clock.now(), timer.dueAt) + period);
  }

  /** An event loop drives: nobody else will run the jobs, or note that the callback is over. */
  private fireForLoop(timer: FakeTimer): void {
    this.duringTick = true;
    try {
      timer.call();
      this.runJobs();
    } finally {
      this.callbacksOver();
    }
  }

  /** Notes that no callback runs any more. */
  callbacksOver(): void {
    this.duringTick = false;
    this.generation = 0;
  }

  /** Runs the jobs, those included that they queue themselves. The first exception ends it; what is left stays. @throws at the loop limit. */
  runJobs(): void {
    const { jobs, isNearInfiniteLimit } = this;
    for (let ran = 0; jobs.length > 0; ran++) {
      const job = jobs.shift();
      if (ran >= this.loopLimit) this.isNearInfiniteLimit = true;
      if (typeof (job.func as unknown) !== 'function') {
        throw new TypeError(
          `A callback of nextTick or queueMicrotask is ${describe(job.func)}, which is not a function.`,
        );
      }
      runInContext(job.context, job.func, null, job.args);
      if (ran > this.loopLimit) this.failAtJob(job);
    }
    this.isNearInfiniteLimit = isNearInfiniteLimit;
  }

  /** Runs what an event loop that joined has ready. */
  runReady(): void {
    while (this.engine.stepReady());
  }

  /** Drops all timers and jobs, and sets the clock back to its start. */
  reset(): void {
    this.used = this.jobs.used = true;
    for (const timer of this.pending()) this.disarm(timer);
    this.numbered.clear();
    this.jobs.clear();
    this.wall.reset(this.start);
  }

  /** Sets the clock by hand: forward it skips what lies between, which is then overdue; backward only the reading changes, for time never goes back. */
  setNow(now: number): void {
    const distance = now - this.wall.now();
    if (distance >= 0 && distance < Infinity) this.engine.moveTo(this.engine.clock.now() + distance);
    else this.wall.set(now);
  }

  /** The error that says that the clock would go on for ever, in which `timer` is the culprit. */
  loopError(timer: Timer, calls?: ReadonlyMap<Callback, number>): Error {
    if (!(timer instanceof FakeTimer)) {
      const name = timer.label();
      return infiniteLoopError(this.loopLimit, { kind: 'Timeout', name, created: undefined, firings: this.loopLimit });
    }
    const { kind, created, callback } = timer;
    const firings = Math.max(timer.firings, calls?.get(callback) ?? 0);
    return infiniteLoopError(this.loopLimit, { kind, created, firings, name: callback.name });
  }

  private failAtJob(job: Job): never {
    throw infiniteLoopError(this.loopLimit, {
      kind: 'Microtask',
      name: job.func.name,
      created: job.error ?? undefined,
      firings: this.loopLimit,
    });
  }
}

/** The jobs of a clock, on the ready list of an engine that somebody else drives. */
class JobsTurn {
  constructor(private readonly clock: FakeClock) {}

  run(): void {
    this.clock.runJobs();
  }

  isCancelled(): boolean {
    return this.clock.jobs.length === 0;
  }

  label(): string {
    return 'nextTick and queueMicrotask';
  }
}

function checkTimerCallback(callback: unknown): void {
  if (typeof callback === 'function') return;
  if (callback === undefined) throw new Error('Callback must be provided to timer calls');
  throw new TypeError(
    // eslint-disable-next-line @typescript-eslint/restrict-template-expressions, @typescript-eslint/no-base-to-string -- the compatible library's words
    `[ERR_INVALID_CALLBACK]: Callback must be a function. Received ${callback} of type ${typeof callback}`,
  );
}
