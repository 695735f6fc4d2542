import { checkOneOf } from '../core/checks';
import type { Engine } from '../core/engine';
import { ProgramDriver } from './program';
import type { ClockTickMode, SetTickModeConfig } from './types';

/** For how many real milliseconds to wait for real work that makes no progress, before time goes on all the same. */
const MAX_REAL_WAIT_MS = 4_500;

/** Whether a clock in host order advances by itself: in the mode `nextAsync` it runs as a program would, until another mode is set. */
export class HostTickMode {
  /** What users see. */
  readonly current: ClockTickMode = { mode: 'manual', counter: 0, delta: undefined };
  private driver: ProgramDriver | undefined;

  constructor(private readonly engine: Engine) {}

  /** @throws RangeError for the mode `interval`: real time would move the clock past callbacks that have not settled. */
  set({ mode }: SetTickModeConfig): void {
    checkOneOf(mode, ['manual', 'nextAsync'], 'The mode of a clock in host order');
    const { current } = this;
    if (mode === current.mode) return;
    current.mode = mode;
    current.counter++;
    this.driver?.end();
    this.driver = undefined;
    if (mode === 'manual') return;
    this.driver = new ProgramDriver(this.engine, MAX_REAL_WAIT_MS);
    this.driver.begin();
  }
}
