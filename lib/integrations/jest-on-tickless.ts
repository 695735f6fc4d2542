import { ENGINE_SLOT } from '../host/installed';
import { offerModules } from './jest-hook';
import { takeOptions } from './jest-options';
import { type JestConfig, jestTimers } from './jest-timers';
import { loadPeer } from './peer';
import { RunnerTimers } from './runner-timers';

/** The environment for Node. What matters here the one for jsdom has in common with it; its own types would bring those of a browser into every file of ours. */
type Environment = typeof import('jest-environment-node').TestEnvironment;

/**
 * Extends one of Jest's environments such that its fake timers run on tickless.
 *
 * @param name Its package. @param user The entry point that needs it. @throws Error if the package is missing or too old.
 */
export function onTickless(name: string, user: string): Environment {
  const { TestEnvironment } = loadPeer(name, 'jest', 30, user) as { TestEnvironment: Environment };
  return class TicklessEnvironment extends TestEnvironment {
    private readonly undo: () => void;

    constructor(...[given, context]: ConstructorParameters<Environment>) {
      const { config, options } = takeOptions(given);
      super(config, context);
      // To add a property to the global of a sandbox and to delete it again takes a tenth of the time of a small test. So each install finds this one there.
      (this.global as { [ENGINE_SLOT]?: undefined })[ENGINE_SLOT] = undefined;
      const timers = new RunnerTimers('jest', this.global);
      timers.look();
      const fakeTimers = config.projectConfig.fakeTimers as JestConfig;
      this.fakeTimersModern = jestTimers(timers, this.global, fakeTimers, options) as never;
      this.undo = offerModules(this.global, timers, options.delegates, () => this.fakeTimersModern!.useFakeTimers());
    }

    override async teardown(): Promise<void> {
      await super.teardown();
      this.undo();
    }
  };
}
