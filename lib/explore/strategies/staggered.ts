import { Selection } from '../selection';
import type { Strategy } from '../strategist';

/**
 * The same strategy, but tasks start one by one in the midst of what the others do: at each step it is a toss-up whether one starts or those that have go on, and only then is the strategy asked which.
 *
 * When many tasks are to start, most orders have nearly all of them start before any has done much. What goes wrong where one comes late is then hardly ever seen.
 */
export function staggered(strategy: Strategy): Strategy {
  return (prospect) => {
    const strategist = strategy(prospect);
    if (strategist === undefined) return undefined;
    const { random } = prospect;
    const group = new Selection();
    return {
      ...strategist,
      decide(point) {
        if (point.kind !== 'order') return strategist.decide(point);
        const starts = random.below(2) === 1;
        const isSplit = group.select(point, ({ kind }) => (kind === 'start') === starts);
        return isSplit ? group.choose((some) => strategist.decide(some)) : strategist.decide(point);
      },
    };
  };
}
