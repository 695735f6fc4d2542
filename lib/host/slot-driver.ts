import type { Driver, Engine } from '../core/engine';
import { type ProcessLedger, processLedger } from './ledger';
import { Slots } from './slots';

/**
 * What drives an engine in real macrotasks: each callback in one of its own, so native promises settle completely between any two.
 *
 * Several may be with one engine: a loop inside `inVirtualTime`, two loops that share a clock. The one that began last drives, and the others stand still.
 */
export abstract class SlotDriver implements Driver {
  protected readonly ledger: ProcessLedger = processLedger();
  protected readonly slots = new Slots(
    () => this.isDriving && this.turn(),
    (queue) => this.ledger.unobserved(queue),
  );
  /** Ends the wait for the real world, while there is one. */
  protected endWait: (() => void) | undefined;
  /** In which batch of slots a callback last ran. */
  private ranInBatch = 0;

  constructor(protected readonly engine: Engine) {}

  /** Goes on in the next macrotask. */
  readonly wake = (): void => {
    if (!this.isDriving) {
      this.engine.drivers.at(-1)?.wake();
      return;
    }
    this.endWait?.();
    this.slots.wake();
  };

  pause(): void {
    this.endWait?.();
  }

  abstract isStopping(): boolean;
  abstract stop(): void;
  abstract cancel(): void;
  abstract describe(): string;

  /** Takes a step, or finds out why there is none. @returns Whether to be called again in the next macrotask. */
  protected abstract turn(): boolean;

  /** Runs one callback, if one is ready. */
  protected step(): boolean {
    if (!this.engine.step()) return false;
    this.ranInBatch = this.slots.batches;
    return true;
  }

  /** Whether the host has polled for I/O since a callback last ran. Until it has, it may have news that nobody has seen. */
  protected get hostHasTurned(): boolean {
    return this.slots.batches !== this.ranInBatch;
  }

  private get isDriving(): boolean {
    return this.engine.drivers.at(-1) === this;
  }
}
