import type { RunRecord } from '../record';
import type { Strategy } from '../strategist';
import { late } from './late';
import { pct } from './pct';
import { pos } from './pos';
import { randomWalk } from './random';
import { urw } from './urw';

/** Who takes turns, with the names for reports. Each is bad at something that another one is good at. */
const TURNS: readonly (readonly [name: string, strategy: Strategy])[] = [
  ['urw', urw],
  ['random', randomWalk],
  ['pos', pos],
  ['pct', pct],
];

/**
 * Whose turn it is in run number `run`, counted from 1. Run 1 is nobody's: it is the boring one, under every strategy.
 *
 * Every third run from then on stays as near to the boring one as can be, while there are such runs; the others are left to chance.
 */
export function auto(run: number, first: RunRecord | undefined): readonly [name: string, strategy: Strategy] {
  const turn = run - 2;
  const near = turn % 3 === 0 ? late(first, turn / 3) : undefined;
  return near === undefined ? TURNS[turn % TURNS.length]! : ['late', () => near];
}
