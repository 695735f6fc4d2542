import { checkOneOf, checkWholeNumber } from '../core/checks';
import { QUIET_MS } from './ledger-sockets';

/** What to do about real work (I/O, workers, child processes …) that is in flight when nothing virtual is left to do at an instant. */
export interface RealWorkOptions {
  /** `'wait'`, the default: virtual time stands still meanwhile. `'ignore'`: time goes on. `'error'`: the run fails. */
  readonly realWork?: 'wait' | 'ignore' | 'error';
  /** For how many real milliseconds to wait for real work that makes no progress, before the run fails and lists it; 4,500 by default, which is shorter than the patience of test runners. */
  readonly maxRealWaitMs?: number;
  /**
   * After how many real milliseconds of silence a connection to another process is taken to have no more to say, where who spoke last does not tell; 5 by default. A peer that was
   * never asked anything is given 20 times as long to speak first.
   */
  readonly quietMs?: number;
}

/** Checks the settings. @throws RangeError or TypeError that names the setting and what is allowed. */
export function checkRealWork(options: RealWorkOptions): Required<RealWorkOptions> {
  const { realWork = 'wait', maxRealWaitMs = 4_500, quietMs = QUIET_MS } = options;
  checkOneOf(realWork, ['wait', 'ignore', 'error'], 'realWork');
  checkWholeNumber(maxRealWaitMs, 0, 'maxRealWaitMs');
  checkWholeNumber(quietMs, 0, 'quietMs');
  return { realWork, maxRealWaitMs, quietMs };
}
