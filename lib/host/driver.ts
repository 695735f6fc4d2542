import type { Engine } from '../core/engine';
import { CancelledError, isCancelledError, RealWorkError } from '../core/errors';
import { native } from './native';
import type { RealWorkOptions } from './real-work-options';
import { watchRejections } from './rejections';
import { SlotDriver } from './slot-driver';

/** How long to wait, in real milliseconds, for something that cannot be seen from outside, before saying that nothing will ever happen. */
const GRACE_MS = 25;
/** How many times to wait that long, if there was news each time of which nothing came. */
const MOST_GRACES = 10;
/** How many times in a row time may go on to a timer in the background, before that is taken to be all that ever happens. undici looks every half second whether five minutes have passed. */
const MOST_IN_BACKGROUND = 10_000;

/** What a driver asks of whoever runs it. */
export interface DriverHooks {
  /** Brackets every turn: whatever runs inside belongs to the owner. */
  enter(): () => void;
  /** Whether to leave at the end of the current batch. */
  isStopping(): boolean;
  /**
   * The error for the moment at which nothing is ready, nothing is scheduled and nothing real is in flight.
   *
   * @param realTimers How many timers of the host are pending that the run started, or that anybody did meanwhile where nothing tells them apart: virtual time does not wait for them.
   */
  deadlock(realTimers: number): Error;
  /** What is run, for reports. */
  describe(): string;
  /** Whether time must not move: then the run ends when nothing is ready and nothing real is in flight. */
  readonly standsStill?: boolean;
}

/**
 * Drives an engine in real macrotasks until it is to stop: the engine room of every Async twin.
 *
 * When nothing is ready, in this order:
 *   1. real work in flight is waited for, with the clock standing still;
 *   2. a timer that keeps the run going is jumped to; or one in the background, where a connection or a server keeps it going, as it would keep a program of the host's alive;
 *   3. the host is given a short grace period, in which something that could not be seen may schedule something; then the run fails.
 *
 * A run that stands still ends before 2 instead.
 *
 * Of several on one engine, the one that began last drives for all, and lets each of the others go in the very turn in which it is to stop: if they took batches by turns, time would have
 * moved on by then.
 */
export class AsyncDriver extends SlotDriver {
  /** Whom the real timers belong to that are started on our behalf, if anybody said so. */
  private readonly owner = this.ledger.run.get();
  private resolve!: () => void;
  private reject!: (error: unknown) => void;
  private begun = false;
  /** Once a run has ended, slots that were queued for it do nothing. */
  private ended = false;
  /** How many events the ledger had seen when real work last made progress, and when that was; undefined while the program itself goes on. */
  private eventsSeen: number | undefined;
  private progressAt = 0;
  /** How many grace periods have ended without any callback to run, and how many events the ledger had seen when the last one began. */
  private graces = 0;
  private graceGivenAt = 0;
  /** How many times in a row time went on to a timer in the background. */
  private inBackground = 0;
  private rejections: ReturnType<typeof watchRejections> | undefined;

  constructor(
    engine: Engine,
    private readonly hooks: DriverHooks,
    private readonly options: Required<RealWorkOptions>,
    private readonly graceMs = GRACE_MS,
  ) {
    super(engine);
  }

  /** Drives. The promise is fulfilled when the run stops and rejected when it cannot go on. */
  async run(): Promise<void> {
    this.rejections = watchRejections((reason) => {
      // An await of a cancelled task that nobody waited for: what was to be cancelled is, and nobody needs to hear of it.
      if (!isCancelledError(reason)) this.fail(reason);
    });
    // It sees to the end of what another run began, so what is rejected from now on is its affair.
    if (this.hooks.standsStill === true) this.rejections.turn();
    this.ledger.start();
    const { drivers } = this.engine;
    drivers.at(-1)?.pause();
    drivers.push(this);
    try {
      await new Promise<void>((resolve, reject) => {
        this.resolve = resolve;
        this.reject = reject;
        this.wake();
      });
    } finally {
      drivers.splice(drivers.indexOf(this), 1);
      drivers.at(-1)?.wake();
      this.ledger.stop();
      this.rejections.end();
    }
  }

  isStopping(): boolean {
    return this.hooks.isStopping();
  }

  protected turn(): boolean {
    if (this.ended) return false;
    const leave = this.hooks.enter();
    this.rejections!.turn();
    try {
      let goesOn = this.goOn();
      while (goesOn && this.engine.ranUnnoticed) {
        this.engine.ranUnnoticed = false;
        goesOn = this.goOn();
      }
      return goesOn;
    } catch (error) {
      this.fail(error);
      return false;
    } finally {
      leave();
    }
  }

