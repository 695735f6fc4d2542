import { describe } from '../core/describe';

/** What holds a queue's items and decides which comes next. */
export interface Store<T> {
  readonly size: number;
  add(item: T): void;
  take(): T;
}

/** First in, first out: an array read from a moving start, which is cut off when half of it is spent. */
export class FifoStore<T> implements Store<T> {
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
    if (this.start >= 1024 && this.start * 2 >= this.items.length) {
      this.items = this.items.slice(this.start);
      this.start = 0;
    }
    return item;
  }
}

/** Last in, first out. */
export class LifoStore<T> implements Store<T> {
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

/** A binary heap of items with the number of their arrival, which breaks ties. */
export class HeapStore<T> implements Store<T> {
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
