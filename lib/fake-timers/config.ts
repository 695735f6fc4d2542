import { describe } from '../core/describe';
import type { Natives } from './natives';
import type { Config, FakeMethod } from './types';

const HOST_APIS = ['compatible', 'complete'];

/** In host order, the host itself orders these. */
export const STAY_NATIVE: readonly FakeMethod[] = ['nextTick', 'queueMicrotask'];

/** A config with its defaults written in, as users of the compatible library can see. Not everybody offers an order. */
export type FullConfig = Config & {
  shouldAdvanceTime: boolean;
  shouldClearNativeTimers: boolean;
  order?: 'compatible' | 'host' | undefined;
};

/** Checks what `install` was given. @throws TypeError for what is no config, or contradicts itself; RangeError for a value that does not exist. */
export function checkConfig(given: readonly unknown[]): FullConfig {
  const [config = {}] = given as [Config?];
  if (given.length > 1 || config instanceof Date || Array.isArray(config) || typeof config === 'number') {
    throw new TypeError(
      // eslint-disable-next-line @typescript-eslint/no-base-to-string, @typescript-eslint/restrict-template-expressions -- the compatible library's words
      `FakeTimers.install called with ${config} install requires an object parameter`,
    );
  }
  config.shouldAdvanceTime ||= false;
  config.advanceTimeDelta ||= 20;
  config.shouldClearNativeTimers ||= false;
  if (Object.hasOwn(config, 'toFake') && Object.hasOwn(config, 'toNotFake')) {
    throw new TypeError('config.toFake and config.toNotFake cannot be used together');
  }
  for (const key of ['toFake', 'toNotFake'] as const) {
    if (config[key] && !Array.isArray(config[key])) {
      throw new TypeError(`config.${key} must be an array of names, but is ${describe(config[key])}.`);
    }
  }
  if (config.target) {
    throw new TypeError('config.target is no longer supported. Use `withGlobal(target)` instead.');
  }
  if (config.hostApis !== undefined && !HOST_APIS.includes(config.hostApis)) {
    throw new RangeError(`hostApis must be one of ${HOST_APIS.join(', ')}, but is ${describe(config.hostApis)}.`);
  }
  return config as FullConfig;
}

/** The names that are to be faked. @throws ReferenceError for one that this global does not have, unless those are passed over. */
export function methodsToFake(
  { toFake, toNotFake, ignoreMissingTimers, order }: FullConfig,
  natives: Natives,
): FakeMethod[] {
  const known = Object.keys(natives.timers) as FakeMethod[];
  const all = order === 'host' ? known.filter((name) => !STAY_NATIVE.includes(name)) : known;
  const wanted = toFake && toFake.length > 0 ? [...toFake] : all.filter((name) => !toNotFake?.includes(name));
  const missing = wanted.find((name) => !Object.hasOwn(natives.timers, name) || !natives.has(name));
  if (missing !== undefined && !ignoreMissingTimers) {
    throw new ReferenceError(`non-existent timers and/or objects cannot be faked: '${missing}'`);
  }
  return wanted;
}
