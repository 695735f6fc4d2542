import { named } from '../core/describe';
import type { GeneratorCoroutine } from './awaitable';
import { LibraryCoroutine, type Coroutine } from './coroutine';
import { requireLoop } from './current';
import { Line } from './line';
import type { PrimitiveOptions } from './lock';

/**
 * A flag that tasks wait for: once set, everybody goes through until it is cleared. Source of the semantics: asyncio's `Event`.
 *
 * ```ts
 * import { createTask, Event, run, sleep } from 'tickless';
 *
 * run(function* () {
 *   const ready = new Event();
 *   const waiter = createTask(ready.wait());
 *   yield* sleep(100);
 *   ready.set();
 *   yield* waiter; // => true
 * });
 * ```
 */
export class Event {
  private readonly line = new Line();
  private flag = false;
  /** How reports call this event. */
  readonly name: string | undefined;

  constructor(options: PrimitiveOptions = {}) {
    this.name = options.name;
  }

  /** Whether the flag is set. */
  isSet(): boolean {
    return this.flag;
  }

  /** Sets the flag; all who wait go on, in order of arrival, even if it is cleared before they resume. */
  set(): void {
    this.flag = true;
    this.line.call(Infinity);
  }

  /** Clears the flag: from now on `wait` waits. */
  clear(): void {
    this.flag = false;
  }

  /** Waits until the flag is set; returns true. */
  wait(): Coroutine<true> {
    return new LibraryCoroutine(waitForFlag, this, this.line);
  }

  /** @internal */
  describe(): string {
    return `${named('Event', this.name)}, not set`;
  }
}

function* waitForFlag(event: Event, line: Line): GeneratorCoroutine<true> {
  if (!event.isSet()) yield* line.wait(requireLoop('Event.wait()'), event);
  return true;
}
