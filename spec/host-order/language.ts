/**
 * A small language for programs about order: what runs before what, and nothing else.
 *
 * A program is JSON. Everything that runs has a name, unique in the program, and says that name when it runs; a *trace* is what was said. So traces
 * hold no times, and two hosts agree on a program exactly if their traces are equal. `interpreter.ts` says what each form does.
 */
export interface Program {
  readonly id: string;
  readonly main: Block;
}

/** A line of a fixture file: what Node does with a program. */
export interface Fixture extends Program {
  readonly trace: readonly string[];
}

export type Block = readonly Statement[];

/** Milliseconds; null leaves the argument out. */
export type Delay = number | null;

export type Statement =
  | readonly [op: 'timeout', name: string, delay: Delay, body: Block]
  /** One block for each turn; after its last turn the interval clears itself. */
  | readonly [op: 'interval', name: string, delay: Delay, turns: readonly Block[]]
  | readonly [op: 'immediate', name: string, body: Block]
  | readonly [op: 'tick', name: string, body: Block]
  | readonly [op: 'microtask', name: string, body: Block]
  /** `Promise.resolve().then(…).then(…)`: one block for each link. */
  | readonly [op: 'chain', name: string, links: readonly Block[]]
  /** Calls an async function. */
  | readonly [op: 'async', name: string, body: AsyncBlock]
  /** Of a timer or of an immediate. */
  | readonly [op: 'clear', handle: string, as: 'object' | 'number']
  | readonly [op: 'ref' | 'unref' | 'hasRef', handle: string]
  | readonly [op: 'refresh', timer: string]
  | readonly [op: 'deferred', name: string]
  | readonly [op: 'resolve' | 'reject', deferred: string]
  | readonly [op: 'controller', name: string]
  | readonly [op: 'abort', controller: string]
  /** `AbortSignal.timeout(delay)` */
  | readonly [op: 'deadline', name: string, delay: number]
  | readonly [op: 'onAbort', name: string, signal: string, body: Block];

export type AsyncBlock = readonly AsyncStatement[];

export type AsyncStatement =
  | Statement
  | readonly [op: 'await', name: string, value: Awaitable]
  /** `for await (… of setInterval(delay))`: one block for each turn, and a `break` after the last. */
  | readonly [op: 'each', name: string, delay: number, turns: readonly AsyncBlock[], options: Options];

export type Awaitable =
  /** `setTimeout` of timers/promises; `wait` and `yield` are those of its `scheduler`, `immediate` its `setImmediate`. */
  | readonly [op: 'sleep', delay: number, options: Options]
  | readonly [op: 'wait', delay: number, options: Options]
  | readonly [op: 'immediate', options: Options]
  | readonly [op: 'yield']
  /** `new Promise((resolve) => setTimeout(resolve, delay))` */
  | readonly [op: 'timer', delay: number]
  | readonly [op: 'resolved']
  /** An object with a `then` method. */
  | readonly [op: 'thenable']
  | readonly [op: 'promise', deferred: string]
  | readonly [op: 'call', body: AsyncBlock]
  | readonly [op: 'all' | 'race' | 'allSettled', values: readonly Awaitable[]];

export interface Options {
  /** The name of a controller or of a deadline. */
  readonly signal?: string;
  readonly ref?: false;
}
