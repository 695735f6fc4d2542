/**
 * The types of the fake timers, by the names under which users of @sinonjs/fake-timers import them: a project that aliases that package to this one keeps compiling.
 */

// ---- What the clock is told ---------------------------------------------------------------------------------------

/** A `Temporal.Duration`, as far as a clock looks at it. */
export interface TemporalDuration {
  years: number;
  months: number;
  weeks: number;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
  milliseconds: number;
  microseconds: number;
  nanoseconds: number;
  total: (options: { unit: string; relativeTo?: unknown }) => number;
}

/** A `Temporal.Instant` or `Temporal.ZonedDateTime`, as far as a clock looks at it. */
export interface TemporalTimelike {
  epochMilliseconds: number;
}

/** How far to advance: milliseconds, `'ss'`, `'mm:ss'`, `'hh:mm:ss'`, or a duration. */
type TickValue = number | string | TemporalDuration;
/** A point in time: milliseconds since 1970, a Date, or a point of Temporal. */
type Now = number | Date | TemporalTimelike;

/** What can be faked, by name. */
export type FakeMethod =
  | 'setTimeout'
  | 'clearTimeout'
  | 'setImmediate'
  | 'clearImmediate'
  | 'setInterval'
  | 'clearInterval'
  | 'Date'
  | 'nextTick'
  | 'hrtime'
  | 'requestAnimationFrame'
  | 'cancelAnimationFrame'
  | 'requestIdleCallback'
  | 'cancelIdleCallback'
  | 'performance'
  | 'queueMicrotask'
  | 'Intl'
  | 'Temporal'
  | 'scheduler';

/** What `install` takes. The defaults are written into the object. */
export interface Config {
  /** What the clock reads first; 1970 by default. */
  now?: Now | undefined;
  /** What to fake: everything there is, by default and for an empty list. */
  toFake?: FakeMethod[] | undefined;
  /** What not to fake; not together with `toFake`. */
  toNotFake?: FakeMethod[] | undefined;
  /** How many timers or jobs may run before an infinite loop is assumed; 1000 by default. */
  loopLimit?: number | undefined;
  /** Whether the clock advances with real time. */
  shouldAdvanceTime?: boolean | undefined;
  /** By how many milliseconds it advances each time; 20 by default. */
  advanceTimeDelta?: number | undefined;
  /** Whether clearing a timer that is not fake clears the real one; otherwise a warning says that it does not. */
  shouldClearNativeTimers?: boolean | undefined;
  /** Whether names that this global does not have are passed over rather than refused. */
  ignoreMissingTimers?: boolean | undefined;
  /** Not supported: use `withGlobal`. */
  target?: GlobalObject | undefined;
  /**
   * `'compatible'`, the default, fakes what @sinonjs/fake-timers fakes. `'complete'` also fakes `scheduler.wait` and `scheduler.yield` of `timers/promises` and
   * `AbortSignal.timeout`, and aborted waits of `timers/promises` reject as Node's own do: with an AbortError whose cause is the signal's reason.
   * The `setInterval` of `timers/promises` is a generator, as Node's. And the mode `interval` stands still while real work is in flight.
   */
  hostApis?: 'compatible' | 'complete' | undefined;
}

export type TickMode = 'nextAsync' | 'manual' | 'interval';
/** Runs one timer after the other by itself, each in a macrotask of its own. It does not jump past real work in flight, as long as that makes progress. */
export interface NextAsyncTickMode {
  mode: 'nextAsync';
}
/** Advances only when it is told to. */
export interface ManualTickMode {
  mode: 'manual';
}
/** Advances by `delta` milliseconds every `delta` real milliseconds; 20 by default. */
export interface IntervalTickMode {
  mode: 'interval';
  delta?: number | undefined;
}
export type TimerTickMode = IntervalTickMode | NextAsyncTickMode | ManualTickMode;
export interface SetTickModeConfig {
  mode: TickMode;
  delta?: number | undefined;
}

// ---- The functions it fakes ---------------------------------------------------------------------------------------

/** An AbortSignal, as far as timers need one; named apart, because not every host's types have the word. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export type FakeTimersFunction = (...args: unknown[]) => unknown;
/** Any function can be a callback. */
export type VoidVarArgsFunc = (...args: never[]) => unknown;

