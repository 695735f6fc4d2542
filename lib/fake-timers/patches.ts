import { appoint, hasDelegates, isDelegate } from '../host/delegate';

type Key = string | symbol;

interface Patch {
  readonly target: object;
  readonly key: Key;
  readonly value: unknown;
  /** What was there before; undefined if the target had nothing of its own under that key. */
  original: PropertyDescriptor | undefined;
  /** All patches of this place that are in place, the newest last: clocks may be uninstalled in any order. */
  readonly stack: Patch[];
}

/** Where patches lie one upon the other, by target and key. */
const stacks = new WeakMap<object, Map<Key, Patch[]>>();

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
    if (original?.writable === true) assign(target, key, value);
    else {
      Object.defineProperty(target, key, {
        value,
        writable: true,
        enumerable: original?.enumerable ?? enumerable,
        configurable: true,
      });
    }
    const stack = stackOf(target, key);
    const patch = { target, key, value, original, stack };
    this.patches.push(patch);
    stack.push(patch);
    if (hasDelegates()) tellDelegates(stack);
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
  const { value, original, stack } = patch;
  const at = stack.lastIndexOf(patch);
  const above = stack[at + 1];
  stack.splice(at, 1);
  if (above !== undefined) above.original = original;
  else putBack(patch);
  if (!hasDelegates()) return;
  appoint(value, undefined);
  appoint(original?.value, undefined);
  tellDelegates(stack);
}

function putBack({ target, key, value, original }: Patch): void {
  if (original === undefined) Reflect.deleteProperty(target, key);
  // Where our value still is, assigning puts back what we changed, at half the cost, and in a sandbox every access has its price. What others did to its attributes meanwhile stays.
  else if (isPlain(original) && (target as Record<Key, unknown>)[key] === value) assign(target, key, original.value);
  else if (!Reflect.defineProperty(target, key, original)) assign(target, key, original.value);
}

/** Whether a property is such as assigning makes them: a sandbox of `vm` makes those of its global anew when they are assigned to. */
function isPlain({ writable, enumerable, configurable }: PropertyDescriptor): boolean {
  return writable === true && enumerable === true && configurable === true;
}

/** Whoever has kept a delegate that was in this place reaches what is on top now, unless that is a delegate itself. */
function tellDelegates(stack: readonly Patch[]): void {
  const top = stack.at(-1)?.value;
  if (isDelegate(top)) return;
  for (const { value, original } of stack) {
    appoint(value, top);
    appoint(original?.value, top);
  }
}

function assign(target: object, key: Key, value: unknown): void {
  (target as Record<Key, unknown>)[key] = value;
}

function stackOf(target: object, key: Key): Patch[] {
  let ofTarget = stacks.get(target);
  if (ofTarget === undefined) stacks.set(target, (ofTarget = new Map<Key, Patch[]>()));
  let stack = ofTarget.get(key);
  if (stack === undefined) ofTarget.set(key, (stack = []));
  return stack;
}
