import { offerModules } from './jest-hook';
import { takeOptions } from './jest-options';
import { type JestConfig, jestTimers } from './jest-timers';
import { loadPeer } from './peer';
import { RunnerTimers } from './runner-timers';

// Its own types would bring those of a browser into every file of ours; what matters here it has in common with the environment for Node.
const { TestEnvironment } = loadPeer(
  'jest-environment-jsdom',
  30,
  'tickless/jest-environment/jsdom',
) as typeof import('jest-environment-node');

/**
 * Jest's environment for browser code, jsdom, where `jest.useFakeTimers()` and all that belongs to it run on tickless: `testEnvironment: 'tickless/jest-environment/jsdom'`.
 *
 * It takes the same options as `tickless/jest-environment`; what else is in `testEnvironmentOptions` goes to jsdom.
 */
class TicklessEnvironment extends TestEnvironment {
  private readonly undo: () => void;

  constructor(...[given, context]: ConstructorParameters<typeof TestEnvironment>) {
    const { config, options } = takeOptions(given);
    super(config, context);
    const timers = new RunnerTimers('jest', this.global);
    const fakeTimers = config.projectConfig.fakeTimers as JestConfig;
    this.fakeTimersModern = jestTimers(timers, this.global, fakeTimers, options) as never;
    this.undo = offerModules(this.global, timers);
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    this.undo();
  }
}

// What Jest finds here is the class itself.
export = TicklessEnvironment;