export interface IdleDeadline {
  /** Always true here: an idle callback runs when nothing else is left to do at its instant. */
  didTimeout: boolean;
  timeRemaining: TimeRemaining;
}
/** 50 while timers are pending, else 0. */
export type TimeRemaining = () => number;
export type RequestIdleCallbackCallback = (deadline: IdleDeadline) => unknown;
export type AnimationFrameCallback = (timestamp: number) => unknown;

export type NextTick = (callback: VoidVarArgsFunc, ...args: unknown[]) => void;
export type QueueMicrotask = (callback: VoidVarArgsFunc) => void;
export type SetImmediate = (callback: VoidVarArgsFunc, ...args: unknown[]) => NodeImmediate;
export type ClearImmediate = (id?: TimerId | null) => void;
export type SetTimeout = (callback: VoidVarArgsFunc, delay?: number, ...args: unknown[]) => TimerId;
export type ClearTimeout = (id?: TimerId | null) => void;
export type SetInterval = (callback: VoidVarArgsFunc, delay?: number, ...args: unknown[]) => TimerId;
export type ClearInterval = (id?: TimerId | null) => void;
export type RequestIdleCallback = (callback: RequestIdleCallbackCallback, options?: { timeout?: number }) => number;
export type CancelIdleCallback = (id: TimerId) => void;
export type RequestAnimationFrame = (callback: AnimationFrameCallback) => number;
export type CancelAnimationFrame = (id: TimerId) => void;
export type SchedulerPostTask = (
  callback: VoidVarArgsFunc,
  options?: { delay?: number; priority?: string; signal?: Signal },
) => Promise<unknown>;
export type Hrtime = ((previous?: [number, number] | number[]) => [number, number]) & { bigint: () => bigint };

/** What scheduling returns: a timer object on Node, a number elsewhere. */
export type TimerId = number | string | NodeImmediate | Timer;
export type NodeImmediateHasRef = () => boolean;
export type NodeImmediateRef = () => NodeImmediate;
export type NodeImmediateUnref = () => NodeImmediate;
/** The timer object of Node. */
export interface NodeImmediate {
  hasRef: NodeImmediateHasRef;
  ref: NodeImmediateRef;
  unref: NodeImmediateUnref;
}

// ---- The clock ----------------------------------------------------------------------------------------------------

export type CountTimers = () => number;
export type RunMicrotasks = () => void;
export type Tick = (tickValue: TickValue) => number;
export type TickAsync = (tickValue: TickValue) => Promise<number>;
export type Next = () => number;
export type NextAsync = () => Promise<number>;
export type RunAll = () => number;
export type RunAllAsync = () => Promise<number>;
export type RunToFrame = () => number;
export type RunToLast = () => number;
export type RunToLastAsync = () => Promise<number>;
export type Reset = () => void;
export type SetSystemTime = (now?: Now) => void;
export type Jump = (tickValue: TickValue) => number;
export type Uninstall = () => Timer[];
export type SetTickMode = (tickModeConfig: SetTickModeConfig) => void;

/** The automatic mode that is on. */
export interface ClockTickMode {
  mode: TickMode;
  /** Grows with each change. */
  counter: number;
  delta?: number | undefined;
}

/** What is known of a timer when it is scheduled. */
export interface TimerInitialProps {
  func: VoidVarArgsFunc;
  args?: readonly unknown[];
  type?: 'Timeout' | 'Interval' | 'Immediate' | 'AnimationFrame' | 'IdleCallback';
  /** Milliseconds, as they were asked for. */
  delay?: number;
  /** When it is due, on the clock's time. */
  callAt?: number;
  createdAt?: number;
  immediate?: boolean;
  id?: number;
  /** Made where it was created, if the loop limit was near. */
  error?: Error;
  /** Milliseconds between two firings. */
  interval?: number;
  animation?: boolean;
  requestIdleCallback?: boolean;
  /** The order among timers of one instant. */
  order?: number;
  heapIndex?: number;
}

/** The record of a pending timer. */
export interface Timer extends TimerInitialProps {
  args: readonly unknown[];
  callAt: number;
  createdAt: number;
  id: number;
  type: 'Timeout' | 'Interval' | 'Immediate' | 'AnimationFrame' | 'IdleCallback';
}

/** The pending timers, the next one first. */
export interface TimerHeap {
  timers: Timer[];
  peek: () => Timer | undefined;
  push: (timer: Timer) => void;
  pop: () => Timer | undefined;
  remove: (timer: Timer) => void;
}

