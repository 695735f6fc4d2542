import { rejectOnAbort } from './abort';
import { parseDelay } from './delay';
import type { FakeClock } from './fake-clock';
import type { FakeTimer } from './fake-timer';
import type { Clock } from './types';

interface WaitOptions {
  readonly signal?: AbortSignal | null;
}

/** The fakes of `timers/promises`. */
export class TimersPromises {
  /** @param asNode Whether an aborted wait rejects with an AbortError, as Node's own, rather than with the reason itself. */
  constructor(
    private readonly face: Clock,
    private readonly clock: FakeClock,
    private readonly promise: PromiseConstructor,
    private readonly asNode: boolean,
  ) {}

  readonly setTimeout = (delay?: unknown, value?: unknown, options?: WaitOptions): Promise<unknown> => {
    const ms = parseDelay(delay);
    return this.waitFor((done) => this.clock.schedule('Timeout', done, [], ms, ms), value, options);
  };

  readonly setImmediate = (value?: unknown, options?: WaitOptions): Promise<unknown> =>
    this.waitFor((done) => this.clock.schedule('Immediate', done, [], 0), value, options);

  readonly setInterval = (delay?: unknown, value?: unknown, options?: WaitOptions): AsyncIterable<unknown> => ({
    [Symbol.asyncIterator]: () => this.iterate(delay, value, options),
  });

  /** `scheduler.wait`. */
  readonly wait = (delay?: unknown, options?: WaitOptions): Promise<unknown> =>
    this.setTimeout(delay, undefined, options);

  /** `scheduler.yield`. */
  readonly yield = (): Promise<unknown> => this.setImmediate();

  /** `AbortSignal.timeout`. */
  readonly abortAfter = (delay: number): AbortSignal => {
    const controller = new AbortController();
    const ms = parseDelay(delay);
    const timer = this.clock.schedule(
      'Timeout',
      () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      [],
      ms,
      ms,
    );
    timer.background = true;
    return controller.signal;
  };

  private waitFor(
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
      const timer = schedule(() => {
        forget();
        resolve(value);
      });
      const forget = rejectOnAbort(this.face.abortListenerMap, signal, (reason) => {
        this.clock.disarm(timer);
        reject(this.abortError(reason));
      });
    });
  }

  /**
   * The iteration of an interval. Its timer starts here. Turns that nobody waits for are counted, and handed out at once; those who wait are served in order.
   */
  private iterate(delay: unknown, value: unknown, options: WaitOptions | null | undefined): AsyncIterator<unknown> {
    const { promise } = this;
    const signal = options?.signal;
    const waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];
    let backlog = 0;
    let over = false;
    let failure: { readonly reason: Error } | undefined;
    let idle: (() => void) | undefined;

    const ms = parseDelay(delay);
    if (signal?.aborted === true) fail(this.abortError(signal.reason));
    const timer = over ? undefined : this.clock.schedule('Interval', turn, [], ms, ms, Math.max(1, ms));
    const forget = over
      ? () => undefined
      : rejectOnAbort(this.face.abortListenerMap, signal, (reason) => fail(this.abortError(reason)));

    const stop = (): void => {
      over = true;
      forget();
      if (timer !== undefined) this.clock.disarm(timer);
    };

    function turn(): void {
      const first = waiting.shift();
      if (first === undefined) backlog++;
      else first.resolve();
      if (waiting.length === 0) idle?.();
    }

    function fail(reason: Error): void {
      failure = { reason };
      over = true;
      if (timer !== undefined) stop();
      for (const { reject } of waiting.splice(0)) {
        failure = undefined;
        reject(reason);
      }
      idle?.();
    }

    return {
      async next() {
        if (failure !== undefined) {
          const { reason } = failure;
          failure = undefined;
          throw reason;
        }
        if (over) return { done: true, value: undefined };
        if (backlog > 0) backlog--;
        else await new promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
        return { done: false, value };
      },
      async return() {
        if (waiting.length > 0) await new promise<void>((resolve) => (idle = resolve));
        if (!over) stop();
        return { done: true, value: undefined };
      },
    };
  }

  private abortError(reason: unknown): Error {
    if (!this.asNode) return reason as Error;
    const error = new Error('The operation was aborted', { cause: reason });
    error.name = 'AbortError';
    return Object.assign(error, { code: 'ABORT_ERR' });
  }
}
