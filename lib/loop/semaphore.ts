import { checkWholeNumber } from '../core/checks';
import { named } from '../core/describe';
import type { Body, GeneratorCoroutine } from './awaitable';
import { LibraryCoroutine, type Coroutine } from './coroutine';
import { requireLoop } from './current';
import { Line, type Place } from './line';
import { whileHolding, type Acquirable, type PrimitiveOptions } from './lock';

/**
 * A counter of permits: `acquire` takes one or waits in line for one, `release` returns one. Source of the semantics: asyncio's `Semaphore`.
 *
 * ```ts
 * import { EventLoop, gather, Semaphore, sleep } from 'tickless';
 *
 * const permits = new Semaphore(2);
 * const download = () => permits.with(() => sleep(1000));
 * const loop = new EventLoop();
 * loop.runUntilComplete(() => gather(download, download, download));
 * loop.time(); // => 2000
 * ```
 */
export class Semaphore implements Acquirable {
  private readonly line = new Line();
  /** How many permits are left. @internal */
  value: number;
  /** How reports call this semaphore. */
  readonly name: string | undefined;

  /** @param value How many permits there are. @throws RangeError if it is negative or not whole, TypeError if it is not a number. */
  constructor(value = 1, options: PrimitiveOptions = {}) {
    checkWholeNumber(value, 0, 'The initial value of a semaphore');
    this.value = value;
    this.name = options.name;
  }

  /** Whether `acquire` would have to wait. */
  locked(): boolean {
    return this.value === 0 || this.line.hasLiving();
  }

  /** Takes a permit, waiting for one if need be. Returns true, as in asyncio. */
  acquire(): Coroutine<true> {
    return new LibraryCoroutine(acquire, this, this.line);
  }

  /** Returns a permit; the first in line gets it. */
  release(): void {
    this.value++;
    this.grant();
  }

  /** Runs `body` while holding a permit: Python's `async with semaphore`. Returns what the body returns. @throws TypeError if `body` is not a function. */
  with<T>(body: Body<undefined, T>): Coroutine<T> {
    return whileHolding(this, body, `${this.kind}.with()`);
  }

  /** The same as {@link release}, for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }

  /** @internal */
  protected get kind(): string {
    return 'Semaphore';
  }

  /** Gives a permit to the first in line who can take it; false if there is nobody. @internal */
  grant(): boolean {
    if (this.line.call(1) === 0) return false;
    this.value--;
    return true;
  }

  /** @internal */
  describe(): string {
    return `${named(this.kind, this.name)}, no permit left`;
  }
}

function* acquire(semaphore: Semaphore, line: Line): GeneratorCoroutine<true> {
  if (!semaphore.locked()) {
    semaphore.value--;
    return true;
  }
  const place: Place = line.join(requireLoop('Semaphore.acquire()'), semaphore);
  try {
    try {
      yield* place;
    } finally {
      line.leave(place);
    }
  } catch (error) {
    // Thrown out, most often by a cancellation, after a permit was granted: give it back.
    if (place.done() && !place.cancelled()) semaphore.value++;
    throw error;
  } finally {
    // Others may have been made to wait for the sake of order although there were permits.
    while (semaphore.value > 0 && semaphore.grant());
  }
  return true;
}

/**
 * A semaphore that refuses to be released more often than it was acquired. Source of the semantics: asyncio's `BoundedSemaphore`.
 *
 * ```ts
 * import { BoundedSemaphore } from 'tickless';
 *
 * new BoundedSemaphore(1).release(); // throws RangeError
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  private readonly bound: number;

  /** @param value How many permits there are, and can be. @throws As {@link Semaphore}. */
  constructor(value = 1, options: PrimitiveOptions = {}) {
    super(value, options);
    this.bound = value;
  }

  /** @internal */
  protected override get kind(): string {
    return 'BoundedSemaphore';
  }

  /** Returns a permit. @throws RangeError if that would make more permits than there were at first. */
  override release(): void {
    if (this.value >= this.bound) {
      throw new RangeError(
        `This semaphore was released too many times: it has all its ${this.bound} permits. Release once for each acquire().`,
      );
    }
    super.release();
  }
}
