import type { Runnable, Timer } from '../core/runnable';
import { captureContext, type AsyncContext } from '../host/async-context';
import { native } from '../host/native';
import type { AbstractEventLoop, AbstractHandle, Scope } from './abstract-event-loop';
import { enter, leave } from './current';
import { notePlace } from './stack';

type Callback = (...args: never[]) => unknown;

/**
 * A callback that a loop was asked to call: what `callSoon` returns.
 *
 * It runs in the async context (`AsyncLocalStorage`) in which it was scheduled. Source: asyncio's `Handle`.
 *
 * ```ts
 * import { EventLoop } from 'tickless';
 *
 * const loop = new EventLoop();
 * const handle = loop.callSoon(() => { throw new Error('never called'); });
 * handle.cancel();
 * handle.cancelled(); // => true
 * ```
 */
export class Handle implements AbstractHandle, Runnable {
  private callback: Callback | undefined;
  private args: readonly unknown[];
  private readonly context: AsyncContext | undefined;
  private readonly name: string;

  /** @internal */
  constructor(
    /** @internal */ readonly scope: Scope,
    callback: Callback,
    args: readonly unknown[],
  ) {
    this.callback = callback;
    this.args = args;
    this.context = captureContext();
    this.name = callback.name;
  }

  /** Gives the callback up; harmless when it has been called already. */
  cancel(): void {
    this.callback = undefined;
    this.args = [];
  }

  /** Whether `cancel` was called. */
  cancelled(): boolean {
    return this.callback === undefined;
  }

  /** The same as {@link cancel}, for `using`. */
  [Symbol.dispose](): void {
    this.cancel();
  }

  /** @internal */
  isCancelled(): boolean {
    return this.callback === undefined;
  }

  /** @internal */
  label(): string {
    return this.name === '' ? '(anonymous callback)' : this.name;
  }

  /** Calls the callback. An error goes to the loop's exception handler. @internal */
  run(): void {
    const callback = this.callback!;
    const outer = enter(this.scope);
    try {
      const { loop } = this.scope;
      const began = loop.getDebug() ? native.now() : 0;
      if (this.context === undefined) callback(...(this.args as never[]));
      else this.context.runInAsyncScope(callback, undefined, ...(this.args as never[]));
      if (loop.getDebug()) reportIfSlow(loop, this.label(), native.now() - began);
    } catch (exception) {
      this.scope.loop.callExceptionHandler({
        message: `Exception in callback ${this.label()}`,
        exception,
        handle: this,
      });
    } finally {
      leave(outer);
    }
  }
}

/** Debug mode: says so when a callback or a step of a task blocked for long, in real time. */
export function reportIfSlow(
  loop: AbstractEventLoop & { slowCallbackDuration?: number },
  name: string,
  tookMs: number,
): void {
  if (tookMs >= (loop.slowCallbackDuration ?? Infinity))
    native.console.warn(`tickless: ${name} took ${tookMs.toFixed(0)} ms of real time`);
}

/**
 * A callback that a loop was asked to call at a point in virtual time: what `callLater` and `callAt` return. Source: asyncio's `TimerHandle`.
 *
 * ```ts
 * import { EventLoop } from 'tickless';
 *
 * const loop = new EventLoop();
 * loop.callLater(250, () => loop.stop()).when(); // => 250
 * ```
 */
export class TimerHandle extends Handle implements Timer {
  /** @internal */
  seq = -1;
  /** @internal */
  readonly created: Error | undefined;

  /** @internal */
  constructor(
    scope: Scope,
    private readonly dueMs: number,
    callback: Callback,
    args: readonly unknown[],
  ) {
    super(scope, callback, args);
    this.created = notePlace(scope.loop);
  }

  /** The virtual time, in milliseconds, at which the callback is due. */
  when(): number {
    return this.dueMs;
  }

  override cancel(): void {
    super.cancel();
    this.scope.loop.engine.timers.remove(this);
  }
}
