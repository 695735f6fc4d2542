import { checkCallback, checkWholeNumber } from '../core/checks';
import { named } from '../core/describe';
import { BrokenBarrierError } from '../core/errors';
import type { Body, GeneratorCoroutine } from './awaitable';
import { LibraryCoroutine, runBody, type Coroutine } from './coroutine';
import { Condition } from './condition';
import type { PrimitiveOptions } from './lock';

/**
 * A place where tasks wait for each other: when `parties` of them have arrived, all go on. Can be used again. Source of the semantics: asyncio's `Barrier`.
 *
 * ```ts
 * import { Barrier, EventLoop, gather, setEventLoop, sleep } from 'tickless';
 *
 * const start = new Barrier(2);
 * function* runner(lateMs: number) {
 *   yield* sleep(lateMs);
 *   return yield* start.wait();
 * }
 * const loop = new EventLoop();
 * setEventLoop(loop);
 * loop.runUntilComplete(gather(runner(30), runner(10))); // => [1, 0]
 * ```
 */
export class Barrier {
  /** Held only for the moment in which the state changes; everybody is notified of each change. */
  private readonly changed: Condition;
  private state: 'filling' | 'draining' | 'resetting' | 'broken' = 'filling';
  /** How many tasks are inside. */
  private count = 0;
  private readonly size: number;
  /** How reports call this barrier. */
  readonly name: string | undefined;

  /** @param parties How many tasks make the barrier open. @throws RangeError if it is less than 1 or not whole, TypeError if it is not a number. */
  constructor(parties: number, options: PrimitiveOptions = {}) {
    checkWholeNumber(parties, 1, 'The parties of a barrier');
    this.size = parties;
    this.name = options.name;
    this.changed = new BarrierCondition(this);
  }

  /** How many tasks make the barrier open. */
  get parties(): number {
    return this.size;
  }

  /** How many tasks wait in front of the closed barrier. */
  get nWaiting(): number {
    return this.state === 'filling' ? this.count : 0;
  }

  /** Whether the barrier was aborted. */
  get broken(): boolean {
    return this.state === 'broken';
  }

  /**
   * Waits for the others; returns this task's place in the order of arrival, from 0.
   *
   * @throws BrokenBarrierError, when awaited, if the barrier is aborted, or reset meanwhile.
   */
  wait(): Coroutine<number> {
    return this.changed.with(() => this.arrive());
  }

  /** Sends those who wait away with a BrokenBarrierError and makes the barrier usable again. */
  reset(): Coroutine<void> {
    return this.changed.with(() => this.change(this.count > 0 ? 'resetting' : 'filling'));
  }

  /** Breaks the barrier: everybody who waits, or comes to wait before a {@link reset}, gets a BrokenBarrierError. */
  abort(): Coroutine<void> {
    return this.changed.with(() => this.change('broken'));
  }

  /**
   * Waits for the others, then runs `body` with this task's place in the order of arrival: Python's `async with barrier`. Returns what the body returns.
   *
   * @throws TypeError if `body` is not a function; when awaited, as {@link wait}.
   */
  with<T>(body: Body<number, T>): Coroutine<T> {
    checkCallback(body, 'Barrier.with()');
    return new LibraryCoroutine(passBarrier<T>, this, body);
  }

  private *arrive(): GeneratorCoroutine<number> {
    yield* this.changed.waitFor(() => this.state !== 'draining' && this.state !== 'resetting');
    if (this.state === 'broken')
      throw new BrokenBarrierError('The barrier was aborted and stays broken. Call reset(), or make a new one.');
    const index = this.count++;
    try {
      if (index + 1 === this.size) this.change('draining');
      else yield* this.waitForOthers();
      return index;
    } finally {
      this.count--;
      if (this.count === 0)
        this.change(this.state === 'resetting' || this.state === 'draining' ? 'filling' : this.state);
    }
  }

  private *waitForOthers(): GeneratorCoroutine<void> {
    yield* this.changed.waitFor(() => this.state !== 'filling');
    if (this.state !== 'draining') {
      throw new BrokenBarrierError(
        `The barrier was ${this.state === 'broken' ? 'aborted' : 'reset'} while this task waited at it.`,
      );
    }
  }

  private change(state: Barrier['state']): void {
    this.state = state;
    this.changed.notifyAll();
  }
}

/** Says, in a report, who is missing. */
class BarrierCondition extends Condition {
  constructor(private readonly barrier: Barrier) {
    super();
  }

  override describe(): string {
    const { name, nWaiting, parties } = this.barrier;
    return `${named('Barrier', name)}, where ${nWaiting} of ${parties} have arrived`;
  }
}

function* passBarrier<T>(barrier: Barrier, body: Body<number, T>): GeneratorCoroutine<T> {
  return yield* runBody(body, yield* barrier.wait());
}
