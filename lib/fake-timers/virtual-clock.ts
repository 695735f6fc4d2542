import { checkCallback, checkNumber } from '../core/checks';
import { describe } from '../core/describe';
import type { Engine } from '../core/engine';
import { RuntimeError } from '../core/errors';
import { parseEpoch, type Epoch } from './epoch';
import type { HostClock } from './host-clock';
import { Milestone } from './host-drive';
import { userFrames } from './loop-limit';

/** Something that has not run yet. */
export interface Pending {
  /** What set it. */
  readonly kind: 'Timeout' | 'Interval' | 'Immediate' | 'AnimationFrame' | 'IdleCallback';
  /** The name of its callback; empty if it has none. */
  readonly name: string;
  /** In how many milliseconds it is due. */
  readonly dueInMs: number;
  /** Where it was created, as a stack trace has it, if that was noted. */
  readonly created: string | undefined;
  /** Whether the test has to wait for it, or clear it: false if it is unref'd. */
  readonly hasRef: boolean;
}

/**
 * What a test in virtual time can ask of time. Time advances by itself; nothing here has to be called.
 *
 * ```ts
 * import { inVirtualTime, type VirtualClock } from 'tickless';
 *
 * const test = inVirtualTime(async (clock: VirtualClock) => {
 *   await clock.advance(1_000);
 *   return clock.elapsed();
 * });
 * await test(); // => 1000
 * ```
 */
export class VirtualClock {
  private isOver = false;

  /** @internal */
  constructor(
    private readonly works: HostClock,
    /** @internal */
    readonly watchers: Watchers,
  ) {}

  /** What `Date.now()` tells. */
  get now(): number {
    return this.works.wall.now();
  }

  /** Virtual milliseconds since the test began, whatever the system time was set to. */
  elapsed(): number {
    return this.works.engine.clock.now();
  }

  /** Sets what `Date` tells. Timers keep the time they still have to wait. @throws TypeError or RangeError for what is no point in time. */
  setSystemTime(now: Epoch): void {
    this.works.wall.set(pointInTime(now, 'The time of setSystemTime()'));
  }

  /**
   * Waits until so many virtual milliseconds have passed and everything that is due until then, the end included, has run.
   *
   * @throws TypeError or RangeError for what is no duration; RuntimeError when the test is over.
   */
  async advance(ms: number): Promise<void> {
    checkNumber(ms, 'The duration of advance()');
    if (ms < 0 || ms === Infinity)
      throw new RangeError(`The duration of advance() must be finite and at least 0, but was given ${ms}.`);
    this.checkNotOver('advance()');
    const { engine } = this.works;
    await new Promise<void>((resolve) => new Milestone(engine, engine.clock.now() + ms, resolve));
  }

  /**
   * Waits until `condition()` is true. It is called whenever all that was ready has run, and once at the beginning. What it throws rejects the promise.
   *
   * @throws TypeError for what is no function, or one that returns a promise; RuntimeError when the test is over.
   */
  async runUntil(condition: () => boolean): Promise<void> {
    checkCallback(condition, 'runUntil()');
    this.checkNotOver('runUntil()');
    if (!holds(condition)) await this.watchers.add(condition);
  }

  /** What has not run yet: immediates, then timers in the order in which they are due. */
  pending(): Pending[] {
    return this.works.pending().map(({ kind, callback, dueAt, created, face }) => ({
      kind,
      name: callback.name,
      dueInMs: dueAt - this.elapsed(),
      created: userFrames(created)[0]?.trim(),
      hasRef: face.hasRef(),
    }));
  }

  /** One line for each thing that holds the clock open and is no timer of the host: event loops schedule such things, and `advance()`. @internal */
  scheduledByOthers(): string[] {
    return this.works.others().map(({ timer, when }) => `  ${timer.label()}, due in ${when - this.elapsed()} ms`);
  }

  /** Nobody drives this clock any more. @internal */
  end(): void {
    this.isOver = true;
  }

  private checkNotOver(what: string): void {
    if (!this.isOver) return;
    throw new RuntimeError(`${what} was called when the test was over: its time has ended. Await it inside the body.`);
  }
}

/** The furthest from 1970 that a Date can be, in milliseconds; beyond, all that it tells is "Invalid Date". */
const LATEST = 8.64e15;

/** Reads a point in time, in milliseconds. @throws TypeError for what is none, RangeError for NaN and what no Date can tell. */
export function pointInTime(value: Epoch, what: string): number {
  const isPoint = typeof value === 'number' || (typeof value === 'object' && (value as unknown) !== null);
  if (!isPoint || (typeof value === 'object' && !('getTime' in value) && !('epochMilliseconds' in value))) {
    throw new TypeError(
      `${what} must be milliseconds since 1970, a Date, or a point of Temporal, but was given ${describe(value)}.`,
    );
  }
  const ms = typeof value === 'number' ? value : parseEpoch(value);
  if (!(Math.abs(ms) <= LATEST)) throw new RangeError(`${what} must be a point in time, but was given ${ms}.`);
  return ms;
}

interface Watch {
  readonly condition: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  readonly created: Error;
}

/** Those who wait for a condition. */
export class Watchers {
  private readonly watches = new Set<Watch>();

  constructor(private readonly engine: Engine) {}

  add(condition: () => boolean): Promise<void> {
    const created = new Error();
    return new Promise((resolve, reject) => this.watches.add({ condition, resolve, reject, created }));
  }

  /** Wakes those whose condition is fulfilled, in macrotasks of their own. */
  look(): void {
    for (const watch of this.watches) {
      let act: () => void = watch.resolve;
      try {
        if (!holds(watch.condition)) continue;
      } catch (error) {
        act = () => watch.reject(error);
      }
      this.watches.delete(watch);
      this.engine.soon({ run: act, isCancelled: () => false, label: () => 'runUntil' });
    }
  }

  /** One line for each. */
  describe(): string[] {
    return [...this.watches].map(({ condition, created }) => {
      const [place] = userFrames(created);
      return `  runUntil(${condition.name || '() => …'})${place === undefined ? '' : `, called ${place.trim()}`}`;
    });
  }
}

function holds(condition: () => boolean): boolean {
  const answer: unknown = condition();
  // A promise is as good as true, even one of false.
  if (answer instanceof Promise) {
    throw new TypeError('The condition of runUntil() must return true or false, but returned a promise. Await that.');
  }
  return Boolean(answer);
}
