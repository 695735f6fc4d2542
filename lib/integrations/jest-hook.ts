import type { RunnerTimers } from './runner-timers';

/** Where an environment leaves the function that the preset's setup file calls, from within the sandbox of the test file. */
const HOOK = Symbol.for('tickless/1/jest');

/**
 * Lets the preset ask for Node's modules to reach the fake timers.
 *
 * @param wanted Whether they are to, once it asks. @param useFakeTimers What installs a clock as the configuration says. @returns What undoes it, once it was asked for.
 */
export function offerModules(
  global: object,
  timers: RunnerTimers,
  wanted: boolean,
  useFakeTimers: () => void,
): () => void {
  let undo: (() => void) | undefined;
  function reach(): void {
    if (!wanted) return;
    // With `enableGlobally`, Jest has installed one before it loads the preset's setup file.
    const isInstalled = timers.clock !== undefined;
    timers.uninstall();
    undo = timers.reachModules();
    if (isInstalled) useFakeTimers();
  }
  Object.defineProperty(global, HOOK, { value: reach });
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
