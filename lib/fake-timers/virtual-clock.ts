import { checkCallback, checkNumber } from '../core/checks';
import type { Engine } from '../core/engine';
import { parseEpoch, type Epoch } from './epoch';
import type { HostClock } from './host-clock';
import { Milestone } from './host-drive';
import { userFrames } from './loop-limit';

/** Something that has not run yet. */
export interface Pending {
  readonly kind: 'Timeout' | 'Interval' | 'Immediate' | 'AnimationFrame' | 'IdleCallback';
  /** The name of its callback; empty if it has none. */
  readonly name: string;
  /** In how many milliseconds it is due. */
  readonly dueInMs: number;
  /** Where it was created, as a stack trace has it, if that was noted. */
  readonly created: string | undefined;
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
  /** @internal */
  constructor(
    private readonly works: HostClock,
    private readonly watchers: Watchers,
  ) {}

  /** What `Date.now()` tells. */
  get now(): number {
    return this.works.wall.now();
  }

  /** Virtual milliseconds since the test began, whatever the system time was set to. */
  elapsed(): number {
    return this.works.engine.clock.now();
  }

  /** Sets what `Date` tells. Timers keep the time they still have to wait. @throws TypeError for what is no point in time. */
  setSystemTime(now: Epoch): void {
    this.works.wall.set(parseEpoch(now));
  }

  /** Waits until so many virtual milliseconds have passed and everything that is due until then, the end included, has run. @throws TypeError or RangeError for what is no duration. */
  async advance(ms: number): Promise<void> {
    checkNumber(ms, 'The duration of advance()');
    if (ms < 0 || ms === Infinity)
      throw new RangeError(`The duration of advance() must be finite and at least 0, but was given ${ms}.`);
    const { engine } = this.works;
    await new Promise<void>((resolve) => new Milestone(engine, engine.clock.now() + ms, resolve));
  }

  /** Waits until `condition()` is true. It is called whenever all that was ready has run, and once at the beginning. What it throws rejects the promise. */
  async runUntil(condition: () => boolean): Promise<void> {
    checkCallback(condition, 'runUntil()');
    if (!condition()) await this.watchers.add(condition);
  }

  /** What has not run yet: immediates, then timers in the order in which they are due. */
  pending(): Pending[] {
    return this.works.pending().map((entry) => this.describe(entry));
  }

  /** @internal */
  describe({ kind, callback, dueAt, created }: ReturnType<HostClock['pending']>[number]): Pending {
    const dueInMs = dueAt - this.works.engine.clock.now();
    return { kind, name: callback.name, dueInMs, created: userFrames(created)[0]?.trim() };
  }
}

/** One line of a report. */
export function describePending({ kind, name, dueInMs, created }: Pending): string {
  return `  ${kind} ${name || '(anonymous)'}, due in ${dueInMs} ms${created === undefined ? '' : `, created ${created}`}`;
}

interface Watch {
  readonly condition: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait for a condition. */
export class Watchers {
  private readonly watches = new Set<Watch>();

  constructor(private readonly engine: Engine) {}

  add(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => this.watches.add({ condition, resolve, reject }));
  }

  /** Wakes those whose condition is fulfilled, in macrotasks of their own. */
  look(): void {
    for (const watch of this.watches) {
      let act: () => void = watch.resolve;
      try {
        if (!watch.condition()) continue;
      } catch (error) {
        act = () => watch.reject(error);
      }
      this.watches.delete(watch);
      this.engine.soon({ run: act, isCancelled: () => false, label: () => 'runUntil' });
    }
  }
}