  /**
   * One callback; true to be called again.
   *
   * Whether to stop is asked before a batch, not after: what the last callback set in motion settles first. The first batch runs in any case.
   */
  private goOn(): boolean {
    const { engine } = this;
    const isFirst = !this.begun;
    this.begun = true;
    if (!isFirst && engine.betweenBatches && this.letGo()) return !this.ended;
    if (this.step()) return true;
    if (isFirst && this.letGo()) return !this.ended;
    if (this.isBusy()) return this.ledger.needsTurn ? this.slots.letHostTurn() : this.waitForWork();
    if (this.hooks.standsStill === true) {
      this.stop();
      return false;
    }
    return this.jump() ? this.step() : this.giveGrace();
  }

  /** Lets the driver go that wants to leave, if there is one. What that sets in motion settles before the next turn. */
  private letGo(): boolean {
    for (const driver of this.engine.drivers) {
      if (!driver.isStopping()) continue;
      driver.stop();
      return true;
    }
    return false;
  }

  protected override step(): boolean {
    if (!super.step()) return false;
    this.eventsSeen = undefined;
    this.graces = 0;
    return true;
  }

  private jump(): boolean {
    const { engine } = this;
    if (engine.jump()) {
      this.inBackground = 0;
      return true;
    }
    return this.ledger.holdsOpen() && this.inBackground++ < MOST_IN_BACKGROUND && engine.jump(true);
  }

  private isBusy(): boolean {
    const { realWork, quietMs } = this.options;
    return realWork !== 'ignore' && this.ledger.busy(this.hostHasTurned, quietMs);
  }

  private waitForWork(): false {
    if (this.options.realWork === 'error') {
      throw this.realWorkError("Real work is in flight, and realWork is 'error'");
    }
    const patienceMs = this.patienceLeft();
    if (patienceMs <= 0) {
      const { maxRealWaitMs } = this.options;
      throw this.realWorkError(`Real work has made no progress for ${maxRealWaitMs} ms of real time`);
    }
    this.sleep(patienceMs, this.ledger.onProgress(this.wake), this.wake);
    return false;
  }

  /** How much longer to wait if nothing happens, in real milliseconds. That the ledger wants to be asked again is nothing yet. */
  private patienceLeft(): number {
    const now = native.now();
    if (this.ledger.events !== this.eventsSeen) {
      this.eventsSeen = this.ledger.events;
      this.progressAt = now;
    }
    return this.progressAt + this.options.maxRealWaitMs - now;
  }

  /**
   * Waits a little, and then takes one more turn before it fails. A process that was held up finds its timers due before it has looked at what came in meanwhile; and where
   * something came in, more may follow, though not for ever.
   */
  private giveGrace(): false {
    const { events } = this.ledger;
    if (this.graces === MOST_GRACES || (this.graces > 0 && this.graceGivenAt === events)) {
      throw this.hooks.deadlock(this.ledger.pendingTimers(this.owner));
    }
    this.graceGivenAt = events;
    this.sleep(this.graceMs, undefined, () => {
      this.graces++;
      this.wake();
    });
    return false;
  }

  /** The one place where the driver waits for the real world: until something is scheduled, `wake` is called, or `ms` of real time have passed. */
  private sleep(ms: number, cleanUp: (() => void) | undefined, timeOut: () => void): void {
    let timer: ReturnType<typeof native.setTimeout> | undefined;
    this.endWait = () => {
      this.endWait = undefined;
      this.engine.sleepUntilWoken(undefined);
      native.clearTimeout(timer);
      cleanUp?.();
    };
    this.engine.sleepUntilWoken(this.wake);
    this.ledger.unobserved(() => {
      timer = native.setTimeout(
        () => {
          this.endWait?.();
          timeOut();
        },
        Math.min(ms, LONGEST_DELAY),
      );
    });
  }

  stop(): void {
    this.ended = true;
    this.resolve();
  }

  cancel(): void {
    this.fail(new CancelledError('The clock of this run was uninstalled before it was done.'));
  }

  describe(): string {
    return this.hooks.describe();
  }

  private fail(error: unknown): void {
    this.ended = true;
    this.endWait?.();
    this.engine.breakBatch();
    this.reject(error);
  }

  private realWorkError(what: string): RealWorkError {
    const lines = this.ledger.describe().map((line) => `  ${line}`);
    return new RealWorkError(
      [
        `${what} at ${this.engine.clock.now()} ms of virtual time. In flight:`,
        ...lines,
        'End it, or change maxRealWaitMs or realWork.',
      ].join('\n'),
    );
  }
}

/** The longest delay that the host's timers know. */
const LONGEST_DELAY = 2 ** 31 - 1;
