import type { RunnerTimers } from './runner-timers';

/** Where an environment leaves the function that the preset's setup file calls, from within the sandbox of the test file. */
const HOOK = Symbol.for('tickless/1/jest');

/** Lets the preset ask for Node's modules to reach the fake timers. @returns What undoes that, once it was asked for. */
export function offerModules(global: object, timers: RunnerTimers): () => void {
  let undo: (() => void) | undefined;
  Object.defineProperty(global, HOOK, { value: () => (undo = timers.reachModules()) });
  return () => undo?.();
}

/** Asks for it. @throws Error if the environment is none of ours. */
export function askForModules(): void {
  const reach = (globalThis as { [HOOK]?: () => void })[HOOK];
  if (reach === undefined) {
    throw new Error(
      "The preset of tickless needs an environment of tickless: 'tickless/jest-environment' or 'tickless/jest-environment/jsdom', as testEnvironment or after @jest-environment.",
    );
  }
  reach();
}
