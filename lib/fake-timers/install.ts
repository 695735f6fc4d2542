import { ENGINE_SLOT } from '../host/installed';
import { forgetAll } from './abort';
import type { MadeClock } from './clock';
import { checkConfig, methodsToFake, type FullConfig } from './config';
import { patchModules } from './modules';
import type { Natives } from './natives';
import { Patches } from './patches';
import { completePerformance } from './performance';
import type { Clock, FakeMethod } from './types';

/** These are replaced as they are; all others by functions that ask the clock at each call. */
const OBJECTS = new Set<FakeMethod>(['Date', 'Intl', 'Temporal', 'performance', 'scheduler']);

/** What makes the clock: so this file need not know of every kind, nor whoever wants one kind alone load the other. */
export type MakeClock<M extends MadeClock = MadeClock> = (natives: Natives, config: FullConfig) => M;

/**
 * Makes a clock and puts it in place of the real functions of a global. If that fails halfway, what was replaced is put back.
 *
 * @throws TypeError if a fake `Date` is there already; see also {@link checkConfig} and {@link methodsToFake}.
 */
export function installClock(natives: Natives, given: readonly unknown[], make: MakeClock): Clock {
  return installMade(natives, checkConfig(given), make).face;
}

/** The same, for who needs the works of the clock as well. */
export function installMade<M extends MadeClock>(natives: Natives, config: FullConfig, make: MakeClock<M>): M {
  if ((natives.global['Date'] as Clock['Date']).isFake === true) {
    throw new TypeError("Can't install fake timers twice on the same global object.");
  }
  const made = make(natives, config);
  const methods = methodsToFake(config, natives);
  const patches = new Patches();
  try {
    putInPlace(made, natives, config, methods, patches);
  } catch (error) {
    patches.restore();
    throw error;
  }
  made.share?.();
  if (made.mode !== undefined) made.mode.standsStill = config.hostApis === 'complete';
  if ((config.shouldAdvanceTime as unknown) === true)
    made.face.setTickMode({ mode: 'interval', delta: config.advanceTimeDelta });
  return made;
}

function putInPlace(
  made: MadeClock,
  natives: Natives,
  config: FullConfig,
  methods: FakeMethod[],
  patches: Patches,
): void {
  const { face, works, clearing } = made;
  const pending = face.uninstall;
  if (clearing !== undefined) clearing.clearsNatives = config.shouldClearNativeTimers;
  Object.assign(face, {
    shouldClearNativeTimers: config.shouldClearNativeTimers,
    abortListenerMap: new Map(),
    methods,
    timersModuleMethods: undefined,
    timersPromisesModuleMethods: undefined,
    uninstall: () => {
      patches.restore();
      face.methods = [];
      face.setTickMode({ mode: 'manual' });
      forgetAll(face.abortListenerMap);
      return pending();
    },
  });
  for (const name of new Set(methods)) {
    if (!natives.has(name) || !(name in face)) continue;
    (face as unknown as Record<string, unknown>)[`_${name}`] = natives.timers[name];
    if (name === 'performance')
      completePerformance(face.performance, natives.timers.performance!, works.start - works.wall.uptimeMs);
    const host = natives.host(name);
    patches.replace(host, name, fakeOf(face, name, host, natives, config));
  }
  if (natives.isOwn) {
    patchModules(made, natives, config, patches);
    if (methods.includes('setTimeout')) made.patchHost?.(patches);
  }
  // Frozen: Jest takes to pieces what it finds on a global at the end of a file, even if a test that was given up still uses it.
  const slot = Object.freeze({ engine: works.engine });
  if (Object.isExtensible(natives.global)) patches.replace(natives.global, ENGINE_SLOT, slot, false);
}

/** What replaces a real function: the clock's object of that name, or a function that looks up the clock's at each call, so that a spy on the clock sees it. */
function fakeOf(face: Clock, name: FakeMethod, host: object, natives: Natives, { order }: FullConfig): unknown {
  const functions = face as unknown as Record<string, (...args: unknown[]) => unknown>;
  const own = functions[name]!;
  // Nobody drives a clock in host order that is not installed. Who still calls its functions, such as a spy that was put back too late, or a module loaded by a test, would wait for ever.
  const call = (args: unknown[]): unknown =>
    order === 'host' && face.methods.length === 0 ? natives.call(name, ...args) : functions[name]!(...args);
  const fake = (OBJECTS.has(name) ? own : standIn(name, own, call)) as typeof own & Record<string, unknown>;
  // What only those look for who know the compatible library; and @testing-library, which has Jest advance its own clock, without end, wherever setTimeout has one.
  if (order === 'host') return fake;
  fake['hadOwnProperty'] = Object.hasOwn(host, name);
  fake['clock'] = face;
  return fake;
}

/**
 * With the name, the length and the properties (`util.promisify.custom`, `hrtime.bigint`) of what it stands for.
 *
 * It gets its length by named parameters, and its name by where it stands. Defining them makes V8 keep the properties of a function in a table, which takes longer than all the rest.
 */
function standIn(name: string, own: object & { length: number }, call: (args: unknown[]) => unknown): unknown {
  // No arrow functions, for they would have no `prototype`, as the real ones have.
  const fake =
    own.length === 2
      ? {
          [name]: function (first: unknown, second: unknown, ...more: unknown[]): unknown {
            return call(given(arguments.length, [first, second, ...more]));
          },
        }
      : {
          [name]: function (first: unknown, ...more: unknown[]): unknown {
            return call(given(arguments.length, [first, ...more]));
          },
        };
  return Object.assign(fake[name]!, own);
}

/** Who was called with fewer arguments than it has parameters hands on no more than it was given. */
function given(count: number, args: unknown[]): unknown[] {
  if (args.length > count) args.length = count;
  return args;
}
