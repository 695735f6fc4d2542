import type { Strategy } from '../strategist';
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

/** Whose turn it is in run number `run`, counted from 1. Run 1 is nobody's: it is the boring one, under every strategy. */
export function auto(run: number): readonly [name: string, strategy: Strategy] {
  return TURNS[(run - 2) % TURNS.length]!;
}