/** The state of a clock that is being ticked. The compatible library has it by this name; nothing here takes or returns it. */
export interface ClockState {
  tickFrom: number;
  tickTo: number;
  previous?: number;
  oldNow?: number | null;
  timer?: Timer;
  firstException?: unknown;
  nanosTotal?: number;
  msFloat?: number;
  ms?: number;
}

/** The Intl of a clock. */
export type IntlWithClock = typeof Intl & { clock: Clock };
export type PerformanceLike = Record<string, unknown> & { now: () => number };

/**
 * A clock that stands still until it is told to move.
 *
 * Every method can be used detached. Its own time, and that of its `Date`, begins where it was told; its timers fire in the order of their time, and at one instant
 * immediates first, then in the order in which they were scheduled, idle callbacks last. (In host order Node's rules hold instead, and the verbs without Async are errors.)
 */
export interface Clock {
  /** Milliseconds since 1970. Setting it moves the clock without firing anything. */
  now: number;
  /** `Date` on this clock's time. */
  Date: DateConstructor & {
    /** The clock whose time it tells. */
    clock?: Clock;
    /** True: this is no real `Date`. */
    isFake?: boolean;
    /** The source of the real `Date`, where engines still have that. */
    toSource?: () => string;
  };
  /** How many timers or jobs may run before an infinite loop is assumed. */
  loopLimit: number;

  /** Calls a function once, after a delay in milliseconds of this clock. */
  setTimeout: SetTimeout;
  /** Gives a timeout or an interval up. */
  clearTimeout: ClearTimeout;
  /** Calls a function again and again, with a delay in milliseconds of this clock. */
  setInterval: SetInterval;
  /** Gives an interval or a timeout up. */
  clearInterval: ClearInterval;
  /** Calls a function before the timeouts of this instant. */
  setImmediate: SetImmediate;
  /** Gives an immediate up. */
  clearImmediate: ClearImmediate;
  /** Queues a job, to run before the next timer. */
  nextTick: NextTick;
  /** Queues a job, to run before the next timer. */
  queueMicrotask: QueueMicrotask;
  /** Calls a function at the next frame; they come every 16 ms. */
  requestAnimationFrame: RequestAnimationFrame;
  /** Gives a frame up. */
  cancelAnimationFrame: CancelAnimationFrame;
  /** Calls a function when nothing else is left to do at its instant. */
  requestIdleCallback: RequestIdleCallback;
  /** Gives an idle callback up. */
  cancelIdleCallback: CancelIdleCallback;
  /** `scheduler.postTask` on this clock, where the global has it. */
  scheduler?: {
    /** Posts a task, which may be delayed and called off. */
    postTask: SchedulerPostTask;
  };
  /** `performance` on this clock; `now()` counts from its beginning. */
  performance: PerformanceLike;
  /** `process.hrtime` on this clock. */
  hrtime: Hrtime;
  /** `Intl` whose formats tell the time of this clock unless given another. */
  Intl?: IntlWithClock;
  /** `Temporal` whose `Now` is the time of this clock, where the host has it. */
  Temporal?: Record<string, unknown>;

  /** How many timers and jobs are pending. */
  countTimers: CountTimers;
  /** Runs the jobs of `nextTick` and `queueMicrotask`. */
  runMicrotasks: RunMicrotasks;
  /**
   * Advances by a duration, and fires everything that is due until then, that instant included. Everything runs; the first exception is thrown in the end.
   *
   * @returns `now`. @throws TypeError for a negative number or what is no duration, Error for a string that is none, or at the loop limit.
   */
  tick: Tick;
  /** The same, with the host's macrotasks in between, so that promises settle. What `tick` throws rejects the promise. */
  tickAsync: TickAsync;
  /** Advances to the next timer, and fires that one. @returns `now`. @throws what its callback throws. */
  next: Next;
  /** The same, with the host's macrotasks in between. */
  nextAsync: NextAsync;
  /** Fires timers until there are none. @returns `now`. @throws what a callback throws, at once; Error after `loopLimit` timers. */
  runAll: RunAll;
  /** The same, with the host's macrotasks in between. */
  runAllAsync: RunAllAsync;
  /** Advances to the last of the timers that are pending now, as `tick` does. @returns `now`. */
  runToLast: RunToLast;
  /** The same, with the host's macrotasks in between. */
  runToLastAsync: RunToLastAsync;
  /** Advances to the next animation frame, as `tick` does; they come every 16 ms. @returns `now`. */
  runToFrame: RunToFrame;
  /** Advances by a duration as if the computer had been asleep: each timer that is overdue then fires once. @returns `now`. @throws as `tick` does. */
  jump: Jump;
  /** Drops every timer and job, and sets the clock back to its beginning. */
  reset: Reset;
  /** Sets what `Date` tells: milliseconds since 1970, a Date, or a point of Temporal; 1970 for nothing. Timers keep the time they still have to wait. */
  setSystemTime: SetSystemTime;
  /** Has the clock advance by itself: to one timer after the other (`nextAsync`), or at the pace of real time (`interval`); `manual` ends that. */
  setTickMode: SetTickMode;
  /** Puts the real functions back. The clock stays usable by itself. @returns The timers that were pending. */
  uninstall: Uninstall;

