import { mainProcess } from './main-process';

type Key = string | symbol;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Bag = Record<Key, unknown>;

/** Whom a delegate calls: the real function, or who stands in for it at present. */
interface Post {
  readonly real: object;
  standIn: object | undefined;
}

/** Where the table of delegates is kept: one for all copies of this module, since a test runner's environment puts delegates in place and a test file installs a clock. */
const SLOT = Symbol.for('tickless/1/delegates');

/**
 * Makes a delegate: a function that calls the real one, or who stands in for it at the time of the call. So a reference to it may be kept for ever.
 *
 * It has the name, the length and the properties of the real one; those that are functions (`util.promisify.custom`, `hrtime.bigint`) are delegates in their turn.
 */
export function delegateFor(real: AnyFunction): AnyFunction {
  const post: Post = { real, standIn: undefined };
  function delegate(this: unknown, ...args: unknown[]): unknown {
    return ((post.standIn ?? real) as AnyFunction).apply(this, args);
  }
  for (const key of Reflect.ownKeys(real)) {
    if (key === 'prototype') continue;
    const value = (real as unknown as Bag)[key];
    const isFunction = typeof value === 'function';
    const { enumerable } = Object.getOwnPropertyDescriptor(real, key)!;
    Object.defineProperty(delegate, key, {
      value: isFunction ? partOf(post, key, value as AnyFunction) : value,
      writable: isFunction,
      enumerable: enumerable ?? false,
      configurable: true,
    });
  }
  return enter(delegate, post);
}

/** The function under a key of whoever is at the post. */
function partOf(post: Post, key: Key, real: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const standIn = (post.standIn as Bag | undefined)?.[key] as AnyFunction | undefined;
    return (standIn ?? real).apply(this, args);
  };
}

/** A delegate of a constructor whose instances are to be those of the real one: `Date`. Its properties, too, are those of whoever stands in. */
export function delegateForClass(Real: AnyFunction & (new (...args: never[]) => object)): AnyFunction {
  const post: Post = { real: Real, standIn: undefined };
  const parts = new Map<Key, AnyFunction>();
  const statics = { ...Object.getOwnPropertyDescriptors(Real) } as Record<Key, PropertyDescriptor>;
  for (const [name, { value }] of Object.entries(statics)) {
    if (typeof value === 'function') parts.set(name, partOf(post, name, value as AnyFunction));
  }
  const delegate: AnyFunction = new Proxy(Real, {
    apply: (_real, self, args: unknown[]) => ((post.standIn ?? Real) as AnyFunction).apply(self, args),
    construct(_real, args, newTarget: AnyFunction) {
      const constructor = (post.standIn ?? Real) as typeof Real;
      return Reflect.construct(constructor, args, newTarget === delegate ? constructor : newTarget) as object;
    },
    get(_real, key) {
      // A stand-in is a subclass, with a prototype of its own; what was kept shows one and the same for ever.
      if (key === 'prototype') return Real.prototype as unknown;
      // Unless somebody has replaced it: a spy is to be found where it was put.
      if (parts.has(key) && (Real as unknown as Bag)[key] === statics[key]?.value) return parts.get(key);
      return Reflect.get(post.standIn ?? Real, key) as unknown;
    },
  });
  return enter(delegate, post);
}

/** What a delegate stands for, however many there are one behind the other; anything else is real itself. */
export function realOf<T>(value: T): T {
  let real: unknown = value;
  for (let post = postOf(real); post !== undefined; post = postOf(real)) ({ real } = post);
  return real as T;
}

/** Whether there are any. Where there are none, nobody need look for them. */
export function hasDelegates(): boolean {
  return tablePlace()[SLOT] !== undefined;
}

export function isDelegate(value: unknown): boolean {
  return postOf(value) !== undefined;
}

/** Has `standIn` called in place of the real function, by a delegate and those behind it; undefined ends that. What is no delegate is passed over. */
export function appoint(delegate: unknown, standIn: unknown): void {
  for (let post = postOf(delegate); post !== undefined; post = postOf(post.real)) {
    post.standIn = standIn as object | undefined;
  }
}

function postOf(value: unknown): Post | undefined {
  return typeof value === 'function' ? tablePlace()[SLOT]?.get(value) : undefined;
}

function enter(delegate: AnyFunction, post: Post): AnyFunction {
  const place = tablePlace();
  if (place[SLOT] === undefined) Object.defineProperty(place, SLOT, { value: new WeakMap<object, Post>() });
  place[SLOT]!.set(delegate, post);
  return delegate;
}

function tablePlace(): { readonly [SLOT]?: WeakMap<object, Post> } {
  return mainProcess() ?? globalThis;
}
