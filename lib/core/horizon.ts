import type { Runnable, Timer } from './runnable';

/**
 * Decides which timer is next, in place of the timer queue's own order: the seam through which exploration permutes what the outside world leaves open.
 *
 * An engine without one takes the first timer, and pays nothing for the possibility.
 */
export interface Horizon {
  /** `timer` was put into the timer queue. */
  scheduled(timer: Timer, when: number): void;
  /** All that the last callback set in motion has settled; called before each step. */
  settled(): void;
  /**
   * Chooses what runs next, between two batches. What it returns is neither in the timer queue nor on the ready list any more.
   *
   * @param mayMove Whether time may move although nothing is ready. If not, and nothing is due, there is no choice to make.
   * @returns The entry, and the time at which it runs; undefined if the whole ready list goes first, or there is nothing to run.
   */
  next(mayMove: boolean): { readonly entry: Runnable; readonly time: number } | undefined;
  /** Whether it holds a timer, taken from the queue and not chosen yet, that keeps the run going. */
  readonly holdsOpen: boolean;
  /** Drops every entry for which `belongs` is true. */
  discard(belongs: (entry: Runnable) => boolean): void;
}
