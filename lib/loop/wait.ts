import { describe } from '../core/describe';
import type { GeneratorCoroutine } from './awaitable';
import { iscoroutine, LibraryCoroutine, type Coroutine } from './coroutine';
import { requireLoop } from './current';
import { checkList } from './check-list';
import { listUnfinished } from './describe-futures';
import { Future, isfuture } from './future';
import { FutureWatch } from './future-watch';
import { ringAfter } from './bell';

/**
 * `returnWhen` of {@link wait}: return when the first future is done, in whatever way.
 *
 * ```ts
 * import { FIRST_COMPLETED } from 'tickless';
 *
 * FIRST_COMPLETED; // => 'FIRST_COMPLETED'
 * ```
 */
export const FIRST_COMPLETED = 'FIRST_COMPLETED';
/**
 * `returnWhen` of {@link wait}: return when the first future has an exception, or all are done.
 *
 * ```ts
 * import { FIRST_EXCEPTION } from 'tickless';
 *
 * FIRST_EXCEPTION; // => 'FIRST_EXCEPTION'
 * ```
 */
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION';
/**
 * `returnWhen` of {@link wait}: return when all futures are done.
 *
 * ```ts
 * import { ALL_COMPLETED } from 'tickless';
 *
 * ALL_COMPLETED; // => 'ALL_COMPLETED'
 * ```
 */
export const ALL_COMPLETED = 'ALL_COMPLETED';

const CONDITIONS = [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED] as const;

/** Settings of {@link wait}. */
export interface WaitOptions {
  /** After how many virtual milliseconds to return in any case; never by default. */
  readonly timeout?: number | undefined;
  /** What to wait for; `ALL_COMPLETED` by default. */
  readonly returnWhen?: (typeof CONDITIONS)[number];
}

/** What {@link wait} returns: the futures, in the order in which they were given. */
export interface WaitResult<F> {
  /** Those that are done, in whatever way. */
  readonly done: Set<F>;
  /** Those that are not. */
  readonly pending: Set<F>;
}

/**
 * Waits until futures are done, and sorts them into done and pending.
 *
 * It never throws for the futures and never cancels them. Source: asyncio's `wait`.
 *
 * @param futures Futures and tasks; coroutines are refused, as there would be no way to find them in the result.
 * @param options.timeout After how many virtual milliseconds to return in any case. @param options.returnWhen What to wait for, `ALL_COMPLETED` by default.
 * @throws When awaited: RangeError for no futures or an unknown `returnWhen`, TypeError for anything that is not a future, TypeError or RangeError for a timeout that is no number.
 *
 * ```ts
 * import { createTask, FIRST_COMPLETED, run, sleep, wait } from 'tickless';
 *
 * run(function* () {
 *   const [quick, slow] = [createTask(sleep(1000)), createTask(sleep(3000))];
 *   const { done, pending } = yield* wait([quick, slow], { returnWhen: FIRST_COMPLETED });
 *   done.has(quick); // => true
 *   pending.has(slow); // => true
 * });
 * ```
 */
export function wait<F extends Future>(futures: Iterable<F>, options: WaitOptions = {}): Coroutine<WaitResult<F>> {
  return new LibraryCoroutine(waiting<F>, futures, options);
}

function* waiting<F extends Future>(given: Iterable<F>, options: WaitOptions): GeneratorCoroutine<WaitResult<F>> {
  const { timeout, returnWhen = ALL_COMPLETED } = options;
  checkList(given, 'wait()', 'futures');
  const futures = new Set(given);
  if (futures.size === 0)
    throw new RangeError(
      'wait() was given no futures: it would never return. Check that there is something to wait for.',
    );
  if (!CONDITIONS.includes(returnWhen)) {
    throw new RangeError(`wait() knows returnWhen ${CONDITIONS.join(', ')}, but was given ${describe(returnWhen)}.`);
  }
  for (const future of futures) checkFuture(future);
  const loop = requireLoop('wait()');
  const waiter = new WaitFuture(loop, [...futures], returnWhen);
  const bell = timeout === undefined ? undefined : ringAfter(loop, timeout, () => waiter.release(), 'wait()');
  waiter.watch();
  try {
    yield* waiter;
  } finally {
    bell?.off();
    waiter.unwatch();
  }
  const done = new Set<F>();
  const pending = new Set<F>();
  for (const future of futures) (future.done() ? done : pending).add(future);
  return { done, pending };
}

function checkFuture(future: unknown): void {
  if (isfuture(future)) return;
  const advice = iscoroutine(future)
    ? 'Make a task of it first: createTask(work()).'
    : 'Everything in the list must be a future or a task.';
  throw new TypeError(`wait() was given ${describe(future)}. ${advice}`);
}

/** What `wait` waits on: done when enough of the futures are. */
class WaitFuture extends Future<undefined> {
  private readonly watches: FutureWatch[];
  private unfinished: number;

  constructor(
    loop: Future['loop'],
    private readonly futures: readonly Future[],
    private readonly returnWhen: NonNullable<WaitOptions['returnWhen']>,
  ) {
    super(loop);
    this.unfinished = futures.length;
    this.watches = futures.map((future) => new FutureWatch(future, this.futureDone, 'wait'));
  }

  watch(): void {
    this.futures.forEach((future, i) => future.addWaiter(this.watches[i]!));
  }

  unwatch(): void {
    this.futures.forEach((future, i) => future.removeWaiter(this.watches[i]!));
  }

  release(): void {
    if (!this.done()) this.finish(undefined);
  }

  override describe(): string {
    return `wait(${this.returnWhen}), until ${listUnfinished(this.futures)}`;
  }

  override blocker(): Future | undefined {
    return this.futures.find((future) => !future.done());
  }

  private readonly futureDone = (future: Future): void => {
    this.unfinished--;
    // Looking for an exception counts as having seen it, and asyncio looks only where the answer matters.
    const enough =
      this.unfinished <= 0 ||
      this.returnWhen === FIRST_COMPLETED ||
      (this.returnWhen === FIRST_EXCEPTION && !future.cancelled() && (future.exception(), future.failed()));
    if (enough) this.release();
  };
}
