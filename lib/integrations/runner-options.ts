import { checkOneOf } from '../core/checks';
import { describe } from '../core/describe';

/** How the fake timers of a test runner behave, as far as the runner itself has no word for it. */
export interface RunnerOptions {
  /** `'auto'`: time advances by itself, one timer at a time, whenever nothing else can happen. `'manual'`, the default: it advances when the runner's verbs say so. */
  readonly advance?: 'manual' | 'auto';
  /** In which order callbacks run: that of @sinonjs/fake-timers, `'compatible'`, which is the default, or Node's own, `'host'`. */
  readonly order?: 'compatible' | 'host';
}

export const DEFAULT_OPTIONS: Required<RunnerOptions> = { advance: 'manual', order: 'compatible' };

const ALLOWED: Record<keyof RunnerOptions, readonly string[]> = {
  advance: ['manual', 'auto'],
  order: ['compatible', 'host'],
};

/**
 * Checks what somebody wrote into a configuration file.
 *
 * @param where How users call that place. @throws TypeError or RangeError that names the option and what is allowed.
 */
export function checkRunnerOptions(given: unknown, where: string): Required<RunnerOptions> {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    throw new TypeError(`${where} must be an object of options, but is ${describe(given)}.`);
  }
  const options = (given ?? {}) as Record<string, unknown>;
  const names = Object.keys(ALLOWED);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${where} has no option '${unknown}'. The options are ${names.join(' and ')}.`);
  }
  const { advance, order } = { ...DEFAULT_OPTIONS, ...(options as RunnerOptions) };
  checkOneOf(advance, ALLOWED.advance, `${where}.advance`);
  checkOneOf(order, ALLOWED.order, `${where}.order`);
  return { advance, order };
}
