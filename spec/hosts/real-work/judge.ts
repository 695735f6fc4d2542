import { mkdirSync, writeFileSync } from 'node:fs';
import { conditionsOf, faultOf, race } from './spec/host/race';
import type { Kind } from './spec/host/real-work';
import type { World } from './spec/support/real-world';

const verdicts: Record<string, boolean> = {};

/** Races one kind of work. @throws if it does not win. */
export async function judge(kind: Kind, world: World): Promise<void> {
  verdicts[kind.name] = false;
  for (const conditions of conditionsOf(kind)) {
    const fault = faultOf(await race(kind, world, conditions));
    if (fault !== undefined) throw new Error(`${kind.name}${conditions.slow ? ', slow' : ''}: ${fault}`);
  }
  verdicts[kind.name] = true;
}

/** Leaves the verdicts for table.mjs. */
export function record(): void {
  mkdirSync('results', { recursive: true });
  writeFileSync(`results/${process.env['HOST'] ?? 'somewhere'}.json`, JSON.stringify(verdicts));
}
