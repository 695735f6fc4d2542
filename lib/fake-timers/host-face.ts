import { DEFAULT_LIMITS, type Limits } from '../core/limits';
import type { MadeClock } from './clock';
import { hostDate } from './host-date';
import type { Duration } from './duration';
import { parseEpoch, type Epoch } from './epoch';
import type { Callback, TimerKind } from './fake-timer';
import { HostClock } from './host-clock';
import { advanceAsync, advanceToLastAsync, drive, fireNextAsync } from './host-drive';
import { HostPromises } from './host-promises';
import { patchSockets } from './host-sockets';
import { HostTickMode } from './host-tick-mode';
import type { HostTimer } from './host-timer';
import { fakeHrtime } from './hrtime';
import { fakeIntl } from './intl';
import type { Natives } from './natives';
import type { Patches } from './patches';
import { fakePerformance, performanceNow } from './performance';
import { fakePostTask } from './post-task';
import { PROMISIFIED } from './promisify';
import { recordOfHost } from './records';
import { fakeTemporal } from './temporal';
import type { Clock, Config, SetTickModeConfig } from './types';
import { untilFrame } from './verbs';

/** The verbs that would run callbacks at once, and what to call instead. */
const SYNCHRONOUS = {
  tick: 'tickAsync',
  next: 'nextAsync',
  runAll: 'runAllAsync',
  runToLast: 'runToLastAsync',
  runToFrame: 'tickAsync',
  jump: 'tickAsync',
  runMicrotasks: 'nextAsync',
} as const;

export interface MadeHostClock extends MadeClock {
  readonly works: HostClock;
}

/** Makes a clock in host order: what users hold has the members of a compatible one. Ticks and microtasks are the host's own. */
export function makeHostClock(natives: Natives, config: Config, limits?: Limits): MadeHostClock {
  const { loopLimit } = config;
  const works = new HostClock(
    config.now,
    limits ?? (loopLimit ? { ...DEFAULT_LIMITS, maxFirings: loopLimit } : DEFAULT_LIMITS),
    natives,
  );
  const promises = new HostPromises(works, (natives.global['AbortController'] ?? AbortController) as never);
  const mode = new HostTickMode(works.engine);
  const face = inspection(works, mode) as Clock;
  Object.assign(face, scheduling(works, natives, promises), driving(works, mode));
  face.Date = hostDate(natives.timers.Date, works, face);
  if (natives.intl !== undefined) face.Intl = fakeIntl(natives.intl, works, face);
  if (natives.timers.Temporal !== undefined) face.Temporal = fakeTemporal(natives.timers.Temporal, works);
  if (natives.has('performance')) face.performance = fakePerformance(works.wall);
  if (natives.has('hrtime')) face.hrtime = fakeHrtime(works.wall);
  if (natives.has('scheduler') && natives.Promise !== undefined) {
    face.scheduler = { postTask: fakePostTask(works, natives.Promise, () => face.abortListenerMap) };
  }
  const patchHost = (patches: Patches): void => {
    patchSockets(works, patches);
  };
  return { face, works, clearing: undefined, promises: () => promises, patchHost };
}

function inspection(works: HostClock, mode: HostTickMode): Partial<Clock> {
  return {
    get now() {
      return works.wall.now();
    },
    set now(now: number) {
      works.wall.set(now);
    },
    loopLimit: works.engine.limits.maxFirings,
    isNearInfiniteLimit: false,
    tickMode: mode.current,
    abortListenerMap: new Map(),
  };
}

function scheduling(works: HostClock, natives: Natives, promises: HostPromises): object {
  function handle(timer: HostTimer): unknown {
    return natives.returnsObjects ? timer.face : timer.number();
  }
  function start(kind: TimerKind) {
    return (callback: Callback, delay?: unknown, ...args: unknown[]) =>
      handle(works.schedule(kind, callback, args, delay));
  }
  const setTimeout = Object.assign(start('Timeout'), { [PROMISIFIED]: promises.setTimeout });
  const frames = {
    requestAnimationFrame: (callback: Callback) =>
      works.schedule('AnimationFrame', callback, () => [performanceNow(works.wall)], untilFrame(works)).number(),
    cancelAnimationFrame: (id: unknown) => works.clear('cancelAnimationFrame', id),
    /** The host is idle whenever time moves, so the next millisecond will do. */
    requestIdleCallback: (callback: Callback) =>
      works.schedule('IdleCallback', callback, [{ didTimeout: false, timeRemaining: () => 1 }], 1).number(),
    cancelIdleCallback: (id: unknown) => works.clear('cancelIdleCallback', id),
  };
  const functions = {
    setTimeout,
    setInterval: start('Interval'),
    clearTimeout: (id: unknown) => works.clear('clearTimeout', id),
    clearInterval: (id: unknown) => works.clear('clearInterval', id),
    ...frames,
  };
  if (!natives.has('setImmediate')) return functions;
  const setImmediate = (callback: Callback, ...args: unknown[]): unknown => works.soon(callback, args).face;
  return {
    ...functions,
    setImmediate: Object.assign(setImmediate, { [PROMISIFIED]: promises.setImmediate }),
    clearImmediate: (id: unknown) => works.clearImmediate(id),
  };
}

function driving(works: HostClock, mode: HostTickMode): object {
  return {
    ...Object.fromEntries(Object.entries(SYNCHRONOUS).map(([verb, twin]) => [verb, () => refuse(verb, twin)])),
    tickAsync: async (duration: Duration) => advanceAsync(works, duration),
    nextAsync: () => fireNextAsync(works),
    runAllAsync: () => drive(works),
    runToLastAsync: () => advanceToLastAsync(works),
    countTimers: () => works.pending().length,
    reset: () => works.reset(),
    setSystemTime: (now: Epoch) => works.wall.set(parseEpoch(now)),
    setTickMode: (config: SetTickModeConfig) => mode.set(config),
    uninstall: () => works.pending().map((entry) => recordOfHost(works, entry)),
  };
}

/** In host order the host runs what comes of a callback, and it can do so only between two macrotasks. */
function refuse(verb: string, twin: string): never {
  throw new TypeError(
    `${verb}() runs synchronously, but in host order every callback needs a macrotask of its own. Await its Async twin instead: clock.${twin}().`,
  );
}
