import { checkRunnerOptions, type RunnerOptions } from './runner-options';

/** What Jest hands to an environment, as far as it matters here. */
interface EnvironmentConfig {
  readonly projectConfig: { readonly testEnvironmentOptions: Record<string, unknown> };
}

/**
 * Takes our options out of `testEnvironmentOptions`: the environments of Jest make globals of all they find there.
 *
 * @throws TypeError or RangeError for an option that does not exist, or a value that it cannot have.
 */
export function takeOptions<C extends EnvironmentConfig>(config: C): { config: C; options: Required<RunnerOptions> } {
  const { tickless, ...testEnvironmentOptions } = config.projectConfig.testEnvironmentOptions;
  return {
    config: { ...config, projectConfig: { ...config.projectConfig, testEnvironmentOptions } },
    options: checkRunnerOptions(tickless, 'testEnvironmentOptions.tickless'),
  };
}
