import type { Host, Immediate, Timer, TimerOptions, TimersPromises } from './host';
import { Interpreter } from './interpreter';
import type { Program } from './language';

/**
 * The rules of `docs/host-order.md`, as the plainest program that follows them: what a host order on virtual time has to do, and nothing else.
 *
 *  1. The timers that wait are ordered by (when, seq). `when` is the time of scheduling plus the whole milliseconds of the delay, at least 1.
 *     `seq` counts every scheduling: creation, `refresh()`, and the next turn of an interval, which is scheduled when its callback has returned.
 *  2. Immediates run in the order of creation, at the instant of creation; those that an immediate creates come after those that exist by then.
 *  3. When there are none, time moves to the first timer that waits, and the timers of that instant run, then the immediates that they have created.
 *  4. Each callback is run in a macrotask of the real host, which orders ticks, microtasks and promises after it.
 *  5. It is over when no immediate and no timer that waits is ref'd.
 *  6. An unref'd immediate does not keep time from moving: if there is no other, it runs after that, but before the timers.
 */
class Model {
  now = 0;
  private seq = 0;
  /** In order of (when, seq). */
  private waiting: ModelTimer[] = [];
  /** What runs at this instant: a *phase*, of timers or of immediates. */
  private phase: Entry[] = [];
  /** For a later phase. */
  private immediates: ModelImmediate[] = [];
  private readonly numbers = new Map<number, ModelTimer>();

  /** @param watch Is told of every timer that has been waiting, when it no longer does. */
  constructor(private readonly watch: (wait: Wait) => void = () => {}) {}

  readonly host: Host = {
    setTimeout: (callback, delay) => this.start(callback, delay, false),
    setInterval: (callback, delay) => this.start(callback, delay, true),
    setImmediate: (callback) => {
      const immediate = new ModelImmediate(callback);
      this.immediates.push(immediate);
      return immediate;
    },
    clearTimeout: (timer) => this.clear(timer as ModelTimer | number | undefined),
    clearInterval: (timer) => this.clear(timer as ModelTimer | number | undefined),
    clearImmediate: (immediate) => this.clearImmediate(immediate as ModelImmediate | undefined),
    nextTick: (callback) => process.nextTick(callback),
    queueMicrotask,
    timersPromises: promisesOver(
      (callback, delay, repeats) => this.start(callback, delay, repeats),
      (timer) => this.clear(timer as ModelTimer),
      (callback) => this.host.setImmediate(callback),
      (immediate) => this.host.clearImmediate(immediate),
    ),
    abortAfter: (delay) => {
      const controller = new AbortController();
      const abort = () => controller.abort(new DOMException('', 'TimeoutError'));
      this.start(abort, delay, false).unref();
      return controller.signal;
    },
  };

  /** Runs `main` and all that comes of it, up to a time. */
  run(main: () => void, until = Infinity): Promise<void> {
    this.phase.push({ run: main });
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        try {
          const next = this.next(until);
          if (next === undefined) {
            this.drop();
            resolve();
            return;
          }
          setImmediate(turn);
          next.run();
        } catch (error) {
          reject(error);
        }
      };
      setImmediate(turn);
    });
  }

  private next(until: number): Entry | undefined {
    if (this.phase.length === 0) this.beginPhase(until);
    return this.phase.shift();
  }

  private beginPhase(until: number): void {
    const immediates = this.immediates;
    const timersHold = this.waiting.some((timer) => timer.hasRef());
    const immediatesHold = immediates.some((immediate) => immediate.hasRef());
    if (!timersHold && !immediatesHold) return;
    this.phase = immediates;
    this.immediates = [];
    if (immediatesHold) return;
    const { when } = this.waiting[0]!;
    if (when > until) return;
    this.now = when;
    const due = this.waiting.filter((timer) => timer.when === when);
    this.waiting = this.waiting.slice(due.length);
    this.phase.push(...due);
  }

  private start(callback: () => void, delay: number | undefined, repeats: boolean): ModelTimer {
    const timer = new ModelTimer(this, callback, milliseconds(delay), repeats);
    this.schedule(timer, this.now);
    return timer;
  }

  schedule(timer: ModelTimer, from: number): void {
    this.unschedule(timer);
    timer.since = from;
    timer.when = from + timer.delay;
    timer.seq = this.seq++;
    this.waiting.push(timer);
    this.waiting.sort((a, b) => a.when - b.when || a.seq - b.seq);
  }

  unschedule(timer: ModelTimer): void {
    if (timer.seq === -1) return;
    this.waiting = this.waiting.filter((other) => other !== timer);
    this.phase = this.phase.filter((other) => other !== timer);
    this.hasWaited(timer);
  }

  hasWaited(timer: ModelTimer): void {
    timer.seq = -1;
    this.watch({ since: timer.since, delay: timer.delay, when: timer.when, until: this.now });
  }

  /** The number by which a timer can be cleared. */
  number(timer: ModelTimer): number {
    const number = this.numbers.size + 1;
    this.numbers.set(number, timer);
    return number;
  }

  private clear(timer: ModelTimer | number | undefined): void {
    const found = typeof timer === 'number' ? this.numbers.get(timer) : timer;
    if (found === undefined) return;
    found.cleared = true;
    this.unschedule(found);
  }

  private clearImmediate(immediate: ModelImmediate | undefined): void {
    this.phase = this.phase.filter((other) => other !== immediate);
    this.immediates = this.immediates.filter((other) => other !== immediate);
    immediate?.spend();
  }

  private drop(): void {
    for (const timer of this.waiting) this.hasWaited(timer);
  }
}

