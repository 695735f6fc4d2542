import { checkCallback, checkWholeNumber } from '../core/checks';
import { describe } from '../core/describe';
import { QueueEmpty, QueueFull, QueueShutDown } from '../core/errors';
import { PROBE, Probed, waitOn, type CoroutineIterator, type GeneratorCoroutine, type Suspension } from './awaitable';
import { Coroutine, LibraryCoroutine } from './coroutine';
import { requireLoop } from './current';
import { Event } from './event';
import { Line, type Place } from './line';
import type { WaitedFor } from './described-future';
import type { PrimitiveOptions } from './lock';

/** What holds a queue's items and decides which comes next. */
interface Store<T> {
  readonly size: number;
  add(item: T): void;
  take(): T;
}

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
    return this.name === undefined ? this.kind : `${this.kind} '${this.name}'`;
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
    if (sent === PROBE) return { done: false, value: new Probed() as never };
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

  protected body(): CoroutineIterator<R> {
    return this;
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

/** First in, first out: an array read from a moving start, which is cut off when half of it is spent. */
class FifoStore<T> implements Store<T> {
  private items: (T | undefined)[] = [];
  private start = 0;

  get size(): number {
    return this.items.length - this.start;
  }

  add(item: T): void {
    this.items.push(item);
  }

  take(): T {
    const item = this.items[this.start] as T;
    this.items[this.start++] = undefined;
    if (this.start === this.items.length) {
      this.items.length = 0;
      this.start = 0;
    } else if (this.start >= 1024 && this.start * 2 >= this.items.length) {
      this.items = this.items.slice(this.start);
      this.start = 0;
    }
    return item;
  }
}

/** Last in, first out. */
class LifoStore<T> implements Store<T> {
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    this.items.push(item);
  }

  take(): T {
    return this.items.pop() as T;
  }
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

/** A binary heap of items with the number of their arrival, which breaks ties. */
class HeapStore<T> implements Store<T> {
  compare: (a: T, b: T) => number = naturalOrder;
  private readonly heap: { item: T; arrival: number }[] = [];
  private arrivals = 0;

  get size(): number {
    return this.heap.length;
  }

  // Places are found before anything is moved, so that a comparison that throws leaves the heap as it was.

  add(item: T): void {
    const { heap } = this;
    const entry = { item, arrival: this.arrivals++ };
    const path = [heap.length];
    for (let i = heap.length; i > 0 && this.isBefore(entry, heap[(i - 1) >> 1]!);) path.push((i = (i - 1) >> 1));
    this.shiftAlong(path, entry);
  }

  take(): T {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.at(-1)!;
    const path = [0];
    for (let i = 0; ;) {
      let child = 2 * i + 1;
      if (child >= heap.length - 1) break;
      if (child + 1 < heap.length - 1 && this.isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (this.isBefore(last, heap[child]!)) break;
      path.push((i = child));
    }
    heap.pop();
    if (heap.length > 0) this.shiftAlong(path, last);
    return first.item;
  }

  /** Moves each entry of the path but the first to the place before it, and puts `entry` in the place that is left. */
  private shiftAlong(path: readonly number[], entry: { item: T; arrival: number }): void {
    for (let step = 1; step < path.length; step++) this.heap[path[step - 1]!] = this.heap[path[step]!]!;
    this.heap[path.at(-1)!] = entry;
  }

  private isBefore(a: { item: T; arrival: number }, b: { item: T; arrival: number }): boolean {
    return (this.compare(a.item, b.item) || a.arrival - b.arrival) < 0;
  }
}

/** The order of numbers, strings and the like by `<`, of arrays element by element. */
function naturalOrder(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = naturalOrder(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  for (const value of [a, b]) {
    if (!['number', 'bigint', 'string', 'boolean'].includes(typeof value) && !(value instanceof Date)) {
      throw new TypeError(
        `A PriorityQueue cannot order ${describe(value)}. Put numbers, strings or arrays of these, or give the queue a compare function.`,
      );
    }
  }
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
