import { byOrder } from '../draws';
import type { Prospect, Strategist } from '../strategist';

/**
 * Uniform over interleavings: a task goes on with a probability proportional to the steps it has left, as far as the first run tells.
 *
 * A plain random walk favours interleavings in which short tasks end early. With these weights each interleaving of independent tasks is as likely as any other: two tasks with m and n
 * steps left have C(m + n, m) interleavings, of which m / (m + n) begin with the first. (The weights are those of URW in "Selectively Uniform Concurrency Testing", Zhao et al., ASPLOS 2025.)
 */
export function urw({ random, first }: Prospect): Strategist {
  const shares = new Map<string, Share>();
  return {
    decide: byOrder(random, (point) => {
      shares.clear();
      for (let i = 0; i < point.n; i++) {
        const { owner, step } = point.option(i);
        const share = shares.get(owner);
        if (share === undefined) shares.set(owner, { count: 1, latest: step });
        else {
          share.count++;
          share.latest = Math.max(share.latest, step);
        }
      }
      let sum = 0;
      for (const [owner, share] of shares) sum += stepsLeft(share, first?.lanes.get(owner) ?? 1);
      let draw = (random.uint32() / 2 ** 32) * sum;
      for (let i = 0; i < point.n - 1; i++) {
        const { owner } = point.option(i);
        const share = shares.get(owner)!;
        draw -= stepsLeft(share, first?.lanes.get(owner) ?? 1) / share.count;
        if (draw < 0) return i;
      }
      return point.n - 1;
    }),
  };
}

/** What a task has among the candidates: how many of its steps, and the number of the latest of them. Those share its weight. */
interface Share {
  count: number;
  latest: number;
}

/** Those that are pending, and those that come after them. */
function stepsLeft({ count, latest }: Share, length: number): number {
  return count + Math.max(0, length - latest - 1);
}
