import { takeOptions } from './jest-options';
import { type JestConfig, jestTimers } from './jest-timers';
import { loadPeer } from './peer';

const { TestEnvironment } = loadPeer(
  'jest-environment-node',
  30,
  'tickless/jest-environment',
) as typeof import('jest-environment-node');

/**
 * Jest's environment for Node, where `jest.useFakeTimers()` and all that belongs to it run on tickless: `testEnvironment: 'tickless/jest-environment'`.
 *
 * `testEnvironmentOptions: { tickless: { advance: 'auto', order: 'host' } }` chooses that time advances by itself, and Node's own order.
 */
class TicklessEnvironment extends TestEnvironment {
  constructor(...[given, context]: ConstructorParameters<typeof TestEnvironment>) {
    const { config, options } = takeOptions(given);
    super(config, context);
    this.fakeTimersModern = jestTimers(this.global, config.projectConfig.fakeTimers as JestConfig, options) as never;
  }
}

// What Jest finds here is the class itself.
export = TicklessEnvironment;
