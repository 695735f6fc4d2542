/**
 * Something the engine can run: the unit of scheduling.
 *
 * A handle around a user's callback is one; so is a task that was woken, which saves an object per wake-up.
 */
export interface Runnable {
  /** Does the work. What it throws leaves the engine through {@link Engine.step}, with the engine intact. */
  run(): void;
  /** True when the engine should pass it over. */
  isCancelled(): boolean;
  /** How traces and reports call it. Must not depend on identity, wall clock or host. */
  label(): string;
}

/** A runnable that waits for a point in virtual time. */
export interface Timer extends Runnable {
  /** The place in its queue, which breaks ties between equal times; -1 while not queued. Written only by {@link TimerQueue}. */
  seq: number;
  /** True for a timer that fires only on the way: it never keeps a run going. Changed through {@link TimerQueue.setBackground} while queued. */
  background?: boolean;
  /** True for a timer that is scheduled anew each time it fires. */
  readonly repeats?: boolean;
  /** What a horizon keeps about it, if there is one. Nobody else looks at it. */
  pending?: object | undefined;
}