  /** The names of what is faked, once installed. */
  methods: string[];
  /** Whether clearing a real timer by a fake function clears it. */
  shouldClearNativeTimers?: boolean;

  // For those who look inside, as they can in the compatible library. To be read only.
  /** @internal */
  timers?: Map<number, Timer> | undefined;
  /** @internal */
  timerHeap?: TimerHeap | undefined;
  /** @internal */
  jobs?: { func: VoidVarArgsFunc; args: readonly unknown[]; error: Error | null }[] | undefined;
  /** @internal */
  duringTick?: boolean | undefined;
  /** @internal */
  isNearInfiniteLimit: boolean;
  /** @internal */
  tickMode: ClockTickMode;
  /** @internal */
  attachedInterval?: unknown;
  /** @internal */
  abortListenerMap: Map<VoidVarArgsFunc, Signal>;
  /** @internal */
  timersModuleMethods: { methodName: string; original: unknown }[] | undefined;
  /** @internal */
  timersPromisesModuleMethods: { methodName: string; original: unknown }[] | undefined;
}

// ---- The four functions -------------------------------------------------------------------------------------------

/** The real functions, by the names under which they can be faked. */
export interface Timers {
  /** The real `setTimeout`. */
  setTimeout: SetTimeout;
  /** The real `clearTimeout`. */
  clearTimeout: ClearTimeout;
  /** The real `setInterval`. */
  setInterval: SetInterval;
  /** The real `clearInterval`. */
  clearInterval: ClearInterval;
  /** The real `Date`. */
  Date: DateConstructor;
  /** The real `Intl`. */
  Intl?: typeof Intl;
  /** The real `Temporal`. */
  Temporal?: Record<string, unknown>;
  /** The real `setImmediate`. */
  setImmediate?: SetImmediate;
  /** The real `clearImmediate`. */
  clearImmediate?: ClearImmediate;
  /** The real `process.hrtime`. */
  hrtime?: Hrtime;
  /** The real `process.nextTick`. */
  nextTick?: NextTick;
  /** The real `performance`. */
  performance?: PerformanceLike;
  /** The real `requestAnimationFrame`. */
  requestAnimationFrame?: RequestAnimationFrame;
  /** The real `cancelAnimationFrame`. */
  cancelAnimationFrame?: CancelAnimationFrame;
  /** The real `requestIdleCallback`. */
  requestIdleCallback?: RequestIdleCallback;
  /** The real `cancelIdleCallback`. */
  cancelIdleCallback?: CancelIdleCallback;
  /** The real `queueMicrotask`. */
  queueMicrotask?: QueueMicrotask;
  /** The real `scheduler`, if it can post tasks. */
  scheduler?: {
    /** Posts a task, which may be delayed and called off. */
    postTask: SchedulerPostTask;
  };
}

export type CreateClockCallback = (start?: Now, loopLimit?: number) => Clock;
export type InstallCallback<C extends Config = Config> = (config?: C) => Clock;
export type WithGlobal<C extends Config = Config> = (globalNamespace: GlobalNamespace) => FakeTimers<C>;

/** Fake timers for one global object. */
export interface FakeTimers<C extends Config = Config> {
  /** The real functions of that global. */
  timers: Timers;
  /** Makes a clock that touches no global. */
  createClock: CreateClockCallback;
  /** Makes a clock and replaces the functions of that global by its own. */
  install: InstallCallback<C>;
  /** Fake timers for another global object: a sandbox's, a frame's. */
  withGlobal: WithGlobal<C>;
}

/** Any object that has a `Date` and, of the rest, what it has. */
export type GlobalNamespace = object;
/** The same, under its older name. */
export type GlobalObject = object;
