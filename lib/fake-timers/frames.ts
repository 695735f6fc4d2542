import { parseDelay } from './delay';
import type { FakeClock } from './fake-clock';
import type { Callback } from './fake-timer';
import { performanceNow } from './performance';
import { untilFrame } from './verbs';

/** How much of an idle period is left, in milliseconds, as long as timers are pending. */
const IDLE_MS = 50;

/** `requestAnimationFrame`: calls back at the next multiple of 16 ms since the clock began, with `performance.now()`. @returns The timer's number. */
export function requestFrame(clock: FakeClock, callback: Callback): number {
  const ms = untilFrame(clock);
  return clock.schedule('AnimationFrame', callback, () => [performanceNow(clock.wall)], ms, ms).number();
}

/**
 * `requestIdleCallback`: calls back when everything else of the instant is done, or, with a timeout, when that is over.
 *
 * @returns The timer's number.
 */
export function requestIdle(clock: FakeClock, callback: Callback, { timeout }: { timeout?: number }): number {
  const ms = parseDelay(timeout);
  const deadline = { didTimeout: true, timeRemaining: () => (clock.armedCount > 0 ? IDLE_MS : 0) };
  const timer = clock.schedule(ms > 0 ? 'Timeout' : 'IdleCallback', callback, [deadline], ms, ms);
  timer.idle = true;
  return timer.number();
}
