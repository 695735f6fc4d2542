/**
 * A small program with a published bug, and the same program without it.
 *
 * Both are ordinary asynchronous code: nothing in them knows that schedules are explored. What is outside of the program (a database, a server, users) is a boundary or a spawned task.
 */
export interface Program {
  readonly name: string;
  /** Whose idea the program is. The code is ours. */
  readonly idea: string;
  /** What others publish for it: in how many runs they find the bug. */
  readonly others: string;
  /** In how many runs the bug is to be found, on average; `'fast-check'`: in no more than its scheduler needs. Absent where nobody has said anything, and the bug is to be found at all. */
  readonly mark?: number | 'fast-check';
  /** Fails under some schedules. Absent where only the absence of false alarms is measured. */
  readonly buggy?: Test;
  /** Fails under none. */
  readonly fixed: Test;
  /** Whether the program sets timers or reads the clock, which fast-check's scheduler cannot express. */
  readonly usesTime?: true;
}

export type Test = (world: World) => Promise<void>;

/** What the programs need of `Sim`, and all that fast-check's scheduler can be given too (see peer.ts). */
export interface World {
  spawn<T>(name: string, body: () => T | PromiseLike<T>): Promise<T>;
  boundary<A extends unknown[], R>(
    name: string,
    fn: (...args: A) => R | PromiseLike<R>,
    options?: { readonly latency?: readonly [number, number] },
  ): (...args: A) => Promise<R>;
}

/** Awaits the same thing `times` times, one after the other. */
export async function repeat(times: number, act: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i++) await act();
}
