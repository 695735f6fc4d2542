import { checkCallback, checkWholeNumber } from '../core/checks';
import { named } from '../core/describe';
import { QueueEmpty, QueueFull, QueueShutDown } from '../core/errors';
import { isProbe, Probed, waitOn, type GeneratorCoroutine, type Suspension } from './awaitable';
import { Coroutine, LibraryCoroutine } from './coroutine';
import { requireLoop } from './current';
import { Event } from './event';
import { Line, type Place } from './line';
import type { WaitedFor } from './described-future';
import type { PrimitiveOptions } from './lock';
import { FifoStore, HeapStore, LifoStore, type Store } from './queue-stores';

/**
 * A queue between tasks, first in, first out; with a bound, `put` waits while it is full. Source of the semantics: asyncio's `Queue`.
 *
 * ```ts
 * import { gather, Queue, run } from 'tickless';
 *
 * const queue = new Queue<number>(1);
 * const got: number[] = [];
 * function* producer() {
 *   for (const n of [1, 2, 3]) yield* queue.put(n);
 *   queue.shutdown();
 * }
 * function* consumer() {
 *   for (let i = 0; i < 3; i++) got.push(yield* queue.get());
 * }
 * run(function* () {
 *   yield* gather(producer(), consumer());
 * });
 * got; // => [1, 2, 3]
 * ```
 */
export class Queue<T = unknown> {
  /** @internal */
  readonly getters = new Line();
  /** @internal */
  readonly putters = new Line();
  private readonly store: Store<T>;
  private readonly bound: number;
  /** Items that were put and not yet reported by `taskDone`. */
  private unfinished = 0;
  private readonly allDone: Event;
  /** Whether it was shut down. @internal */
  closed = false;
  /** @internal */
  readonly anItem: WaitedFor = { describe: () => `${this.describe()}.get on an empty queue` };
  /** @internal */
  readonly room: WaitedFor = {
    describe: () => `${this.describe()}.put on a full queue, maxsize ${this.bound}`,
  };
  /** How reports call this queue. */
  readonly name: string | undefined;

  /**
   * @param maxsize How many items the queue holds at most; 0 or less for any number.
   * @throws TypeError or RangeError if `maxsize` is not a whole number.
   */
  constructor(maxsize = 0, options: PrimitiveOptions = {}) {
    checkWholeNumber(maxsize, -Infinity, 'The maxsize of a queue');
    this.bound = maxsize <= 0 ? Infinity : maxsize;
    this.name = options.name;
    this.store = this.makeStore();
    this.allDone = new AllDone(this);
    this.allDone.set();
  }

  /** How many items the queue holds at most; 0 for any number. */
  get maxsize(): number {
    return this.bound === Infinity ? 0 : this.bound;
  }

  /** How many items are in the queue. */
  qsize(): number {
    return this.store.size;
  }

  /** Whether the queue has no items. */
  empty(): boolean {
    return this.store.size === 0;
  }

  /** Whether the queue has `maxsize` items. */
  full(): boolean {
    return this.store.size >= this.bound;
  }

  /** Puts an item in, waiting for room if need be. @throws QueueShutDown, when awaited. */
  put(item: T): Coroutine<undefined> {
    return new Put(this, item);
  }

  /** Takes an item out, waiting for one if need be. @throws QueueShutDown, when awaited, if the queue is shut down and empty. */
  get(): Coroutine<T> {
    return new Get(this);
  }

  /** Puts an item in at once. @throws QueueFull if there is no room; QueueShutDown after `shutdown`. */
  putNowait(item: T): void {
    if (this.closed) throw this.shutDownError('takes no more items');
    if (this.full())
      throw new QueueFull(
        `${this.describe()} is full: it holds ${this.bound} of ${this.bound} items. Await put() to wait for room.`,
      );
    this.store.add(item);
    this.unfinished++;
    this.allDone.clear();
    this.getters.callNextAndRemove();
  }

  /** Takes an item out at once. @throws QueueEmpty if there is none; QueueShutDown if there will never be one. */
  getNowait(): T {
    if (this.store.size === 0) {
      if (this.closed) throw this.shutDownError('has no items left');
      throw new QueueEmpty(`${this.describe()} is empty. Await get() to wait for an item.`);
    }
    const item = this.store.take();
    this.putters.callNextAndRemove();
    return item;
  }

  /** Says that the work on an item is done; `join` counts. @throws RangeError if called more often than there were items. */
  taskDone(): void {
    if (this.unfinished <= 0)
      throw new RangeError(
        `taskDone() was called too many times on ${this.describe()}: once for each item that was put.`,
      );
    if (--this.unfinished === 0) this.allDone.set();
  }

  /** Waits until `taskDone` was called for every item. */
  join(): Coroutine<undefined> {
    return new LibraryCoroutine(joining, this.allDone);
  }

  /**
   * Ends the queue: nothing can be put any more, and who waits in vain gets QueueShutDown.
   *
   * @param immediate Whether to drop the items that are still there.
   */
  shutdown(immediate = false): void {
    this.closed = true;
    if (immediate) {
      while (this.store.size > 0) {
        this.store.take();
        if (this.unfinished > 0) this.unfinished--;
      }
      if (this.unfinished === 0) this.allDone.set();
    }
    while (this.getters.length > 0) this.getters.callNextAndRemove();
    while (this.putters.length > 0) this.putters.callNextAndRemove();
  }

