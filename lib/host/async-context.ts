import { builtin } from './native';

type Resource = import('node:async_hooks').AsyncResource;

/** The async context in which something was scheduled: the values that every `AsyncLocalStorage` had there. Undefined: none had any. */
export type AsyncContext = Resource | undefined;

const hooks = builtin('async_hooks') as typeof import('node:async_hooks') | undefined;
/** Whoever captures a context has no "destroy" to report, so Node need not watch for its collection. */
const options = { requireManualDestroy: true };

const symbols = hooks === undefined ? [] : Object.getOwnPropertySymbols(new hooks.AsyncResource('tickless', options));
/** Where a resource keeps its values on Node 24 and later: an immutable frame, undefined while empty. Node 20 and 22 have a hook copy each value into each resource. */
const FRAME = symbols.find(({ description }) => description === 'context_frame') as 'frame' | undefined;

/** Whether resources may hold values that cannot be seen: in Node once hooks are on, in anything else always. */
let hooked = !symbols.some(({ description }) => description === 'async_id_symbol');
/** Whether frames are how this host keeps values. It is found out when that first matters. */
let framed: boolean | undefined;
/** A resource that holds nothing. */
let blank: Resource | undefined;
/** The resource captured last: whoever comes with the same frame shares it. */
let last: Resource | undefined;

/**
 * The async context of the caller, to run a callback in later by {@link runInContext}, as Node does for its own timers.
 *
 * The obvious version returns a new `AsyncResource` each time, and that is what this amounts to. But a resource is as big as a timer, a million of them are in no
 * cache when they are entered, and most programs keep nothing in async contexts, or the same everywhere. So a resource that holds nothing is not kept (it costs
 * about 10 ns then, and no memory), and equal ones are shared. (`AsyncLocalStorage.snapshot()` would do the same for 1 to 14 µs.)
 */
export const captureContext: () => AsyncContext = hooks === undefined ? () => undefined : capture;

function capture(): AsyncContext {
  if (holdsNothing()) {
    blank ??= newResource();
    return undefined;
  }
  return captureHeld();
}

function captureHeld(): AsyncContext {
  const resource = newResource();
  if (!isFramed()) return resource;
  const frame = frameOf(resource);
  if (frame === undefined) {
    blank ??= resource;
    return undefined;
  }
  if (last === undefined || frameOf(last) !== frame) last = resource;
  return last;
}

/** Whether a value that is there can be seen in a frame. The storage is disabled again, so it costs nothing from then on. */
function isFramed(): boolean {
  if (framed === undefined) {
    const storage = new hooks!.AsyncLocalStorage<true>();
    framed = FRAME !== undefined && storage.run(true, () => frameOf(newResource()) !== undefined);
    storage.disable();
  }
  return framed;
}

/** Whether it is plain that the caller's context holds nothing. The resource never leaves this function, so a compiler need not make it. */
function holdsNothing(): boolean {
  if (hooked) return false;
  try {
    return frameOf(new hooks!.AsyncResource('', options)) === undefined;
  } catch {
    hooked = true; // Node minds a missing name only if there are hooks that could see it
    return false;
  }
}

/** Calls `fn(...args)` on `self` in a captured context. */
export function runInContext<S, A extends unknown[], R>(
  context: AsyncContext,
  fn: (this: S, ...args: A) => R,
  self: S,
  args: Readonly<A>,
): R {
  // Nothing was held there. If nothing is held here either, one is as good as the other. Not `call`: with `apply`, V8 learns which function it mostly is.
  if (context === undefined && (hooks === undefined || holdsNothing())) {
    return args.length === 0 ? fn.apply(self) : fn.apply(self, args as A);
  }
  return enter(context, fn, self, args as A);
}

function enter<S, A extends unknown[], R>(context: AsyncContext, fn: (this: S, ...args: A) => R, self: S, args: A): R {
  if (context !== undefined) return context.runInAsyncScope(fn, self, ...args);
  if (isFramed() && frameOf(newResource()) === undefined) return fn.apply(self, args);
  // A frame cannot be changed from inside. Where there are none, `enterWith` writes into the resource, so each call has its own.
  const empty = isFramed() ? blank! : blank!.runInAsyncScope(newResource);
  return empty.runInAsyncScope(fn, self, ...args);
}

function newResource(): Resource {
  return new hooks!.AsyncResource('tickless', options);
}

function frameOf(resource: Resource): unknown {
  return FRAME === undefined ? undefined : (resource as Resource & { frame: unknown })[FRAME];
}

/** A value that follows the program through `await`: an `AsyncLocalStorage`, made only when first used, because its mere existence costs every `await` on Node 20 and 22. */
export class ContextVariable<T> {
  /** Whether the value follows every await, or may be that of another async function. */
  static readonly isExact = hooks !== undefined;
  private storage: import('node:async_hooks').AsyncLocalStorage<T> | undefined;
  /** Without `AsyncLocalStorage`: the value last entered, which is right until two async functions take turns without this library noticing. */
  private last: T | undefined;

  get(): T | undefined {
    return hooks === undefined ? this.last : this.storage?.getStore();
  }

  run<R>(value: T, fn: () => R): R {
    if (hooks === undefined) {
      this.last = value;
      return fn();
    }
    this.storage ??= new hooks.AsyncLocalStorage<T>();
    return this.storage.run(value, fn);
  }
}
