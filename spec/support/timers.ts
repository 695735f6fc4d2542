import type { Timer } from '../../lib/core/runnable';

/** A runnable that does nothing but be queued, or what `run` says. */
export function makeTimer(label: string, run: () => void = () => {}): Timer & { cancelled: boolean } {
  return {
    seq: -1,
    cancelled: false,
    run,
    isCancelled() {
      return this.cancelled;
    },
    label: () => label,
  };
}
