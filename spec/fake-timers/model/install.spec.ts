import fc from 'fast-check';
import * as tickless from '../../../lib/fake-timers';
import type { FakeTimers } from '../../../lib/fake-timers';
import { compatible, expectSame } from './compare';
import { errorOf, Observer } from './observe';
import { program, type Program } from './program';

const NAMES = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date',
  'setImmediate',
  'clearImmediate',
  'hrtime',
  'nextTick',
  'performance',
  'requestAnimationFrame',
  'queueMicrotask',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'Intl',
] as const;

interface Scene {
  readonly config: Record<string, unknown>;
  /** What the global does not have. */
  readonly lacks: readonly string[];
  /** What it has only from its prototype. */
  readonly inherits: readonly string[];
  readonly returnsObjects: boolean;
  readonly program: Program;
}

const names = (pool: readonly string[], most: number) => fc.uniqueArray(fc.constantFrom(...pool), { maxLength: most });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const methods = names([...NAMES, 'Temporal', 'scheduler', 'fancy'], 8);

const config = fc
  .record({
    now: optional(fc.constantFrom<unknown>(0, 5, 1.5, 1e12, NaN, 'x', { getTime: () => 7 }, { epochMilliseconds: 9 })),
    toFake: optional(methods),
    toNotFake: optional(methods),
    loopLimit: optional(fc.constantFrom<unknown>(5, 60, 0)),
    shouldClearNativeTimers: optional(fc.boolean()),
    ignoreMissingTimers: optional(fc.boolean()),
    advanceTimeDelta: optional(fc.constantFrom(0, 30)),
    target: fc.option(fc.constant({}), { nil: undefined, freq: 40 }),
  })
  // Both lists are refused as soon as both keys are there, so mostly one is.
  .map((config) => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)))
  .chain((config) =>
    fc.constantFrom('toFake', 'toNotFake', 'neither').map((dropped) => {
      return Object.fromEntries(Object.entries(config).filter(([key]) => key !== dropped));
    }),
  );

const scene: fc.Arbitrary<Scene> = fc.record({
  config,
  // One that has clearImmediate alone makes the compatible library trip.
  lacks: names(
    ['setImmediate', 'requestAnimationFrame', 'queueMicrotask', 'performance', 'hrtime', 'Intl', 'setInterval'],
    2,
  ),
  inherits: names(['setTimeout', 'clearTimeout', 'setImmediate', 'Date'], 2),
  returnsObjects: fc.boolean(),
  program: program({ fractions: false, systemTime: true, promises: false, idle: false }),
});

// Programs clear what the native functions of their global return, and both libraries warn of that once.
beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation());

describe('the same scenes on a global of their own, on @sinonjs/fake-timers and on tickless', () => {
  it('agree in what is replaced, what it does, and what is left behind', () => {
    fc.assert(
      fc.property(scene, (scene) => expectSame(play(tickless, scene), play(compatible, scene))),
      { seed: 21, numRuns: 2_500 },
    );
  });
});

function play({ withGlobal }: Pick<FakeTimers, 'withGlobal'>, { config, program, ...look }: Scene): unknown[] {
  const seen: unknown[] = [];
  const scope = makeGlobal(look, seen);
  const before = describeGlobal(scope);
  const given = structuredCloneOf(config);
  try {
    const fakes = withGlobal(scope);
    seen.push(['timers', Object.keys(fakes.timers)]);
    const clock = fakes.install(given);
    seen.push(['installed', clock.methods, given, clock.now, clock.loopLimit, clock.shouldClearNativeTimers]);
    seen.push(['globals', describeGlobal(scope)]);
    seen.push(['natives', Object.keys(clock).filter((name) => name.startsWith('_'))]);
    const observer = new Observer(clock, (name) => (name === 'nextTick' ? scope['process'] : scope) as never);
    for (const op of program.ops) if (!('by' in op) || op.by in scope || op.by === 'nextTick') observer.run(op);
    seen.push(...observer.seen);
    seen.push([
      'date',
      new (scope['Date'] as DateConstructor)(3).getTime(),
      clock.Date.now(),
      (clock.Date as { isFake?: boolean }).isFake,
    ]);
    const pending = clock.uninstall();
    seen.push(['uninstalled', pending.length, clock.methods, clock.uninstall().length]);
  } catch (error) {
    // A failure halfway leaves the compatible library's fakes behind ("roll-back"); only the error can be compared.
    return [...seen, errorOf(error)];
  }
  // The compatible library leaves some behind of what it was asked to fake and did not find ("roll-back").
  if (withGlobal === tickless.withGlobal) expect(describeGlobal(scope)).toEqual(before);
  return seen;
}

/** A global whose functions note that they are called. */
function makeGlobal(
  { lacks, inherits, returnsObjects }: Omit<Scene, 'config' | 'program'>,
  seen: unknown[],
): Record<string, unknown> {
  const prototype: Record<string, unknown> = {};
  const scope = Object.create(prototype) as Record<string, unknown>;
  const noted = (name: string) => (): unknown => {
    seen.push(['native', name]);
    return returnsObjects && name.startsWith('set') ? {} : 7;
  };
  const process: Record<string, unknown> = {};
  for (const name of NAMES) {
    if (lacks.includes(name) || (name === 'clearImmediate' && lacks.includes('setImmediate'))) continue;
    const value =
      name === 'Date' ? Date : name === 'Intl' ? Intl : name === 'performance' ? { now: noted('now') } : noted(name);
    const owner = name === 'hrtime' || name === 'nextTick' ? process : inherits.includes(name) ? prototype : scope;
    owner[name] = value;
  }
  scope['process'] = process;
  return scope;
}

/** Its own properties, and how they look. */
function describeGlobal(scope: Record<string, unknown>): unknown {
  const describe = (object: object): unknown[] =>
    Object.entries(Object.getOwnPropertyDescriptors(object))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { enumerable, configurable, writable, value }]) => [
        name,
        enumerable,
        configurable,
        writable,
        typeof value,
        typeof value === 'function' && name !== 'Date'
          ? [(value as () => void).name, (value as () => void).length, 'clock' in value]
          : 0,
      ]);
  return [describe(scope), describe(scope['process'] as object)];
}

/** A copy for each library, since defaults are written into it; objects that tell the time are shared. */
function structuredCloneOf(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, Array.isArray(value) ? [...(value as unknown[])] : value]),
  );
}
