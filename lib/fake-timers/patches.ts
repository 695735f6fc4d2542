import { appoint, isDelegate } from '../host/delegate';

type Key = string | symbol;

interface Patch {
  readonly target: object;
  readonly key: Key;
  readonly value: unknown;
  /** What was there before; undefined if the target had nothing of its own under that key. */
  original: PropertyDescriptor | undefined;
}

/** All patches that are in place, the newest last, by target and key: clocks may be uninstalled in any order. */
const inPlace = new WeakMap<object, Map<Key, Patch[]>>();

/** Properties of foreign objects that were replaced, and how to put them back exactly. */
export class Patches {
  private readonly patches: Patch[] = [];
  private readonly undoings: (() => void)[] = [];

  /**
   * Replaces a property by a value of our own; what is inherited is covered. A property keeps its own `enumerable`.
   *
   * @throws TypeError if it cannot be replaced. The caller then undoes the rest with {@link restore}.
   */
  replace(target: object, key: Key, value: unknown, enumerable = true): void {
    const original = Object.getOwnPropertyDescriptor(target, key);
    // Plain properties are assigned to, which is faster, and keeps what else there is to a property.
    if (original?.writable === true || original?.configurable === false) assign(target, key, value);
    else {
      Object.defineProperty(target, key, {
        value,
        writable: true,
        enumerable: original?.enumerable ?? enumerable,
        configurable: true,
      });
    }
    const patch = { target, key, value, original };
    this.patches.push(patch);
    const stack = stackOf(target, key);
    stack.push(patch);
    tellDelegates(stack);
  }

  /** Has `undo` called when everything has been put back. */
  onRestore(undo: () => void): void {
    this.undoings.push(undo);
  }

  /** Puts everything back. Twice is harmless. */
  restore(): void {
    for (const patch of this.patches.splice(0).reverse()) remove(patch);
    for (const undo of this.undoings.splice(0)) undo();
  }
}

/** A patch under another one hands its original down, and whoever is on top puts that back some day. */
function remove(patch: Patch): void {
  const { target, key, original } = patch;
  const stack = stackOf(target, key);
  const above = stack[stack.indexOf(patch) + 1];
  stack.splice(stack.indexOf(patch), 1);
  appoint(patch.value, undefined);
  appoint(original?.value, undefined);
  if (above !== undefined) above.original = original;
  else if (original === undefined) Reflect.deleteProperty(target, key);
  else if (Object.getOwnPropertyDescriptor(target, key)?.configurable === false) assign(target, key, original.value);
  else Object.defineProperty(target, key, original);
  tellDelegates(stack);
}

/** Whoever has kept a delegate that was in this place reaches what is on top now, unless that is a delegate itself. */
function tellDelegates(stack: readonly Patch[]): void {
  const top = stack.at(-1)?.value;
  if (top === undefined || isDelegate(top)) return;
  for (const { value, original } of stack) {
    appoint(value, top);
    appoint(original?.value, top);
  }
}

function assign(target: object, key: Key, value: unknown): void {
  (target as Record<Key, unknown>)[key] = value;
}

function stackOf(target: object, key: Key): Patch[] {
  let stacks = inPlace.get(target);
  if (stacks === undefined) inPlace.set(target, (stacks = new Map<Key, Patch[]>()));
  let stack = stacks.get(key);
  if (stack === undefined) stacks.set(key, (stack = []));
  return stack;
}
