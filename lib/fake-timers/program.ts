import type { Driver, Engine } from '../core/engine';
import { processLedger } from '../host/ledger';
import { native } from '../host/native';
import { Slots } from '../host/slots';
import { RealWork } from './real-work';

/** For how many real milliseconds a program that has nothing but unref'd timers must stay alive before time goes on to the next of them. */
const IDLE_MS = 25;
/** The longest delay that the host's timers know. */
const FOR_EVER = 2 ** 31 - 1;

/**
 * Drives a clock in host order for as long as a program lives, or until {@link end}, as the host's own event loop would.
 *
 * Unlike the driver of a run it has no end, reports nothing, and catches nothing: the program ends, and fails, by the host's own rules. When nothing virtual is ready:
 *   1. without a timer that is ref'd, it rests. The host goes on with what else there is, or ends the program. If it does not end, something else holds it open (a server, a socket), and
 *      then the host would let unref'd timers fire: time goes on to them slowly, one every {@link IDLE_MS};
 *   2. with one, real work in flight is waited for, with the clock standing still;
 *   3. then time goes on to the next timer.
 */
export class ProgramDriver implements Driver {
  private readonly ledger = processLedger();
  private readonly slots = new Slots(
    () => this.turn(),
    (queue) => this.ledger.unobserved(queue),
  );
  private readonly work: RealWork;
  /** In which batch of slots a callback last ran. Until the host has turned since then, it may have news that nobody has seen. */
  private ranInBatch = 0;
  private endWait: (() => void) | undefined;

  constructor(
    private readonly engine: Engine,
    maxRealWaitMs: number,
  ) {
    this.work = new RealWork(maxRealWaitMs);
  }

  /** From now on whatever is scheduled runs. */
  begin(): void {
    this.work.watch(true);
    this.engine.beginRun();
    this.engine.drivers.push(this);
    this.rest();
  }

  /** Leaves the engine to the verbs of the clock. */
  end(): void {
    const { drivers } = this.engine;
    this.endWait?.();
    drivers.splice(drivers.indexOf(this), 1);
    this.work.watch(false);
  }

  readonly wake = (): void => {
    const driving = this.engine.drivers.at(-1);
    if (driving !== this) {
      driving?.wake();
      return;
    }
    this.endWait?.();
    this.slots.wake();
  };

  pause(): void {
    this.endWait?.();
  }

  isStopping(): boolean {
    return false;
  }

  stop(): void {
    throw new Error('unreachable: a program stops by itself');
  }

  cancel(): void {
    this.stop();
  }

  describe(): string {
    return 'The program goes on.';
  }

  private turn(): boolean {
    const { engine } = this;
    if (engine.drivers.at(-1) !== this) return false;
    if (this.step()) return true;
    if (!engine.timers.holdsOpen) return this.rest();
    const held = this.work.holdsUp(this.slots.batches !== this.ranInBatch);
    if (held === 'turn') return this.slots.letHostTurn();
    if (held === 'work') return this.waitForWork();
    engine.jump();
    return this.step();
  }

  private step(): boolean {
    if (!this.engine.step()) return false;
    this.ranInBatch = this.slots.batches;
    return true;
  }

  private rest(): false {
    const hasTimers = this.engine.timers.size > 0;
    this.sleep(hasTimers ? IDLE_MS : undefined, false, () => this.goOnSlowly());
    return false;
  }

  /** To the next timer, though it is unref'd. */
  private goOnSlowly(): void {
    const { engine } = this;
    if (this.work.holdsUp(true) !== undefined) this.rest();
    else {
      engine.moveTo(engine.timers.nextTime());
      this.wake();
    }
  }

  private waitForWork(): false {
    // The work may be unref'd, but the timer that it holds up is not.
    this.sleep(FOR_EVER, true, this.wake);
    this.work.onProgress(this.wake);
    return false;
  }

  /** Until something is scheduled, `wake` is called, or `ms` of real time have passed. */
  private sleep(ms: number | undefined, holdsOpen: boolean, timeOut: () => void): void {
    let timer: NodeJS.Timeout | undefined;
    this.endWait = () => {
      this.endWait = undefined;
      this.engine.sleepUntilWoken(undefined);
      native.clearTimeout(timer);
    };
    this.engine.sleepUntilWoken(this.wake);
    if (ms === undefined) return;
    this.ledger.unobserved(() => {
      timer = native.setTimeout(() => {
        this.endWait?.();
        timeOut();
      }, ms);
      if (!holdsOpen) timer.unref();
    });
  }
}
