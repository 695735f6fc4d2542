import { checkKnown } from '../core/checks';
import { describe } from '../core/describe';
import type { Engine } from '../core/engine';
import { RuntimeError } from '../core/errors';
import type { Limits } from '../core/limits';
import type { Strategy } from '../core/strategy';
import { installedEngine } from '../host/installed';
import type { RealWorkOptions } from '../host/real-work-options';

/** Settings of an {@link EventLoop}. */
export interface EventLoopOptions extends Partial<Limits>, RealWorkOptions {
  /** Whether to note where every task and coroutine was made and to report slow callbacks; false by default. */
  readonly debug?: boolean;
  /** Who decides the order of what is ready at once; first in, first out by default. */
  readonly strategy?: Strategy;
  /** Whether to record what runs in `loop.trace`; false by default. */
  readonly trace?: boolean;
}

/** Settings of the engine, which a loop that joins a clock's engine cannot have for itself. */
const ENGINE_OPTIONS = ['strategy', 'trace', 'maxStepsPerInstant', 'maxFirings', 'maxVirtualTime'] as const;

const OPTIONS: readonly (keyof EventLoopOptions)[] = [
  'debug',
  'realWork',
  'maxRealWaitMs',
  'quietMs',
  ...ENGINE_OPTIONS,
];

/** Checks that these are options, and no others: a misspelt one would do nothing. @throws TypeError */
export function checkOptions(options: EventLoopOptions): void {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new TypeError(`The options of an event loop must be an object, but are ${describe(options)}.`);
  }
  checkKnown(options, OPTIONS, 'EventLoop');
}

/** The engine of the fake clock that is installed, if one is. */
export function joinedEngine(options: EventLoopOptions): Engine | undefined {
  const engine = installedEngine();
  const own = ENGINE_OPTIONS.filter((name) => options[name] !== undefined);
  if (engine !== undefined && own.length > 0) {
    throw new RuntimeError(
      `A loop that is made while fake timers are installed joins their clock, and cannot have ${own.join(', ')} of its own. Make it before install(), or leave that out.`,
    );
  }
  return engine;
}
