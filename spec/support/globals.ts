import * as perfHooks from 'node:perf_hooks';
import * as timers from 'node:timers';
import * as timersPromises from 'node:timers/promises';

type Properties = Record<string, PropertyDescriptor>;

/** Everything of which fake timers replace properties. */
const HOSTS = [
  globalThis,
  process,
  timers,
  timersPromises,
  timersPromises.scheduler,
  AbortSignal,
  perfHooks.performance,
] as unknown as Record<string, unknown>[];

/** Every property that could be replaced, as it is now. */
export function globalsNow(): Properties[] {
  return HOSTS.map((host) => Object.getOwnPropertyDescriptors(host));
}

/** The names of the properties that are not exactly what they were. */
export function changesSince(before: Properties[]): string[] {
  return globalsNow().flatMap((after, i) => {
    const names = new Set<string | symbol>([...Reflect.ownKeys(before[i]!), ...Reflect.ownKeys(after)]);
    // Node counts listeners under names that begin so.
    const visible = [...names].filter((name) => !(typeof name === 'string' && name.startsWith('_events')));
    return visible.filter((name) => !isSame(before[i]![name as string], after[name as string])).map(String);
  });
}

function isSame(a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean {
  const [before, after] = [Object.entries(a ?? {}), new Map(Object.entries(b ?? {}))] as const;
  return before.length === after.size && before.every(([field, value]) => Object.is(value, after.get(field)));
}
