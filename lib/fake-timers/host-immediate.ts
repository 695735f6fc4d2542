import type { Engine } from '../core/engine';
import type { Runnable } from '../core/runnable';
import { captureContext, runInContext, type AsyncContext } from '../host/async-context';
import type { Callback } from './fake-timer';
import { checkTimerCallback } from './host-timer';

/** What an immediate needs of its clock. */
interface Owner {
  readonly engine: Engine;
  readonly immediates: Set<HostImmediate>;
  readonly onCallback: (() => void) | undefined;
  /** Whether a phase of immediates runs at this instant. */
  phaseHolds(phase: number): boolean;
}

/**
 * An immediate by Node's rules: a handle on the engine's ready list.
 *
 * One that is unref'd does not keep time from moving: if no other of its phase is ref'd, it runs only then.
 */
export class HostImmediate implements Runnable {
  readonly kind = 'Immediate';
  readonly face: Immediate;
  refed = true;
  /** It has run, or was cleared: from then on it is unref'd for good. */
  spent = false;
  private parked = false;
  private readonly context: AsyncContext = captureContext();

  constructor(
    readonly clock: Owner,
    readonly id: number,
    readonly callback: Callback,
    private readonly args: readonly unknown[],
    /** In which phase of immediates it comes: those that are there when the first of them runs. */
    readonly phase: number,
    readonly created: Error | undefined,
  ) {
    checkTimerCallback(callback);
    this.face = new Immediate(this);
    clock.immediates.add(this);
    clock.engine.soon(this);
  }

  get dueAt(): number {
    return this.clock.engine.clock.now();
  }

  clear(): void {
    this.spent = true;
    this.refed = false;
    this.clock.immediates.delete(this);
  }

  isCancelled(): boolean {
    return this.spent;
  }

  label(): string {
    return `Immediate ${this.callback.name || '(anonymous)'}`;
  }

  run(): void {
    if (!this.parked && !this.clock.phaseHolds(this.phase)) {
      this.parked = true;
      this.clock.engine.whenTimeMoves(this);
      return;
    }
    this.clear();
    try {
      runInContext(this.context, this.callback, this.face, this.args);
    } finally {
      this.clock.onCallback?.();
    }
  }
}

/** What `setImmediate` returns on Node. */
export class Immediate {
  readonly #immediate: HostImmediate;

  constructor(immediate: HostImmediate) {
    this.#immediate = immediate;
  }

  static immediateOf(value: object): HostImmediate | undefined {
    return #immediate in value ? value.#immediate : undefined;
  }

  ref(): this {
    this.#immediate.refed = !this.#immediate.spent;
    return this;
  }

  unref(): this {
    this.#immediate.refed = false;
    return this;
  }

  hasRef(): boolean {
    return this.#immediate.refed;
  }

  [Symbol.dispose](): void {
    this.#immediate.clear();
  }
}
