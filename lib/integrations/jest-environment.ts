import { offerModules } from './jest-hook';
import { takeOptions } from './jest-options';
import { type JestConfig, jestTimers } from './jest-timers';
import { loadPeer } from './peer';
import { RunnerTimers } from './runner-timers';

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
