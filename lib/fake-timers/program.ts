import type { Engine } from '../core/engine';
import { native } from '../host/native';
import { SlotDriver } from '../host/slot-driver';
import { RealWork } from './real-work';

/** For how many real milliseconds a program that has nothing but unref'd timers must stay alive before time goes on to the first of them; and how long a step takes of one that is idle. */
const IDLE_MS = 25;
/** After how many steps in time in which nothing real happened a program that waits for the outside world is taken to be idle. */
const IDLE_AFTER = 1_000;
/** The longest delay that the host's timers know. */
const FOR_EVER = 2 ** 31 - 1;

/**
 * Drives a clock in host order for as long as a program lives, or until {@link end}, as the host's own event loop would.
 *
 * Unlike the driver of a run it has no end, reports nothing, and catches nothing: the program ends, and fails, by the host's own rules. When nothing virtual is ready:
 *   1. without a timer that is ref'd, it rests. The host goes on with what else there is, or ends the program. If it does not end, something else holds it open (a server, a socket), and
 *      then the host would let unref'd timers fire: time goes on to them, the first thousand quickly;
 *   2. with one, real work in flight is waited for, with the clock standing still;
 *   3. then time goes on to the next timer: as fast as it can, unless the program is a server, or a worker, that does nothing but turn its intervals while it waits to be asked.
 */
export class ProgramDriver extends SlotDriver {
  private readonly work: RealWork;
  /** Steps in time since the real world last called back, and how many times it had then. */
  private steps = 0;
  private eventsSeen = 0;

  constructor(
    engine: Engine,
    maxRealWaitMs: number,
    /** Whether somebody outside can ask the program for something, so that it may be waiting for that. */
    private readonly isOpenToOthers = (): boolean => false,
  ) {
    super(engine);
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

  protected turn(): boolean {
    const { engine } = this;
    if (this.step()) return true;
    if (!engine.timers.holdsOpen) return this.rest();
    const held = this.work.holdsUp(this.hostHasTurned);
    if (held === 'turn') return this.slots.letHostTurn();
    if (held === 'work') return this.waitForWork();
    if (this.countStep() >= IDLE_AFTER && this.isIdle()) {
      this.sleep(IDLE_MS, true, () => this.goOnSlowly());
      return false;
    }
    engine.jump();
    return this.step();
  }

  private rest(): false {
    const hasTimers = this.engine.timers.size > 0;
    const steps = hasTimers ? this.countStep() : 0;
    const ms = steps > 0 && steps < IDLE_AFTER ? 1 : IDLE_MS;
    this.sleep(hasTimers ? ms : undefined, false, () => this.goOnSlowly());
    return false;
  }

  /** To the next timer, also if it is unref'd. */
  private goOnSlowly(): void {
    const { engine } = this;
    if (this.work.holdsUp(true) === undefined) engine.moveTo(engine.timers.nextTime());
    this.wake();
  }

  /** Counts a step in time. @returns How many there were before, since the real world last called back. */
  private countStep(): number {
    const { events } = this.ledger;
    if (events !== this.eventsSeen) {
      this.eventsSeen = events;
      this.steps = 0;
    }
    return this.steps++;
  }

  /** Whether it waits to be asked, as a server or a worker does, and has but intervals meanwhile. */
  private isIdle(): boolean {
    const isIdle = this.isOpenToOthers() && this.engine.timers.entries().every(({ timer }) => timer.repeats === true);
    if (!isIdle) this.steps = 0;
    return isIdle;
  }

  private waitForWork(): false {
    // The work may be unref'd, but the timer that it holds up is not.
    this.sleep(FOR_EVER, true, this.wake);
    this.work.onProgress(this.wake);
    return false;
  }

  /** Until something is scheduled, `wake` is called, or `ms` of real time have passed; if it does not hold the program open, that is still open then. */
  private sleep(ms: number | undefined, holdsOpen: boolean, timeOut: () => void): void {
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      this.endWait = undefined;
      this.engine.sleepUntilWoken(undefined);
      native.clearTimeout(timer);
    };
    const done = (): void => {
      if (this.endWait !== end) return;
      end();
      timeOut();
    };
    this.endWait = end;
    this.engine.sleepUntilWoken(this.wake);
    if (ms === undefined) return;
    this.ledger.unobserved(() => {
      timer = native.setTimeout(holdsOpen ? done : () => this.ifTheHostGoesOn(done), ms);
      if (!holdsOpen) timer.unref();
    });
  }

  /**
   * Calls `act` in the next turn of the host, if there is one. A timer that is due, unref'd or not, fires before the host looks whether anything holds the program open; on a busy machine
   * one of a millisecond is due at once.
   */
  private ifTheHostGoesOn(act: () => void): void {
    if (native.setImmediate === undefined) {
      act();
      return;
    }
    const { setImmediate, setTimeout } = native;
    this.ledger.unobserved(() => {
      setImmediate(act).unref();
      // It alone would not wake a host that waits for I/O.
      setTimeout(() => undefined, 1).unref();
    });
  }
}
