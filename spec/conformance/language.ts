/**
 * The scenario language as types: `corpus/SEMANTICS.md`, Part I, says what each form means.
 *
 * Programs and traces are JSON, one object per line of a `.jsonl` file.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Program {
  readonly id: string;
  readonly note?: string;
  /** Coroutine functions without parameters. */
  readonly coros: Readonly<Record<string, Block>>;
  /** What runs outside the loop, at the top. */
  readonly drive: Block;
}

export type Block = readonly Statement[];
export type Statement = Control | Leaf;

/** A point in virtual time: absolute, relative to the loop's time, or never. */
export type When = number | { readonly now: number } | null;

export type Control =
  | readonly [op: 'emit', label: string]
  | readonly [op: 'new', name: string, kind: string, ...args: (string | number)[]]
  | readonly [op: 'let', name: string, value: Expression | AsCompleted]
  | readonly [op: 'spawn', name: string, coro: Expression]
  | readonly [op: 'add', counter: string, amount: number]
  | readonly [op: 'repeat', count: number, body: Block]
  | readonly [op: 'if', test: Leaf, then: Block, otherwise?: Block]
  | readonly [op: 'try', body: Block, handlers: readonly Handler[], final?: Block]
  | readonly [op: 'raise', kind: string, message?: string]
  | readonly [op: 'reraise']
  | readonly [op: 'return', value?: Json]
  | readonly [op: 'with', name: string, body: Block]
  | readonly [op: 'timeout', name: string, delay: number | null, body: Block]
  | readonly [op: 'timeout_at', name: string, when: When, body: Block]
  | readonly [op: 'group', name: string, body: Block];

type Handler = readonly [kind: string, block: Block];
export type AsCompleted = readonly [op: 'as_completed', fs: readonly Expression[], timeout?: number | null];

/** Performed, awaited if it is awaitable, and traced with its value. */
export type Leaf = Operation | Method;

/** Denotes an awaitable: a variable, or an operation that makes one. */
export type Expression = string | Operation | Method;

export type Operation =
  | readonly [op: 'await', value: Expression]
  | readonly [op: 'call', name: string]
  | readonly [op: 'sleep', delay: number, result?: Json]
  | readonly [op: 'gather', fs: readonly Expression[], returnExceptions?: boolean]
  | readonly [op: 'wait', fs: readonly Expression[], timeout?: number | null, returnWhen?: string]
  | readonly [op: 'wait_for', value: Expression, timeout?: number | null]
  | readonly [op: 'shield', value: Expression]
  | readonly [op: 'ensure', value: Expression]
  | readonly [op: 'next', iterator: string]
  | readonly [op: 'anext', iterator: string];

/** `["variable.method", ...arguments]` */
type Method = readonly [op: `${string}.${string}`, ...args: Json[]];

/** What an exhausted iterator gives. */
export const END = '<end>';

export interface Trace {
  readonly id: string;
  readonly trace: readonly TraceEvent[];
  readonly end: EndState;
  /** The program was cut short: it would never have ended, or it said too much. */
  readonly endless?: boolean;
}

export type TraceEvent = readonly [time: number, who: string, op: string, value: Json];

export interface EndState {
  readonly time: number;
  /** Every variable that holds a task or future: its state, and its result or error. */
  readonly vars: readonly (readonly [name: string, state: string, value: Json])[];
  /** Those of them that hold an exception nobody has looked at. */
  readonly unretrieved?: readonly string[];
}
