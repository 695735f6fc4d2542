import { realOf } from '../host/delegate';
import type { FakeMethod, Timers } from './types';
import { FIRST_ID, type Ids } from './fake-clock';

type AnyFunction = (...args: unknown[]) => unknown;
type Bag = Record<string, unknown>;

/** What lies on `process` rather than on the global itself. */
const ON_PROCESS = new Set(['hrtime', 'nextTick']);
/** These are names of every global, if only to say that it has them not. */
const BASIC = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;
/** All others, in the order in which they are listed. */
const FURTHER = [
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
  'Temporal',
  'scheduler',
] as const;

/** A global object as it was when it was first seen: what it has that can be faked, and how its timers look. */
export class Natives {
  /** The real functions, not their delegates, in the order in which users see them. */
  readonly timers: Timers;
  /** What its `Intl` had, which a test may take away later. */
  readonly intl: typeof Intl | undefined;
  readonly Promise: PromiseConstructor | undefined;
  /** Whether its `setTimeout` returns objects, as Node's does, or numbers. */
  readonly returnsObjects: boolean;
  readonly ids: Ids = { next: FIRST_ID };
  /** Whether the warning about clearing a native timer has been given. */
  warned = false;

  /** @param isOwn Whether Node's modules belong to it, and are ours to replace as well: by default if it is the global of this very module. */
  constructor(
    readonly global: Bag,
    readonly isOwn = global === globalThis,
  ) {
    const timers: Bag = {};
    for (const name of BASIC) timers[name] = realOf(global[name]);
    if (typeof timers['Date'] !== 'function') {
      throw new Error("The global scope doesn't have a `Date` object, and fake timers cannot do without one.");
    }
    for (const name of FURTHER)
      if (isFakeable(name, this.host(name)[name])) timers[name] = realOf(this.host(name)[name]);
    this.timers = timers as unknown as Timers;
    this.intl = copyOf(this.timers.Intl);
    this.Promise = global['Promise'] as PromiseConstructor | undefined;
    this.returnsObjects = this.probe();
  }

  /** The object on which a function lies. */
  host(name: string): Bag {
    return ON_PROCESS.has(name) ? ((this.global['process'] ?? {}) as Bag) : this.global;
  }

  has(name: FakeMethod): boolean {
    return this.timers[name] !== undefined;
  }

  /** Calls one of the real functions, as a method of its global. */
  call(name: FakeMethod, ...args: unknown[]): unknown {
    return (this.timers[name] as AnyFunction).apply(this.global, args);
  }

  private probe(): boolean {
    if (typeof this.timers.setTimeout !== 'function') return false;
    const id = this.call('setTimeout', () => undefined, 0);
    if (typeof this.timers.clearTimeout === 'function') this.call('clearTimeout', id);
    return typeof id === 'object';
  }
}

function copyOf(real: typeof Intl | undefined): typeof Intl | undefined {
  const names = real && (Object.getOwnPropertyNames(real) as (keyof typeof Intl)[]);
  return names && (Object.fromEntries(names.map((name) => [name, real[name]])) as unknown as typeof Intl);
}

function isFakeable(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (name === 'Intl') return typeof value === 'object';
  if (name === 'performance') return typeof (value as Bag)['now'] === 'function';
  if (name === 'scheduler') return typeof (value as Bag)['postTask'] === 'function';
  if (name === 'Temporal') return typeof (value as { Now?: Bag }).Now?.['instant'] === 'function';
  return typeof value === 'function';
}
