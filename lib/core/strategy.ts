/**
 * Decides wherever the engine has a choice.
 *
 * This is the one seam through which schedules are explored. Without a strategy the engine takes the boring choice, 0,
 * everywhere, and asking costs nothing.
 *
 * ```ts
 * import { EventLoop, type Strategy } from 'tickless';
 *
 * const lastFirst: Strategy = { choose: (kind, label, n) => n - 1 };
 * const loop = new EventLoop({ strategy: lastFirst });
 * const seen: string[] = [];
 * for (const name of ['a', 'b', 'c']) loop.callSoon(() => seen.push(name));
 * loop.callLater(1, () => loop.stop());
 * loop.runForever();
 * seen; // => ['c', 'b', 'a']
 * ```
 */
export interface Strategy {
  /**
   * Picks one of `n` options.
   *
   * @param kind What is decided: `'ready'` is which of the `n` callbacks that are ready in this turn of the loop runs next.
   * @param label Who would be chosen by 0, for traces and reports.
   * @param n How many options there are; at least 2.
   * @returns A whole number from 0 to `n - 1`. 0 is always the boring choice: first in, first out.
   */
  choose(kind: 'ready', label: string, n: number): number;
}
