import type { FakeClock } from './fake-clock';
import { FIRST_ID } from './fake-clock';
import type { FakeTimer, TimerKind } from './fake-timer';
import { userFrames } from './loop-limit';
import type { Natives } from './natives';
import { NodeTimer } from './node-timer';
import type { FakeMethod } from './types';

const CREATED_BY: Record<TimerKind, string> = {
  Timeout: 'setTimeout',
  Interval: 'setInterval',
  Immediate: 'setImmediate',
  AnimationFrame: 'requestAnimationFrame',
  IdleCallback: 'requestIdleCallback',
};

/** Which timers each function clears. Timeouts and intervals share one list of numbers on every host. */
const CLEARS = {
  clearTimeout: ['Timeout', 'Interval'],
  clearInterval: ['Timeout', 'Interval'],
  clearImmediate: ['Immediate'],
  cancelAnimationFrame: ['AnimationFrame'],
  cancelIdleCallback: ['IdleCallback'],
} as const satisfies Partial<Record<FakeMethod, readonly TimerKind[]>>;

/** What the functions that clear timers share. */
export class Clearing {
  /** Whether timers that are not fake are handed on to the real functions. */
  clearsNatives = false;

  constructor(
    private readonly clock: FakeClock,
    private readonly natives: Natives,
  ) {}

  /** Clears a timer that is pending; others are none of its business, or the real function's, whose result it returns. @throws Error if it was created by a function of another kind. */
  clear(by: keyof typeof CLEARS, id: unknown): unknown {
    // Real hosts ignore what is no timer, and so does this.
    if (!id) return undefined;
    const timer = this.find(id);
    if (timer === undefined) return isNative(id) ? this.clearNative(by, id) : undefined;
    if (!timer.armed) return undefined;
    const kinds: readonly TimerKind[] = CLEARS[by];
    if (!kinds.includes(timer.kind) && !(timer.idle && by === 'cancelIdleCallback')) {
      throw new Error(`Cannot clear timer: timer created with ${CREATED_BY[timer.kind]}() but cleared with ${by}()`);
    }
    this.clock.disarm(timer);
    return undefined;
  }

  private find(id: unknown): FakeTimer | undefined {
    const timer = typeof id === 'object' ? NodeTimer.timerOf(id!) : undefined;
    if (timer !== undefined) return timer.clock === this.clock ? timer : undefined;
    return this.clock.numbered.get(Number(id));
  }

  private clearNative(by: keyof typeof CLEARS, id: unknown): unknown {
    const { natives } = this;
    if (this.clearsNatives) return natives.call(by, id);
    if (!natives.warned) {
      natives.warned = true;
      const { console } = globalThis as unknown as { console: { warn(text: string): void } };
      console.warn(
        [
          `FakeTimers: ${by} was invoked to clear a native timer instead of one created by this library.`,
          'To automatically clean-up native timers, use `shouldClearNativeTimers`.',
          ...userFrames(new Error()),
        ].join('\n'),
      );
    }
    return undefined;
  }
}

/** Numbers below the first fake one, and everything that is no number. */
function isNative(id: unknown): boolean {
  return !(Number(id) >= FIRST_ID);
}
