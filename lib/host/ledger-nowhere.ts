/**
 * What bundles for browsers have in the place of everything that watches Node: nothing. `browser` in package.json names the files; what they hold of use elsewhere is here under the same
 * names. `ledger-web.ts` watches there. (Test runners that load the package for jsdom run on Node, and do not heed that field.)
 */

export function adopt(): void {
  // Nothing was there before.
}

export function ruleFor(): () => undefined {
  return () => undefined;
}

export const QUIET_MS = 0;

export class Network {
  quietMs = QUIET_MS;

  clear(): void {
    // Nothing was found.
  }
}

class Nobody {
  start(): void {
    // There is nothing to watch.
  }

  stop(): void {
    // Nothing was watched.
  }
}

export { Nobody as HttpWatch, Nobody as RefWatch, Nobody as WorkerWatch };
