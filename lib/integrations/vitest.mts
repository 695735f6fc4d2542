/**
 * A setup file for Vitest: with `setupFiles: ['tickless/vitest']`, `vi.useFakeTimers()` and all that belongs to it run on tickless.
 *
 * @packageDocumentation
 */
import { afterAll, vi } from 'vitest';
import { builtin } from '../host/builtin.js';
import type { RunnerOptions } from './runner-options.js';
import { takeOver } from './vitest-timers.js';

const adopted = takeOver(vi, globalThis);

// In a vm pool the next file has a global and a copy of all this of its own, but Node's modules in common with this one. Elsewhere this module is loaded once, and what it did is to stay.
const vm = builtin('vm') as typeof import('node:vm') | undefined;
if (vm !== undefined && vm.runInThisContext('globalThis') !== globalThis) afterAll(adopted.undo);

/**
 * Says how `vi.useFakeTimers()` is to behave from now on in this test file. In a setup file of your own it is for every test file.
 *
 * With `advance: 'auto'` time advances by itself, one timer at a time, whenever nothing else can happen; with `order: 'host'` callbacks run in Node's own order, and only the Async verbs of `vi` can drive. With
 * both, `vi.isFakeTimers()` is false, so that those who poll (`vi.waitFor`, `expect.poll`) do not try to advance the time.
 *
 * @throws TypeError or RangeError for an option that does not exist, or a value that it cannot have.
 *
 * ```ts no-run
 * import { configure } from 'tickless/vitest';
 *
 * configure({ advance: 'auto' });
 * ```
 */
export const configure: (options: RunnerOptions) => void = adopted.configure;

export type { RunnerOptions };
