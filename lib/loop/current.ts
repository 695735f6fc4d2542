import { RuntimeError } from '../core/errors';
import { ContextVariable } from '../host/async-context';
import type { AbstractEventLoop, Scope } from './abstract-event-loop';

/**
 * Whose code is running *synchronously*: set around every callback.
 *
 * An async function goes on in microtasks after its callback has returned; who it belongs to then is in `inherited`, which follows it through `await`.
 */
let active: Scope | undefined;
const inherited = new ContextVariable<Scope>();
/** The loops that an Async twin runs now, the latest last: code that was started outside of any belongs to that one. */
const runningAsync: AbstractEventLoop[] = [];
/** The loop given to `setEventLoop`. */
let chosen: AbstractEventLoop | undefined;

/** Whether any loop was ever in debug mode: only then is it worth while to ask which loop a new coroutine belongs to. */
let debugged = false;

/** Makes `scope` the active one and returns the one before, for {@link leave}. */
export function enter(scope: Scope): Scope | undefined {
  const outer = active;
  active = scope;
  return outer;
}

/** Ends what {@link enter} began. */
export function leave(outer: Scope | undefined): void {
  active = outer;
}

/** Calls `fn` such that what it starts asynchronously belongs to `scope`, however long it goes on. */
export function runAs<R>(scope: Scope, fn: () => R): R {
  return inherited.run(scope, fn);
}

/** Whose code is running, synchronously or after an `await`. */
export function currentScope(): Scope | undefined {
  if (active !== undefined) return active;
  const scope = inherited.get();
  return scope?.loop.isRunning() === true ? scope : undefined;
}

/** The running loop, if there is one. */
export function findRunningLoop(): AbstractEventLoop | undefined {
  return currentScope()?.loop;
}

/** Notes that an Async twin of `loop` begins; the returned function notes its end. */
export function noteAsyncRun(loop: AbstractEventLoop): () => void {
  runningAsync.push(loop);
  return () => {
    runningAsync.splice(runningAsync.lastIndexOf(loop), 1);
  };
}

/** The loop on which code belongs that was started outside any: the one that runs, else the one set. */
export function findLoop(): AbstractEventLoop | undefined {
  return findRunningLoop() ?? runningAsync.at(-1) ?? chosen;
}

/** The running loop, or an error that says what to do. */
export function requireLoop(what: string): AbstractEventLoop {
  const loop = findLoop();
  if (loop !== undefined) return loop;
  throw new RuntimeError(
    `${what} needs an event loop, and none is running or set. Call it from a coroutine that run() or loop.runUntilComplete() runs, ` +
      'or make one current first: setEventLoop(newEventLoop()).',
  );
}

/** Notes that there is a loop in debug mode. */
export function noteDebugMode(): void {
  debugged = true;
}

/** Whether code that runs here is to note where it makes coroutines. */
export function isDebugging(): boolean {
  return debugged && findLoop()?.getDebug() === true;
}

/** What {@link setEventLoop} does. */
export function chooseLoop(loop: AbstractEventLoop | undefined): void {
  chosen = loop;
}

/** The loop given to `setEventLoop`. */
export function chosenLoop(): AbstractEventLoop | undefined {
  return chosen;
}
