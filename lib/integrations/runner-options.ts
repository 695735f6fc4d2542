import { checkKnown, checkOneOf } from '../core/checks';
import { describe } from '../core/describe';

/** How the fake timers of a test runner behave, as far as the runner itself has no word for it. */
export interface RunnerOptions {
  /** `'auto'`: time advances by itself, one timer at a time, whenever nothing else can happen. `'manual'`, the default: it advances when the runner's verbs say so. */
  readonly advance?: 'manual' | 'auto';
  /** In which order callbacks run: that of @sinonjs/fake-timers, `'compatible'`, which is the default, or Node's own, `'host'`. */
  readonly order?: 'compatible' | 'host';
  /**
   * Whether Node's modules reach the clock, and references that were kept before there was one, with Jest's preset and in Vitest: yes by default. With `false` they stay real, as without tickless,
   * for tests that wait for real time by them.
   */
  readonly delegates?: boolean;
}

export const DEFAULT_OPTIONS: Required<RunnerOptions> = { advance: 'manual', order: 'compatible', delegates: true };

/**
 * Checks what somebody wrote into a configuration file.
 *
 * @param where How users call that place. @throws TypeError or RangeError that names the option and what is allowed.
 */
export function checkRunnerOptions(given: unknown, where: string): Required<RunnerOptions> {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    throw new TypeError(`${where} must be an object of options, but is ${describe(given)}.`);
  }
  checkKnown(given ?? {}, Object.keys(DEFAULT_OPTIONS), where);
  const options = { ...DEFAULT_OPTIONS, ...(given as RunnerOptions | undefined) };
  checkOneOf(options.advance, ['manual', 'auto'], `${where}.advance`);
  checkOneOf(options.order, ['compatible', 'host'], `${where}.order`);
  if (typeof options.delegates !== 'boolean') {
    throw new TypeError(`${where}.delegates must be true or false, but was given ${describe(options.delegates)}.`);
  }
  return options;
}
