import { byOrder } from '../draws';
import type { Prospect, Strategist } from '../strategist';

/**
 * Uniform over interleavings: a task goes on with a probability proportional to the steps it has left, as far as the first run tells.
 *
 * A plain random walk favours interleavings in which short tasks end early. With these weights each interleaving of independent tasks is as likely as any other: two tasks with m and n
 * steps left have C(m + n, m) interleavings, of which m / (m + n) begin with the first. (The weights are those of URW in "Selectively Uniform Concurrency Testing", Zhao et al., ASPLOS 2025.)
 */
export function urw({ random, first }: Prospect): Strategist {
  const weights: number[] = [];
  /** How many candidates a task has; they share its weight. */
  const counts = new Map<string, number>();
  return {
    decide: byOrder(random, (point) => {
      counts.clear();
      for (let i = 0; i < point.n; i++) {
        const { owner } = point.option(i);
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
      let sum = 0;
      for (let i = 0; i < point.n; i++) {
        const { owner, step } = point.option(i);
        const left = Math.max(1, (first?.lanes.get(owner) ?? 1) - step);
        sum += weights[i] = left / counts.get(owner)!;
      }
      let draw = (random.uint32() / 2 ** 32) * sum;
      let i = 0;
      while (i < point.n - 1 && (draw -= weights[i]!) >= 0) i++;
      return i;
    }),
  };
}
