import type { Engine } from '../core/engine';
import type { Timer } from '../core/runnable';
import { AsyncDriver, type DriverHooks } from '../host/driver';
import { checkRealWork } from '../host/real-work-options';
import { parseDuration, type Duration } from './duration';
import type { HostClock } from './host-clock';
import { SocketTimer } from './host-sockets';

const WAIT = checkRealWork({});
/** Callbacks of a clock need no brackets. */
export const noBrackets = (): (() => void) => () => undefined;

/** Drives a clock in macrotasks of the host until it is over, or `end` is reached. @returns What the clock reads then. */
export async function drive(clock: HostClock, end?: { readonly isReached: boolean }): Promise<number> {
  const hooks: DriverHooks = {
    enter: noBrackets,
    isStopping: () => end?.isReached === true || clock.isOver,
    deadlock: () => new Error('unreachable: a clock that is over stops'),
    describe: () => 'An Async verb of the clock (tickAsync, runAllAsync …) goes on.',
  };
  clock.engine.beginRun();
  await new AsyncDriver(clock.engine, hooks, WAIT).run();
  return clock.wall.now();
}

/** Moves the clock by a duration and fires what is due on the way, the end and what comes of it included. */
export async function advanceAsync(clock: HostClock, amount: Duration): Promise<number> {
  const { ms, nanos } = parseDuration(amount);
  const { engine } = clock;
  const milestone = new Milestone(engine, engine.clock.now() + ms + clock.wall.addNanos(nanos));
  try {
    return await drive(clock, milestone);
  } finally {
    engine.timers.remove(milestone);
  }
}

/** Fires one timer or immediate, the next one. */
export async function fireNextAsync(clock: HostClock): Promise<number> {
  const firing = { isReached: false };
  const outer = clock.onCallback;
  clock.onCallback = () => {
    firing.isReached = true;
    // What else is due at this instant stays ready.
    clock.engine.breakBatch();
  };
  try {
    return await drive(clock, firing);
  } finally {
    clock.onCallback = outer;
  }
}

/** Moves the clock to the last of the timers that are there now. */
export function advanceToLastAsync(clock: HostClock): Promise<number> {
  const { timers, clock: time } = clock.engine;
  const last = timers.lastTime((timer) => !(timer instanceof SocketTimer));
  return advanceAsync(clock, Math.max(0, last - time.now()));
}

/** A point in virtual time, and the end of it: everything that is due then has run, and what that has made ready, too. */
export class Milestone implements Timer {
  seq = -1;
  isReached = false;

  constructor(
    private readonly engine: Engine,
    private readonly when: number,
    private readonly onReached: () => void = () => undefined,
  ) {
    engine.at(when, this, 1);
  }

  run(): void {
    if (this.isLast()) {
      this.isReached = true;
      this.onReached();
    } else this.engine.soon(this);
  }

  /** Milestones do not wait for each other. */
  private isLast(): boolean {
    const { ready, timers } = this.engine;
    for (let i = 0; i < ready.length; i++) if (!(ready.at(i) instanceof Milestone)) return false;
    return timers.nextTime() > this.when;
  }

  isCancelled(): boolean {
    return false;
  }

  label(): string {
    return `advance() to ${this.when} ms`;
  }
}
