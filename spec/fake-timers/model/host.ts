/**
 * A global of its own for one program: the real one, except that its intervals fire when the program says so.
 *
 * The mode `interval` then depends on no real time; and as each global has timer numbers of its own, programs that run at the same time (after a test has timed out, say) do not see each other.
 */
export class Host {
  private interval: (() => void) | undefined;

  readonly global: object = Object.create(globalThis, {
    setInterval: {
      value: (callback: () => void) => {
        this.interval = callback;
        return 1;
      },
    },
    clearInterval: { value: () => (this.interval = undefined) },
  }) as object;

  /** Fires what was set last, if it was not cleared. */
  fireInterval(): void {
    this.interval?.();
  }
}
