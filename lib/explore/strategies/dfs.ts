import type { Decide } from '../decision';
import type { Strategist, Strategy } from '../strategist';

/**
 * Every schedule there is, one after the other, the boring one first: depth first, through decisions of every kind.
 *
 * Each run follows the last one up to its last decision that has an option left, and takes that. It needs nothing of the program but that it does the same when the same is decided.
 */
export function dfs(): Strategy {
  let path: { choice: number; readonly n: number }[] = [];
  let begun = false;

  /** Goes on to the next path. @returns False if there is none. */
  function advance(): boolean {
    while (path.length > 0 && path.at(-1)!.choice === path.at(-1)!.n - 1) path.pop();
    const last = path.at(-1);
    if (last !== undefined) last.choice++;
    return last !== undefined;
  }

  return (): Strategist | undefined => {
    if (begun && !advance()) return undefined;
    begun = true;
    let depth = 0;
    const decide: Decide = ({ n }) => {
      if (depth === path.length) path.push({ choice: 0, n });
      // A program that does something else this time has fewer options, perhaps; it is found out when its runs are compared.
      else if (path[depth]!.n !== n)
        path = [...path.slice(0, depth), { choice: Math.min(path[depth]!.choice, n - 1), n }];
      return path[depth++]!.choice;
    };
    return { decide };
  };
}
