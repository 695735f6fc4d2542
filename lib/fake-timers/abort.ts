import type { Signal } from './types';

/** The listeners that fake waits have on abort signals, so that `uninstall` can take them away. */
export type AbortListeners = Map<() => void, Signal>;

/**
 * Calls `onAbort` with the reason when the signal aborts.
 *
 * @returns A function that takes the listener away again.
 */
export function rejectOnAbort(
  listeners: AbortListeners,
  signal: Signal | null | undefined,
  onAbort: (reason: unknown) => void,
): () => void {
  if (!signal) return () => undefined;
  function forget(): void {
    signal!.removeEventListener('abort', listener);
    listeners.delete(listener);
  }
  function listener(): void {
    forget();
    onAbort(signal!.reason);
  }
  signal.addEventListener('abort', listener);
  listeners.set(listener, signal);
  return forget;
}

/** Takes all listeners away. */
export function forgetAll(listeners: AbortListeners): void {
  for (const [listener, signal] of listeners) signal.removeEventListener('abort', listener);
  listeners.clear();
}
