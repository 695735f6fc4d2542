import { processLedger } from '../host/ledger';
import { native } from '../host/native';

/** For how many real milliseconds to wait for work that makes no progress. */
const PATIENCE_MS = 4_500;

/**
 * Real work in flight (I/O, workers, child processes …), as the automatic modes of a clock see it, which are not to jump past it.
 *
 * Where `inVirtualTime` fails because work makes no progress, a mode says so and goes on: the compatible library would not have waited at all.
 */
export class RealWork {
  private isWatched = false;
  private endWait: (() => void) | undefined;
  /** How many events the ledger had seen when work last made progress, and when that was; undefined while nothing is in flight. */
  private eventsSeen: number | undefined;
  private progressAt = 0;
  private warned = false;

  constructor(private readonly patienceMs = PATIENCE_MS) {}

  /** Begins to watch, or stops. */
  watch(on: boolean): void {
    this.endWait?.();
    if (on === this.isWatched) return;
    this.isWatched = on;
    if (on) processLedger().start();
    else processLedger().stop();
  }

  /**
   * Whether the clock must stand still: because work is in flight, or only until the host has turned and brought no news.
   *
   * @param hostHasTurned Whether the host has polled for I/O since the program last ran.
   */
  holdsUp(hostHasTurned: boolean): 'work' | 'turn' | undefined {
    const ledger = processLedger();
    if (!ledger.busy(hostHasTurned)) {
      this.eventsSeen = undefined;
      return undefined;
    }
    if (ledger.needsTurn) return 'turn';
    if (this.patienceLeft() > 0) return 'work';
    this.warn();
    return undefined;
  }

  /** Calls `wake`, once, when it is time to ask again; to be called right after {@link holdsUp} named work. */
  onProgress(wake: () => void): void {
    this.endWait?.();
    const ledger = processLedger();
    let timer: ReturnType<typeof native.setTimeout>;
    const endWait = (this.endWait = () => {
      this.endWait = undefined;
      native.clearTimeout(timer);
      endProgress();
    });
    const goOn = (): void => {
      endWait();
      wake();
    };
    const endProgress = ledger.onProgress(goOn);
    ledger.unobserved(() => {
      timer = native.setTimeout(goOn, this.patienceLeft());
      // The work itself decides whether the process stays alive.
      (timer as { unref?(): void }).unref?.();
    });
  }

  private patienceLeft(): number {
    const now = native.now();
    const { events } = processLedger();
    if (events !== this.eventsSeen) {
      this.eventsSeen = events;
      this.progressAt = now;
      this.warned = false;
    }
    return this.progressAt + this.patienceMs - now;
  }

  private warn(): void {
    if (this.warned) return;
    this.warned = true;
    const lines = processLedger()
      .describe()
      .map((line) => `  ${line}`);
    native.console.warn(
      [
        `tickless: fake time goes on, although real work has made no progress for ${this.patienceMs} ms of real time. In flight:`,
        ...lines,
        'End it, or advance the clock by hand.',
      ].join('\n'),
    );
  }
}
