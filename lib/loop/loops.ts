import { describe } from '../core/describe';
import { RuntimeError } from '../core/errors';
import { chooseLoop, findLoop, findRunningLoop } from './current';
import { EventLoop } from './event-loop';
import type { EventLoopOptions } from './loop-options';

/**
 * A new event loop. Source: asyncio's `new_event_loop`.
 *
 * @throws As `new EventLoop(options)`.
 *
 * ```ts
 * import { newEventLoop } from 'tickless';
 *
 * newEventLoop().time(); // => 0
 * ```
 */
export function newEventLoop(options: EventLoopOptions = {}): EventLoop {
  return new EventLoop(options);
}

/**
 * Makes a loop the current one, on which `gather`, `ensureFuture` and `createTask` start work while no loop is running. Source: asyncio's `set_event_loop`.
 *
 * @param loop Undefined for none. @throws TypeError if it is something else.
 *
 * ```ts
 * import { getEventLoop, newEventLoop, setEventLoop } from 'tickless';
 *
 * const loop = newEventLoop();
 * setEventLoop(loop);
 * getEventLoop() === loop; // => true
 * ```
 */
export function setEventLoop(loop: EventLoop | undefined): void {
  if (loop !== undefined && !(typeof loop === 'object' && (loop as unknown) !== null && 'callSoon' in loop)) {
    throw new TypeError(`setEventLoop() needs an event loop or undefined, but was given ${describe(loop)}.`);
  }
  chooseLoop(loop);
}

/**
 * The running loop, or else the one set by {@link setEventLoop}; if there is none, a new one, which is set. Source: asyncio's `get_event_loop`.
 *
 * ```ts
 * import { getEventLoop } from 'tickless';
 *
 * getEventLoop() === getEventLoop(); // => true
 * ```
 */
export function getEventLoop(): EventLoop {
  const found = findLoop() as EventLoop | undefined;
  if (found !== undefined) return found;
  const made = newEventLoop();
  chooseLoop(made);
  return made;
}

/**
 * The loop that is running this code. Source: asyncio's `get_running_loop`.
 *
 * @throws RuntimeError if none is.
 *
 * ```ts
 * import { getRunningLoop, run, sleep } from 'tickless';
 *
 * run(function* () {
 *   yield* sleep(500);
 *   return getRunningLoop().time();
 * }); // => 500
 * ```
 */
export function getRunningLoop(): EventLoop {
  const loop = findRunningLoop();
  if (loop === undefined)
    throw new RuntimeError(
      'No event loop is running here. Call this from a coroutine or a callback, or use getEventLoop().',
    );
  return loop as EventLoop;
}
