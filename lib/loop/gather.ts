import { isThenable } from '../core/checks';
import { CancelledError } from '../core/errors';
import { tagOf, type AwaitableLike } from './awaitable';
import { checkAwaitable, isAwaitable } from './coroutine';
import { requireLoop } from './current';
import { listUnfinished } from './describe-futures';
import { Future, isfuture } from './future';
import { FutureWatch } from './future-watch';
import { ensureFuture } from './ensure-future';
import { passCancelOn, type CancelRequest, type PassesCancelOn } from './pass-cancel-on';

/** Settings of {@link gather}. */
export interface GatherOptions {
  /** Whether exceptions become results instead of ending the whole. */
  readonly returnExceptions?: boolean;
}

/** The result types of a tuple of awaitables. */
export type Gathered<A extends readonly unknown[]> = {
  -readonly [K in keyof A]: A[K] extends AwaitableLike<infer T> ? T : never;
};

/** The same, where an exception is a result like any other. */
export type GatheredOrErrors<A extends readonly unknown[]> = { -readonly [K in keyof A]: Gathered<A>[K] | Error };

/**
 * Runs awaitables concurrently and returns a future of all their results, in the order of the arguments.
 *
 * It takes as long as the longest of them. The first exception is the future's exception at once, and the others run on; with `returnExceptions` exceptions
 * are results like any other. Cancelling the future cancels all children. Source: asyncio's `gather`.
 *
 * @param awaitables Coroutines and functions become tasks now; the same object given twice is run once, a function each time. A plain object as last argument is the settings: `{ returnExceptions: true }`, or `{}` for none.
 * @throws TypeError for an argument that is not awaitable; RuntimeError without an event loop.
 *
 * ```ts
 * import { EventLoop, gather, setEventLoop, sleep } from 'tickless';
 *
 * const loop = new EventLoop();
 * setEventLoop(loop);
 * loop.runUntilComplete(gather(sleep(1000, 'one'), sleep(3000, 'three'))); // => ['one', 'three']
 * loop.time(); // => 3000
 * ```
 */
export function gather<A extends readonly AwaitableLike<unknown>[]>(...awaitables: A): Future<Gathered<A>>;
export function gather<A extends readonly AwaitableLike<unknown>[]>(
  ...all: [...awaitables: A, options: { readonly returnExceptions: true }]
): Future<GatheredOrErrors<A>>;
export function gather<A extends readonly AwaitableLike<unknown>[]>(
  ...all: [...awaitables: A, options: GatherOptions]
): Future<Gathered<A>>;
export function gather(...all: unknown[]): Future<unknown[]> {
  const last = all.at(-1);
  const options = isOptions(last) ? last : {};
  const awaitables = (options === last ? all.slice(0, -1) : all) as AwaitableLike<unknown>[];
  return gatherAll(awaitables, options.returnExceptions === true);
}

/** {@link gather} of a list that may be too long to spread. */
export function gatherAll(awaitables: readonly AwaitableLike<unknown>[], returnExceptions: boolean): Future<unknown[]> {
  // All of them before the first is started: a wrong argument must leave nothing behind.
  for (const awaitable of awaitables) checkAwaitable(awaitable, 'gather()');
  const loop = awaitables.find(isfuture)?.loop ?? requireLoop('gather()');
  const outer = new GatheringFuture(loop, returnExceptions);
  const known = new Map<unknown, Future>();
  for (const awaitable of awaitables) {
    const child = known.get(awaitable) ?? outer.watch(ensureFuture(awaitable, { loop }));
    if (typeof awaitable !== 'function') known.set(awaitable, child);
    outer.children.push(child);
  }
  outer.begin();
  return outer;
}

/** Anything else, such as a list that was to be spread, is an awaitable or a mistake. */
function isOptions(value: unknown): value is GatherOptions {
  if (tagOf(value) !== 'Object' || isAwaitable(value) || isThenable(value)) return false;
  return Object.keys(value as object).every((key) => key === 'returnExceptions');
}

/** The future of a `gather`: cancelling it cancels the children, and it is done when they are. */
class GatheringFuture extends Future<unknown[]> implements PassesCancelOn {
  /** One for each argument, so that one future may stand here twice. */
  readonly children: Future[] = [];
  private readonly doneBefore: Future[] = [];
  private unfinished = 0;
  private cancelRequested = false;

  constructor(
    loop: Future['loop'],
    private readonly returnExceptions: boolean,
  ) {
    super(loop);
  }

  /** Counts a child in, once. */
  watch(child: Future): Future {
    this.unfinished++;
    if (child.done()) this.doneBefore.push(child);
    else child.addWaiter(new FutureWatch(child, this.childDone, 'gather'));
    return child;
  }

  /** All children are known: those that were done from the start count now, without a turn of the loop. */
  begin(): void {
    if (this.children.length === 0) this.finish([]);
    else this.doneBefore.forEach(this.childDone);
  }

  override cancel(msg?: string): boolean {
    return passCancelOn(this, msg);
  }

  get cancelIsOurs(): boolean {
    return this.cancel === GatheringFuture.prototype.cancel;
  }

  /** Passes the request on; this future itself ends when the children have, unless one of them waits for it. */
  *requestCancel(msg: string | undefined): CancelRequest {
    if (this.done()) return 'declined';
    let accepted = false;
    let inCircle = false;
    for (const child of this.children) {
      const answer = yield child;
      accepted ||= answer !== 'declined';
      inCircle ||= answer === 'in a circle';
    }
    if (accepted) this.cancelRequested = true;
    if (inCircle) this.leaveChildren(msg);
    return accepted ? 'accepted' : 'declined';
  }

  /** A child can end only when this future has: it ends now, and whatever its children throw is of no more interest, as of any that is done. */
  private leaveChildren(msg: string | undefined): void {
    super.cancel(msg);
    for (const child of this.children) child.markRetrieved();
  }

  override title(): string {
    return `Gather of ${this.children.length}`;
  }

  override describe(): string {
    return `gather of ${this.children.length}, until ${listUnfinished(this.children)}`;
  }

  override blocker(): Future | undefined {
    return this.children.find((child) => !child.done());
  }

  private readonly childDone = (child: Future): void => {
    this.unfinished--;
    if (this.done()) {
      child.markRetrieved();
    } else if (!this.returnExceptions && child.cancelled()) {
      this.fail(child.makeCancelledError());
    } else if (!this.returnExceptions && child.failed()) {
      this.fail(child.exception());
    } else if (this.unfinished === 0) {
      this.collect();
    }
  };

  private collect(): void {
    const results = this.children.map((child) => {
      if (child.cancelled()) return new CancelledError(child.cancelMessage);
      return child.failed() ? child.exception() : child.result();
    });
    if (this.cancelRequested) this.fail(this.children.at(-1)!.makeCancelledError());
    else this.finish(results);
  }
}
