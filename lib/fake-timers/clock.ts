import type { Engine } from '../core/engine';
import { nextAsync, runAllAsync, runToLastAsync, tickAsync } from './async-verbs';
import { Clearing } from './clearing';
import { fakeDate } from './date';
import { parseDelay, parsePeriod, shownDelay } from './delay';
import type { Duration } from './duration';
import { parseEpoch, type Epoch } from './epoch';
import { FakeClock } from './fake-clock';
import type { Callback, FakeTimer } from './fake-timer';
import { requestFrame, requestIdle } from './frames';
import { fakeHrtime } from './hrtime';
import { inspectable } from './inspection';
import { fakeIntl } from './intl';
import type { Natives } from './natives';
import { NodeTimer } from './node-timer';
import type { Patches } from './patches';
import { fakePerformance } from './performance';
import { fakePostTask } from './post-task';
import { addPromisified } from './promisify';
import { recordsOf } from './records';
import { fakeTemporal } from './temporal';
import { timersPromises, type ModulePromises } from './timers-promises';
import { TickMode } from './tick-mode';
import type { Clock, Config, SetTickModeConfig, TimerId } from './types';
import { jump, next, runAll, runToFrame, runToLast, tick } from './verbs';
import type { WallClock } from './wall-clock';

const DEFAULT_LOOP_LIMIT = 1000;

/** A clock as users hold it, and its works, as far as `install` needs them. */
export interface MadeClock {
  readonly face: Clock;
  readonly works: { readonly engine: Engine; readonly start: number; readonly wall: WallClock };
  /** What clears timers, if it asks whether to clear real ones as well. */
  readonly clearing: Clearing | undefined;
  /** What makes time pass by itself, where that can be chosen. */
  readonly mode?: TickMode;
  /** Notes that an event loop may join, and from then on be there. */
  readonly share?: () => void;
  /** Replaces what else of the host tells time. */
  readonly patchHost?: ((patches: Patches) => void) | undefined;
  /** @param asNode Whether they reject as Node's own do. */
  readonly promises: (asNode: boolean) => ModulePromises;
}

/**
 * Makes a clock that touches no global.
 *
 * What users hold is a plain object whose functions need no `this`. It has what its global has: no `setImmediate` where there is none, no Async verbs without promises.
 *
 * Its functions are members of object literals. As `face.tick = () => …` they would live among what V8 takes for long-lived, and keep clocks that are gone, with all that was scheduled, until
 * it next collects all of its heap. Tests make clocks by the thousand.
 */
export function makeClock(natives: Natives, now: Config['now'], loopLimit: number | undefined): MadeClock {
  const works = new FakeClock(now, loopLimit || DEFAULT_LOOP_LIMIT, natives.ids);
  const clearing = new Clearing(works, natives);
  const mode = new TickMode(works, natives);
  const face = inspectable(works, mode) as Clock;
  Object.assign(face, scheduling(works, natives, clearing), driving(works, mode), asyncDriving(works, natives));
  face.Date = fakeDate(natives.timers.Date, works, face);
  if (natives.intl !== undefined) face.Intl = fakeIntl(natives.intl, works, face);
  if (natives.timers.Temporal !== undefined) face.Temporal = fakeTemporal(natives.timers.Temporal, works);
  if (natives.has('performance')) face.performance = fakePerformance(works.wall);
  if (natives.has('hrtime')) face.hrtime = fakeHrtime(works.wall);
  if (natives.has('scheduler') && natives.Promise !== undefined) {
    const listeners = (): Clock['abortListenerMap'] => ((face as Partial<Clock>).abortListenerMap ??= new Map());
    face.scheduler = { postTask: fakePostTask(works, natives.Promise, listeners) };
  }
  return {
    face,
    works,
    clearing,
    mode,
    share: () => void (works.shared = true),
    promises: (asNode) => timersPromises(face, works, natives.Promise!, asNode),
  };
}

/** The functions that schedule, and those that clear. */
function scheduling(works: FakeClock, natives: Natives, clearing: Clearing): object {
  function handle(timer: FakeTimer): TimerId {
    return natives.returnsObjects ? new NodeTimer(timer) : timer.number();
  }
  const functions = {
    setTimeout: (callback: Callback, delay?: unknown, ...args: unknown[]) =>
      handle(works.schedule('Timeout', callback, args, parseDelay(delay), shownDelay(delay))),
    clearTimeout: (id: unknown) => clearing.clear('clearTimeout', id),
    setInterval(callback: Callback, delay?: unknown, ...args: unknown[]) {
      const ms = parseDelay(delay);
      return handle(works.schedule('Interval', callback, args, ms, ms, parsePeriod(delay)));
    },
    clearInterval: (id: unknown) => clearing.clear('clearInterval', id),
    nextTick: (callback: Callback, ...args: unknown[]) => works.enqueue(callback, args),
    queueMicrotask: (callback: Callback) => works.enqueue(callback, []),
    requestAnimationFrame: (callback: Callback) => requestFrame(works, callback),
    cancelAnimationFrame: (id: unknown) => clearing.clear('cancelAnimationFrame', id),
    requestIdleCallback: (callback: Callback, options: { timeout?: number } = {}) =>
      requestIdle(works, callback, options),
    cancelIdleCallback: (id: unknown) => clearing.clear('cancelIdleCallback', id),
  };
  addPromisified('setTimeout', functions.setTimeout, natives);
  if (!natives.has('setImmediate')) return functions;
  const immediates = {
    setImmediate: (callback: Callback, ...args: unknown[]) => handle(works.schedule('Immediate', callback, args, 0)),
    clearImmediate: (id: unknown) => clearing.clear('clearImmediate', id),
  };
  addPromisified('setImmediate', immediates.setImmediate, natives);
  return { ...functions, ...immediates };
}

/** The verbs that make time pass, and what else one does to a clock. */
function driving(works: FakeClock, mode: TickMode): object {
  return {
    tick: (duration: Duration) => tick(works, duration),
    next: () => next(works),
    runAll: () => runAll(works),
    runToFrame: () => runToFrame(works),
    runToLast: () => runToLast(works),
    jump: (duration: Duration) => jump(works, duration),
    runMicrotasks: () => works.runJobs(),
    countTimers: () => works.armedCount + works.jobs.length,
    reset: () => works.reset(),
    setSystemTime: (now: Epoch) => works.wall.set(parseEpoch(now)),
    setTickMode: (config: SetTickModeConfig) => mode.set(config),
    uninstall: () => recordsOf(works).timers,
  };
}

/** The verbs that let promises settle meanwhile, where there are promises. */
function asyncDriving(works: FakeClock, { Promise }: Natives): object {
  if (Promise === undefined) return {};
  return {
    tickAsync: (duration: Duration) => tickAsync(works, Promise, duration),
    nextAsync: () => nextAsync(works, Promise),
    runAllAsync: () => runAllAsync(works, Promise),
    runToLastAsync: () => runToLastAsync(works, Promise),
  };
}
