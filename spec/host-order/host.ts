/** What a program runs against: the functions of a real host, or of whoever stands in for it. */
export interface Host {
  setTimeout(callback: () => void, delay?: number): Timer;
  setInterval(callback: () => void, delay?: number): Timer;
  setImmediate(callback: () => void): Immediate;
  clearTimeout(timer: Timer | number | undefined): void;
  clearInterval(timer: Timer | number | undefined): void;
  clearImmediate(immediate: Immediate | undefined): void;
  nextTick(callback: () => void): void;
  queueMicrotask(callback: () => void): void;
  readonly timersPromises: TimersPromises;
  /** `AbortSignal.timeout` */
  abortAfter(delay: number): AbortSignal;
}

export interface Timer {
  ref(): unknown;
  unref(): unknown;
  refresh(): unknown;
  hasRef(): boolean;
  [Symbol.toPrimitive](): number;
}

export interface Immediate {
  ref(): unknown;
  unref(): unknown;
  hasRef(): boolean;
}

export interface TimerOptions {
  signal?: AbortSignal;
  ref?: boolean;
}

/** `node:timers/promises` */
export interface TimersPromises {
  setTimeout<T>(delay: number, value: T, options: TimerOptions): Promise<T>;
  setImmediate<T>(value: T, options: TimerOptions): Promise<T>;
  setInterval<T>(delay: number, value: T, options: TimerOptions): AsyncIterable<T>;
  readonly scheduler: {
    wait(delay: number, options: TimerOptions): Promise<void>;
    yield(): Promise<void>;
  };
}

/** The host that the globals make up at this moment. */
export function globalHost(timersPromises: TimersPromises): Host {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
    clearImmediate: (immediate) => clearImmediate(immediate as NodeJS.Immediate),
    nextTick: process.nextTick.bind(process),
    queueMicrotask: globalThis.queueMicrotask,
    timersPromises,
    abortAfter: (delay) => AbortSignal.timeout(delay),
  };
}
