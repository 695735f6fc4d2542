import { byOrder } from '../draws';
import type { RunRecord } from '../record';
import type { Strategy } from '../strategist';

/** Where the first run took more decisions than this, one thing that is late says too little about the others. */
const MOST_DECISIONS = 50;

/**
 * The plain order, but one thing is late: what came first at some decision of the first run gives way once, or as long as anything else can happen.
 *
 * One after the other, without chance and without repetition: by turns 0, 1, 2 … a thing gives way once, then always, then it is the next decision's. Many bugs need one slow reply, or one task that
 * starts late (compare "Delay-Bounded Scheduling", Emmi, Qadeer and Rakamarić, POPL 2011), and random orders disturb much else besides. What is no decision of order is left to chance, as in other runs.
 *
 * @returns Undefined when there is nothing left to be late, or too much.
 */
export function late(first: RunRecord | undefined, turn: number): Strategy | undefined {
  const decisions = (first?.decisions ?? []).filter(({ kind }) => kind === 'order');
  const things = [...new Map(decisions.map((thing) => [`${thing.owner}.${thing.step}`, thing])).values()];
  const thing = things[turn >> 1];
  if (thing === undefined || decisions.length > MOST_DECISIONS) return undefined;
  return ({ random }) => {
    let givesWay = turn % 2 === 0 ? 1 : Infinity;
    return {
      decide: byOrder(random, (point) => {
        const { owner, step } = point.option(0);
        if (owner !== thing.owner || step !== thing.step || givesWay === 0) return 0;
        givesWay--;
        return 1;
      }),
    };
  };
}
