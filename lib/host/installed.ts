import type { Engine } from '../core/engine';

/** Where a clock that is installed on a global leaves its engine. Versioned: another copy of this module finds it, another major version does not. */
export const ENGINE_SLOT = Symbol.for('tickless/1');

/** The engine of the clock that is installed on this global, if one is: new event loops join it. */
export function installedEngine(): Engine | undefined {
  return (globalThis as { [ENGINE_SLOT]?: { readonly engine: Engine } })[ENGINE_SLOT]?.engine;
}
