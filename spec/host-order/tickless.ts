import { install } from '../../lib/index';
import type { Program } from './language';
import { tracedOn } from './traced';

/** What a program does on tickless in host order, with its globals replaced. */
export function runOnTickless(program: Program): Promise<readonly string[]> {
  return tracedOn(
    () => install({ order: 'host' }),
    (clock) => clock.runAllAsync(),
    program,
  );
}
