import type { RunRecord } from '../record';
import type { Strategy } from '../strategist';
import { late } from './late';
import { newest } from './newest';
import { pos } from './pos';
import { randomWalk } from './random';
import { staggered } from './staggered';
import { urw } from './urw';

/** Who takes turns, with the names for reports. Each is bad at something that another one is good at; those who find most in a few runs come first. */
const TURNS: readonly (readonly [name: string, strategy: Strategy])[] = [
  ['newest', newest],
  ['pos', pos],
  ['random', randomWalk],
  ['urw', urw],
];

/**
 * Whose turn it is in run number `run`, counted from 1. Run 1 is nobody's: it is the boring one, under every strategy.
 *
 * The random walk, which finds what others find too, gives its turns to runs that stay as near to the boring one as can be, while there are such runs. In half of their runs the others have tasks start one by one.
 */
export function auto(run: number, first: RunRecord | undefined): readonly [name: string, strategy: Strategy] {
  const turn = run - 2;
  const [name, strategy] = TURNS[turn % TURNS.length]!;
  const near = strategy === randomWalk ? late(first, Math.floor(turn / TURNS.length)) : undefined;
  if (near !== undefined) return ['late', near];
  return [name, (prospect) => (prospect.random.below(2) === 0 ? strategy : staggered(strategy))(prospect)];
}
