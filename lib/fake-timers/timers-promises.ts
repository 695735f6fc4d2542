import { rejectOnAbort } from './abort';
import { parseDelay } from './delay';
import type { FakeClock } from './fake-clock';
import type { FakeTimer } from './fake-timer';
import { IntervalTurns } from './interval-turns';
import type { Clock, Signal } from './types';

interface WaitOptions {
  readonly signal?: Signal | null;
}

/** What is faked of `timers/promises`, and of `AbortSignal`. */
export interface ModulePromises {
  readonly setTimeout: unknown;
  readonly setImmediate: unknown;
  readonly setInterval: unknown;
  /** `scheduler.wait`. */
  readonly wait: unknown;
  /** `scheduler.yield`. */
  readonly yield: unknown;
  /** `AbortSignal.timeout`. */
  readonly abortAfter: unknown;
}

/**
 * The fakes of `timers/promises` in compatible order.
 *
 * @param asNode Whether they are as Node's own in what the compatible library does differently: an aborted wait rejects with an AbortError rather than with the reason itself, and an interval is a generator.
 */
export function timersPromises(
  face: Clock,
  clock: FakeClock,
  promise: PromiseConstructor,
  asNode: boolean,
): ModulePromises {
  const waits = new Waits(face, clock, promise, asNode);
  const setTimeout = (delay?: unknown, value?: unknown, options?: WaitOptions): Promise<unknown> => {
    const ms = parseDelay(delay);
    return waits.waitFor((done) => clock.schedule('Timeout', done, [], ms, ms), value, options);
  };
  const setImmediate = (value?: unknown, options?: WaitOptions): Promise<unknown> =>
    waits.waitFor((done) => clock.schedule('Immediate', done, [], 0), value, options);
  const setInterval = (delay?: unknown, value?: unknown, options?: WaitOptions): AsyncIterable<unknown> => ({
    [Symbol.asyncIterator]: () => waits.iterate(delay, value, options),
  });
  return {
    setTimeout,
    setImmediate,
    setInterval: asNode ? generatorOf(setInterval) : setInterval,
    wait: (delay?: unknown, options?: WaitOptions) => setTimeout(delay, undefined, options),
    yield: () => setImmediate(),
    abortAfter: (delay: number) => abortAfter(clock, delay),
  };
}

/** Who calls `next()` by hand needs a generator, and not only something to iterate over. */
function generatorOf<A extends unknown[], T>(
  iterable: (...args: A) => AsyncIterable<T>,
): (...args: A) => AsyncGenerator<T, void> {
  return async function* setInterval(...args) {
    for await (const value of iterable(...args)) yield value;
  };
}

function abortAfter(clock: FakeClock, delay: number): AbortSignal {
  const controller = new AbortController();
  const ms = parseDelay(delay);
  const timer = clock.schedule(
    'Timeout',
    () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    [],
    ms,
    ms,
  );
  clock.engine.timers.setBackground(timer, true);
  return controller.signal;
}

/** Promises that a timer settles, unless a signal is aborted before. */
class Waits {
  constructor(
    private readonly face: Clock,
    private readonly clock: FakeClock,
    private readonly promise: PromiseConstructor,
    private readonly asNode: boolean,
  ) {}

  waitFor(
    schedule: (done: () => void) => FakeTimer,
    value: unknown,
    options: WaitOptions | null | undefined,
  ): Promise<unknown> {
    return new this.promise((resolve, reject) => {
      const signal = options?.signal;
      if (signal?.aborted === true) {
        reject(this.abortError(signal.reason));
        return;
      }
      // The signal first: if it is none, no timer is left behind.
      const forget = rejectOnAbort(this.face.abortListenerMap, signal, (reason) => {
        this.clock.disarm(timer);
        reject(this.abortError(reason));
      });
      const timer = schedule(() => {
        forget();
        resolve(value);
      });
    });
  }

  /** Its timer starts here, not with the first `next()`. */
  iterate(delay: unknown, value: unknown, options: WaitOptions | null | undefined): AsyncIterator<unknown> {
    const signal = options?.signal;
    const ms = parseDelay(delay);
    let stop = (): void => undefined;
    const turns = new IntervalTurns(value, this.promise, () => stop());
    if (signal?.aborted === true) {
      turns.fail(this.abortError(signal.reason));
      return turns;
    }
    const forget = rejectOnAbort(this.face.abortListenerMap, signal, (reason) => turns.fail(this.abortError(reason)));
    const timer = this.clock.schedule('Interval', () => turns.turn(), [], ms, ms, Math.max(1, ms));
    stop = () => {
      forget();
      this.clock.disarm(timer);
    };
    return turns;
  }

  private abortError(reason: unknown): Error {
    if (!this.asNode) return reason as Error;
    const error = new Error('The operation was aborted', { cause: reason });
    error.name = 'AbortError';
    return Object.assign(error, { code: 'ABORT_ERR' });
  }
}