/** What is known of a timer that no longer waits: it has fired, was cleared or scheduled anew, or was left over. */
export interface Wait {
  readonly since: number;
  readonly delay: number;
  readonly when: number;
  readonly until: number;
}

interface Entry {
  run(): void;
}

class ModelImmediate implements Entry, Immediate {
  private refed = true;
  private spent = false;

  constructor(private readonly callback: () => void) {}

  run(): void {
    this.spend();
    this.callback();
  }

  /** It has run, or was cleared: from then on it is unref'd for good. */
  spend(): void {
    this.refed = false;
    this.spent = true;
  }

  ref(): void {
    this.refed = !this.spent;
  }

  unref(): void {
    this.refed = false;
  }

  hasRef(): boolean {
    return this.refed;
  }
}

class ModelTimer implements Entry, Timer {
  /** -1 while it does not wait. */
  seq = -1;
  since = 0;
  when = 0;
  cleared = false;
  private refed = true;

  constructor(
    private readonly model: Model,
    private readonly callback: () => void,
    readonly delay: number,
    private readonly repeats: boolean,
  ) {}

  run(): void {
    this.model.hasWaited(this);
    const { now } = this.model;
    this.callback();
    if (this.repeats && !this.cleared) this.model.schedule(this, now);
  }

  ref(): void {
    this.refed = true;
  }

  unref(): void {
    this.refed = false;
  }

  hasRef(): boolean {
    return this.refed;
  }

  refresh(): void {
    if (!this.cleared) this.model.schedule(this, this.model.now);
  }

  [Symbol.toPrimitive](): number {
    return this.model.number(this);
  }
}

function milliseconds(delay = 1): number {
  return delay >= 1 && delay < 2 ** 31 ? Math.trunc(delay) : 1;
}

type Start = (callback: () => void, delay: number, repeats: boolean) => Timer;

/**
 * timers/promises over timers. The callback of a timer settles the promise; with a signal, the promise that is handed out is five microtasks behind,
 * because Node puts a clean-up in between.
 */
function promisesOver(
  start: Start,
  clear: (timer: Timer) => void,
  soon: (callback: () => void) => Immediate,
  clearSoon: (immediate: Immediate) => void,
): TimersPromises {
  /** A promise that `arm` will fulfil, unless the signal is first. `arm` returns how to call it off. */
  function promise<T>(value: T, signal: AbortSignal | undefined, arm: (fulfil: () => void) => () => void): Promise<T> {
    if (isAborted(signal)) return Promise.reject(abortError(signal!));
    let pending = true;
    let onAbort!: () => void;
    const inner = new Promise<T>((resolve, reject) => {
      const callOff = arm(() => {
        pending = false;
        resolve(value);
      });
      onAbort = () => {
        if (!pending) return;
        callOff();
        reject(abortError(signal!));
      };
    });
    if (signal === undefined) return inner;
    signal.addEventListener('abort', onAbort);
    return new Promise((resolve, reject) => {
      new Promise<T>((a, b) => void inner.then(a, b))
        .finally(() => signal.removeEventListener('abort', onAbort))
        .then(resolve, reject);
    });
  }

  function sleep<T>(delay: number, value: T, { signal, ref = true }: TimerOptions = {}): Promise<T> {
    return promise(value, signal, (fulfil) => {
      const timer = start(fulfil, delay, false);
      if (!ref) timer.unref();
      return () => clear(timer);
    });
  }

  function immediate<T>(value: T, { signal, ref = true }: TimerOptions = {}): Promise<T> {
    return promise(value, signal, (fulfil) => {
      const handle = soon(fulfil);
      if (!ref) handle.unref();
      return () => clearSoon(handle);
    });
  }

  /** Nothing is scheduled before the first turn is asked for; turns that come while the consumer is busy are handed out at once, later. */
  async function* interval<T>(
    delay: number,
    value: T,
    { signal, ref = true }: TimerOptions = {},
  ): AsyncGenerator<T, void> {
    let backlog = 0;
    let wake: ((failure?: Promise<never>) => void) | undefined;
    const wakeUp = (failure?: Promise<never>): void => {
      wake?.(failure);
      wake = undefined;
    };
    if (isAborted(signal)) throw abortError(signal!);
    const timer = start(
      () => {
        backlog++;
        wakeUp();
      },
      delay,
      true,
    );
    if (!ref) timer.unref();
    const onAbort = (): void => {
      clear(timer);
      if (wake !== undefined) wakeUp(Promise.reject(abortError(signal!)));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      while (!isAborted(signal)) {
        if (backlog === 0) await new Promise<void>((resolve) => (wake = resolve as typeof wake));
        for (; backlog > 0; backlog--) yield value;
      }
      throw abortError(signal!);
    } finally {
      clear(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    setTimeout: sleep,
    setImmediate: immediate,
    setInterval: interval,
    scheduler: { wait: (delay, options) => sleep(delay, undefined, options), yield: () => immediate(undefined) },
  };
}

/** As a function, since TypeScript takes a property that it has seen false to stay false. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError' });
}

/** What a program does on the model, with the virtual time of each line of the trace. */
export interface ModelRun {
  readonly trace: readonly string[];
  readonly times: readonly number[];
  readonly waits: readonly Wait[];
}

export async function runOnModel(program: Program, until = Infinity): Promise<ModelRun> {
  const trace: string[] = [];
  const times: number[] = [];
  const waits: Wait[] = [];
  const model = new Model((wait) => waits.push(wait));
  const interpreter = new Interpreter(model.host, (label) => {
    trace.push(label);
    times.push(model.now);
  });
  await model.run(() => interpreter.start(program), until);
  interpreter.end();
  return { trace, times, waits };
}
