import type { Callback } from './fake-timer';
import type { HostClock } from './host-clock';

interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly ref?: boolean | undefined;
}

/**
 * `timers/promises` and `AbortSignal.timeout` over the timers of a clock in host order, each promise settled in the microtask in which Node settles it.
 *
 * The callback of a timer settles the promise. With a signal, the promise that is handed out is a few microtasks behind, because a clean-up comes in between.
 */
export class HostPromises {
  constructor(
    private readonly clock: HostClock,
    private readonly AbortController: typeof globalThis.AbortController,
  ) {}

  readonly setTimeout = (delay?: unknown, value?: unknown, options: WaitOptions = {}): Promise<unknown> =>
    waitFor(value, options, (done) => {
      const timer = this.clock.schedule('Timeout', done, [], delay);
      return { face: timer.face, clear: () => timer.clear() };
    });

  readonly setImmediate = (value?: unknown, options: WaitOptions = {}): Promise<unknown> =>
    waitFor(value, options, (done) => {
      const immediate = this.clock.soon(done, []);
      return { face: immediate.face, clear: () => immediate.clear() };
    });

  /** Its timer starts when the first turn is asked for. Turns that come while nobody waits are handed out afterwards without waiting. */
  readonly setInterval = (delay?: unknown, value?: unknown, options: WaitOptions = {}): AsyncGenerator<unknown, void> =>
    turns(this.clock, delay, value, options);

  /** `scheduler.wait`. */
  readonly wait = (delay?: unknown, options?: WaitOptions): Promise<unknown> =>
    this.setTimeout(delay, undefined, options);

  /** `scheduler.yield`. */
  readonly yield = (): Promise<unknown> => this.setImmediate();

  /** `AbortSignal.timeout`: an ordinary timer that holds nothing open. */
  readonly abortAfter = (delay: number): AbortSignal => {
    const controller = new this.AbortController();
    const abort = (): void =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    this.clock.schedule('Timeout', abort, [], delay).face.unref();
    return controller.signal;
  };
}

/** How a wait is called off, and made not to hold anything open. */
interface Started {
  readonly face: { unref(): unknown };
  clear(): void;
}

function waitFor(
  value: unknown,
  { signal, ref = true }: WaitOptions,
  start: (done: Callback) => Started,
): Promise<unknown> {
  if (isAborted(signal)) return Promise.reject(abortError(signal!));
  let onAbort!: () => void;
  const settled = new Promise<unknown>((resolve, reject) => {
    const started = start(() => resolve(value));
    if (!ref) started.face.unref();
    onAbort = () => {
      started.clear();
      reject(abortError(signal!));
    };
  });
  if (signal === undefined) return settled;
  signal.addEventListener('abort', onAbort);
  return new Promise((resolve, reject) => {
    // As many microtasks as Node's clean-up takes.
    new Promise<unknown>((fulfil, fail) => void settled.then(fulfil, fail))
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}

async function* turns(
  clock: HostClock,
  delay: unknown,
  value: unknown,
  { signal, ref = true }: WaitOptions,
): AsyncGenerator<unknown, void> {
  let backlog = 0;
  let wake: ((failure?: Promise<never>) => void) | undefined;
  function wakeUp(failure?: Promise<never>): void {
    wake?.(failure);
    wake = undefined;
  }
  function onTurn(): void {
    backlog++;
    wakeUp();
  }
  const timer = clock.schedule('Interval', onTurn, [], delay);
  if (!ref) timer.face.unref();
  function onAbort(): void {
    timer.clear();
    if (wake !== undefined) wakeUp(Promise.reject(abortError(signal!)));
  }
  signal?.addEventListener('abort', onAbort);
  try {
    while (!isAborted(signal)) {
      await new Promise<unknown>((resolve) => (wake = resolve));
      for (; backlog > 0; backlog--) yield value;
    }
    throw abortError(signal!);
  } finally {
    timer.clear();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** As a function, since TypeScript takes a property that it has seen false to stay false. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
