import type { Engine } from '../core/engine';
import { native } from './native';
import { pendingRealTimers } from './real-timers';
import { Slots } from './slots';

/** How long to wait, in real milliseconds, for something that cannot be seen from outside, before saying that nothing will ever happen. */
const GRACE_MS = 25;

/** What a driver asks of whoever runs it. */
export interface DriverHooks {
  /** Brackets every turn: whatever runs inside belongs to the owner. */
  enter(): () => void;
  /** Whether to leave at the end of the current batch. */
  isStopping(): boolean;
  /**
   * The error for the moment at which nothing is ready, nothing is scheduled and nothing real is in flight.
   *
   * @param realTimers How many timers of the host are pending, which virtual time does not wait for.
   */
  deadlock(realTimers: number): Error;
}

/**
 * Drives an engine in real macrotasks until it is to stop: the engine room of every Async twin.
 *
 * Each callback has a macrotask of its own, so native promises settle completely between any two. When nothing is ready, in this order: a timer that is pending is jumped to; else
 * the host is given a short grace period, in which real events may schedule something; else the run fails.
 *
 * @returns A promise that is fulfilled when the run stops and rejected when it cannot go on.
 */
export function driveAsync(engine: Engine, hooks: DriverHooks): Promise<void> {
  return new Promise((resolve, reject) => {
    const slots = new Slots(() => {
      const leave = hooks.enter();
      try {
        return turn();
      } catch (error) {
        engine.breakBatch();
        reject(error);
        return false;
      } finally {
        leave();
      }
    });

    let begun = false;

    /**
     * One callback; true to be called again.
     *
     * Whether to stop is asked before a batch, not after: what the last callback set in motion settles first. The first batch runs in any case.
     */
    function turn(): boolean {
      if (begun && engine.betweenBatches && hooks.isStopping()) return stop();
      begun = true;
      if (engine.step()) return true;
      if (hooks.isStopping()) return stop();
      if (engine.jump()) return engine.step();
      giveGrace();
      return false;
    }

    function stop(): false {
      resolve();
      return false;
    }

    function giveGrace(): void {
      const timer = native.setTimeout(() => {
        engine.sleepUntilWoken(undefined);
        reject(hooks.deadlock(pendingRealTimers() - 1)); // the one that is firing is counted, too
      }, GRACE_MS);
      engine.sleepUntilWoken(() => {
        native.clearTimeout(timer);
        slots.wake();
      });
    }

    slots.wake();
  });
}
