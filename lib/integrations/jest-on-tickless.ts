import { offerModules } from './jest-hook';
import { takeOptions } from './jest-options';
import { type JestConfig, jestTimers } from './jest-timers';
import { RunnerTimers } from './runner-timers';

/** The environment for Node. What matters here the one for jsdom has in common with it; its own types would bring those of a browser into every file of ours. */
type Environment = typeof import('jest-environment-node').TestEnvironment;

/** Extends one of Jest's environments such that its fake timers run on tickless. */
export function onTickless(Environment: Environment): Environment {
  return class TicklessEnvironment extends Environment {
    private readonly undo: () => void;

    constructor(...[given, context]: ConstructorParameters<Environment>) {
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
  };
}
