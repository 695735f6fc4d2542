import { INSPECT } from '../core/describe';
import { captureContext, runInContext, type AsyncContext } from '../host/async-context';
import { native } from '../host/native';
import type { AbstractEventLoop, AbstractHandle, Scope } from './abstract-event-loop';
import { enter, leave } from './current';
import { notePlaceFor } from './stack';

type Callback = (...args: never[]) => unknown;

/** What a callback is called with, and in which async context. */
class Call {
  constructor(
    readonly args: readonly unknown[],
    readonly context: AsyncContext,
  ) {}
}

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
export class Handle implements AbstractHandle {
  private callback: Callback | undefined;
  /** Most callbacks have no arguments; then it is the context alone. */
  private call: Call | AsyncContext;

  /** @internal */
  constructor(
    /** @internal */ readonly scope: Scope,
    callback: Callback,
    args: readonly unknown[],
  ) {
    this.callback = callback;
    const context = captureContext();
    this.call = args.length === 0 ? context : new Call(args, context);
  }

  /** Gives the callback up; harmless when it has been called already. */
  cancel(): void {
    this.callback = undefined;
    this.call = undefined;
  }

  /** Whether `cancel` was called. */
  cancelled(): boolean {
    return this.callback === undefined;
  }

  /** The same as {@link cancel}, for `using`. */
  [Symbol.dispose](): void {
    this.cancel();
  }

  /** What JSON and test runners print: one line, and nothing of the loop behind it. */
  toJSON(): string {
    return `Handle of ${this.label()}`;
  }

  /** The same as {@link toJSON}, for Node's console. @internal */
  [INSPECT](): string {
    return this.toJSON();
  }

  /** @internal */
  isCancelled(): boolean {
    return this.callback === undefined;
  }

  /** @internal */
  label(): string {
    return this.callback === undefined ? '(cancelled callback)' : nameOf(this.callback);
  }

  /** Calls the callback. An error goes to the loop's exception handler. @internal */
  run(): void {
    const callback = this.callback!;
    const outer = enter(this.scope);
    try {
      const { loop } = this.scope;
      const debug = loop.getDebug();
      const began = debug ? native.now() : 0;
      const { call } = this;
      if (call instanceof Call) runInContext(call.context, callback, undefined, call.args as never);
      else runInContext(call, callback, undefined, []);
      if (debug) reportIfSlow(loop, nameOf(callback), native.now() - began);
    } catch (exception) {
      this.scope.loop.callExceptionHandler({
        message: `Exception in callback ${nameOf(callback)}`,
        exception,
        handle: this,
      });
    } finally {
      leave(outer);
    }
  }
}

function nameOf(callback: Callback): string {
  try {
    const name: unknown = callback.name;
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // A name that throws is as good as none.
  }
  return '(anonymous callback)';
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
export class TimerHandle extends Handle {
  /** @internal */
  seq = -1;

  /** @internal */
  constructor(
    scope: Scope,
    private readonly dueMs: number,
    callback: Callback,
    args: readonly unknown[],
  ) {
    super(scope, callback, args);
    notePlaceFor(scope.loop, this);
  }

  /** The virtual time, in milliseconds, at which the callback is due. */
  when(): number {
    return this.dueMs;
  }

  override toJSON(): string {
    return `Timer of ${this.label()}, due at ${this.dueMs} ms`;
  }

  override cancel(): void {
    super.cancel();
    this.scope.loop.engine.timers.remove(this);
  }
}