  /** The order of this kind of queue. */
  protected makeStore(): Store<T> {
    return new FifoStore();
  }

  /** What messages call this kind of queue. @internal */
  protected get kind(): string {
    return 'Queue';
  }

  /** How messages call this queue. @internal */
  describe(): string {
    return named(this.kind, this.name);
  }

  private shutDownError(state: string): QueueShutDown {
    return new QueueShutDown(`${this.describe()} was shut down and ${state}.`);
  }
}

/** What `join` waits for. */
class AllDone extends Event {
  constructor(private readonly queue: { describe(): string }) {
    super();
  }

  override describe(): string {
    return `${this.queue.describe()}.join, until taskDone() was called for every item`;
  }
}

/**
 * `queue.put(item)` or `queue.get()`.
 *
 * The obvious version is a generator: `while (this.isBlocked()) yield* this.line.join(…); return this.act();`, with a `catch` for a cancellation. This is the
 * same as a state machine: in a program of producers and consumers little else runs, and this takes half the time.
 */
abstract class Transfer<T, R> extends Coroutine<R> {
  private place: Place | undefined = undefined;

  constructor(
    protected readonly queue: Queue<T>,
    private readonly line: Line,
    private readonly what: WaitedFor,
  ) {
    super();
  }

  /** Whether it has to wait. */
  protected abstract isBlocked(): boolean;
  /** Does it. On a queue that was shut down it fails, and so it need not wait there. */
  protected abstract act(): R;

  override next(sent?: unknown): IteratorResult<Suspension, R> {
    if (isProbe(sent)) return { done: false, value: new Probed() as never };
    if (!this.isBlocked() || this.queue.closed) return { done: true, value: this.act() };
    this.place = this.line.join(requireLoop('A queue'), this.what);
    return waitOn(this.place);
  }

  override throw(error: unknown): IteratorResult<Suspension, R> {
    const { place } = this;
    if (place !== undefined) {
      place.cancel();
      this.line.leave(place);
      // Woken and then cancelled: somebody else can use the item or the room.
      if (!this.isBlocked() && !place.cancelled()) this.line.callNextAndRemove();
    }
    throw error;
  }

  override return(value: R): IteratorResult<Suspension, R> {
    if (this.place !== undefined) this.line.leave(this.place);
    return { done: true, value };
  }
}

class Put<T> extends Transfer<T, undefined> {
  constructor(
    queue: Queue<T>,
    private readonly item: T,
  ) {
    super(queue, queue.putters, queue.room);
  }

  protected isBlocked(): boolean {
    return this.queue.full();
  }

  protected act(): undefined {
    this.queue.putNowait(this.item);
  }
}

class Get<T> extends Transfer<T, T> {
  constructor(queue: Queue<T>) {
    super(queue, queue.getters, queue.anItem);
  }

  protected isBlocked(): boolean {
    return this.queue.empty();
  }

  protected act(): T {
    return this.queue.getNowait();
  }
}

function* joining(allDone: Event): GeneratorCoroutine<undefined> {
  yield* allDone.wait();
  return undefined;
}

/**
 * A queue that gives the item that was put last first. Source of the semantics: asyncio's `LifoQueue`.
 *
 * ```ts
 * import { LifoQueue } from 'tickless';
 *
 * const stack = new LifoQueue<string>();
 * stack.putNowait('first');
 * stack.putNowait('second');
 * stack.getNowait(); // => 'second'
 * ```
 */
export class LifoQueue<T = unknown> extends Queue<T> {
  /** @internal */
  protected override get kind(): string {
    return 'LifoQueue';
  }

  protected override makeStore(): Store<T> {
    return new LifoStore();
  }
}

/** Settings of a {@link PriorityQueue}. */
export interface PriorityQueueOptions<T> extends PrimitiveOptions {
  /** Negative if `a` comes before `b`, positive if after, 0 if it does not matter. */
  readonly compare?: (a: T, b: T) => number;
}

/**
 * A queue that gives the least item first; of equal ones the one that was put first. Source of the semantics: asyncio's `PriorityQueue`.
 *
 * Numbers, bigints, strings and dates compare as they do with `<`; arrays element by element, so that `[priority, item]` works; for everything else give `compare`.
 *
 * ```ts
 * import { PriorityQueue } from 'tickless';
 *
 * const queue = new PriorityQueue<[number, string]>();
 * queue.putNowait([2, 'later']);
 * queue.putNowait([1, 'first']);
 * queue.getNowait(); // => [1, 'first']
 * ```
 */
export class PriorityQueue<T = unknown> extends Queue<T> {
  /** @internal */
  protected override get kind(): string {
    return 'PriorityQueue';
  }

  /** @throws TypeError if `compare` is not a function; else as {@link Queue}. */
  constructor(maxsize = 0, options: PriorityQueueOptions<T> = {}) {
    super(maxsize, options);
    if (options.compare !== undefined) {
      checkCallback(options.compare, 'The compare of a PriorityQueue');
      this.heap.compare = options.compare;
    }
  }

  private get heap(): HeapStore<T> {
    return (this as unknown as { store: HeapStore<T> }).store;
  }

  protected override makeStore(): Store<T> {
    return new HeapStore();
  }
}
