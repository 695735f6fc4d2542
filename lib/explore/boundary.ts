/** Settings of `sim.boundary`. */
export interface BoundaryOptions {
  /** How long a reply takes, in virtual milliseconds: always as long, or from the least to the most. Without it replies take no time, and come in any order. */
  readonly latency?: number | readonly [leastMs: number, mostMs: number];
  /** With what a call may fail instead of being made: an error, a function that makes one, or several of either. Not failing is always possible, too. */
  readonly fail?: Fault | readonly Fault[];
  /** `'any'`, the default: replies overtake each other, as those of a pool of connections do. `'fifo'`: they come in the order of the calls, as on one socket. */
  readonly order?: 'any' | 'fifo';
}

/** An error, or how to make it. */
export type Fault = Error | (() => Error);

/** A function of the outside world, with all settings. */
export interface Boundary<A extends unknown[], R> {
  readonly name: string;
  readonly fn: (...args: A) => R | PromiseLike<R>;
  readonly least: number;
  readonly most: number;
  readonly faults: readonly Fault[];
  readonly lane: object | undefined;
}
