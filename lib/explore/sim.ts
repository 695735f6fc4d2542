import { checkCallback, checkKnown, checkNumber, checkOneOf, checkWholeNumber } from '../core/checks';
import { describe } from '../core/describe';
import { RuntimeError } from '../core/errors';
import type { BoundaryOptions, Fault } from './boundary';
import type { Run } from './run';

/** The body of an exploration. */
export type Body = (sim: Sim) => unknown;

/**
 * What the body of an exploration is given: whatever happens by way of it, or by timers, is open to choice.
 *
 * ```ts
 * import { explore } from 'tickless';
 *
 * const test = explore(async (sim) => {
 *   let stored = 0;
 *   const read = sim.boundary('read', () => stored, { latency: [1, 20] });
 *   await Promise.all(['A', 'B'].map((name) => sim.spawn(name, async () => {
 *     const seen = await read();
 *     stored = seen + 1;
 *   })));
 *   if (stored !== 2) throw new Error(`an update was lost: ${stored}`);
 * });
 * await test(); // throws ExplorationError
 * ```
 */
export class Sim {
  /** @internal */
  constructor(
    private readonly run: Run,
    private readonly number: number,
  ) {}

  /** Virtual milliseconds since the run began. */
  get now(): number {
    return this.runFor('now').now;
  }

  /** Waits, as `setTimeout` does. @throws TypeError or RangeError for what is no number of milliseconds. */
  async sleep(ms: number): Promise<void> {
    checkNumber(ms, 'The duration of sleep()');
    const run = this.runFor('sleep()');
    await new Promise<void>((resolve) => {
      run.setTimeout(function sleep() {
        resolve();
      }, ms);
    });
  }

  /**
   * Starts a task that runs beside the others. When it starts is open to choice. A run is over when its body and all tasks are.
   *
   * @param name How reports call it; the second of a name is called `name#2`.
   * @param fn An async function, a plain one, or a generator coroutine, which runs on an event loop that all of these share.
   * @returns What `fn` returns, or throws.
   */
  spawn<T>(name: string, fn: () => Generator<unknown, T> | PromiseLike<T> | T): Promise<T> {
    checkName(name, 'spawn()');
    checkCallback(fn, 'spawn()');
    return this.runFor(`spawn('${name}')`).spawn(name, fn);
  }

  /**
   * Wraps a function of the outside world. It is called at once; its reply comes when the exploration says so, within its latency.
   *
   * @param name How reports call it.
   * @throws TypeError or RangeError for settings that do not exist.
   */
  boundary<A extends unknown[], R>(
    name: string,
    fn: (...args: A) => R | PromiseLike<R>,
    options: BoundaryOptions = {},
  ): (...args: A) => Promise<Awaited<R>> {
    checkName(name, 'boundary()');
    checkCallback(fn, 'boundary()');
    checkKnown(options, ['latency', 'fail', 'order'], 'boundary()');
    const { order = 'any', fail = [] } = options;
    checkOneOf(order, ['any', 'fifo'], 'order');
    const [least, most] = latencyRange(options.latency ?? 0);
    const faults = Array.isArray(fail) ? (fail as readonly Fault[]) : [fail as Fault];
    for (const fault of faults) checkFault(fault);
    const lane = order === 'fifo' ? {} : undefined;
    const { run } = this;
    return (...args) =>
      run.isOver
        ? Promise.reject(this.overError(`the boundary '${name}'`))
        : run.call({ name, fn, least, most, faults, lane }, args);
  }

  /** One of several values, or a number below `options`, which is at most 2^32. The boring choice is the first. @throws TypeError or RangeError if there is nothing to choose from, or too much. */
  pick(label: string, options: number): number;
  pick<const T>(label: string, options: readonly T[]): T;
  pick(label: string, options: number | readonly unknown[]): unknown {
    checkName(label, 'pick()');
    if (Array.isArray(options)) {
      if (options.length === 0) throw new RangeError(`pick('${label}') needs at least one value to choose from.`);
      return this.runFor(`pick('${label}')`).pick(label, options.length, (i) => (options as readonly unknown[])[i]);
    }
    checkWholeNumber(options, 1, `The options of pick('${label}')`);
    if ((options as number) > 2 ** 32)
      throw new RangeError(`The options of pick('${label}') must be at most 2^32, but was given ${options as number}.`);
    return this.runFor(`pick('${label}')`).pick(label, options as number, (i) => i);
  }

  /** Checks an invariant after every step from now on: the run fails when it returns false, or throws. It cannot be async: nobody waits between two steps. */
  always(label: string, invariant: () => unknown): void {
    checkName(label, 'always()');
    checkCallback(invariant, 'always()');
    this.runFor(`always('${label}')`).watch(label, invariant);
  }

  /**
   * Waits until `condition()` is true, looking after every step, and throws if it is not within so many virtual milliseconds. What happens at the very end of that time may be too late:
   * as with any two timers, the schedule decides which is first.
   */
  eventually(withinMs: number, condition: () => unknown): Promise<void> {
    checkNumber(withinMs, 'The time of eventually()');
    checkCallback(condition, 'eventually()');
    const { run } = this;
    return run.isOver ? Promise.reject(this.overError('eventually()')) : run.eventually(withinMs, condition);
  }

  /** A line for the report, in the lane of whoever says it. */
  note(text: string): void {
    this.runFor('note()').note(text);
  }

  /** The run, for `what` is asked of it. @throws RuntimeError if it is over. */
  private runFor(what: string): Run {
    if (this.run.isOver) throw this.overError(what);
    return this.run;
  }

  private overError(what: string): RuntimeError {
    const which = this.number === 0 ? 'its run' : `run ${this.number}`;
    return new RuntimeError(
      `sim: ${what} was used after ${which} of the exploration had ended, by code that nobody waited for. ` +
        'A run lasts as long as its body and the tasks that it spawns: await what is begun there, or make it a task with sim.spawn().',
    );
  }
}

function checkName(name: unknown, what: string): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`${what} needs a name to call it by in reports, but was given ${describe(name)}.`);
}

function checkFault(fault: unknown): void {
  if (typeof fault === 'function' || (typeof fault === 'object' && fault !== null)) return;
  throw new TypeError(
    `fail must be an error, a function that makes one, or several of either, but was given ${describe(fault)}.`,
  );
}

function latencyRange(latency: number | readonly [number, number]): readonly [least: number, most: number] {
  const [least, most] = Array.isArray(latency) ? (latency as [number, number]) : [latency as number, latency as number];
  checkNumber(least, 'The least latency');
  checkNumber(most, 'The most latency');
  if (least < 0 || least === Infinity || most < least)
    throw new RangeError(
      `A latency must be [least, most] with 0 <= least <= most, in milliseconds, but was given [${least}, ${most}].`,
    );
  return [least, most];
}
