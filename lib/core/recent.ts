import type { Runnable } from './runnable';

/** How many entries are remembered; a power of two. */
export const KEPT = 128;

/** Remembers what ran last, at the price of one store each time, so that an error can name who keeps a program from ending. */
export class Recent {
  /** Empty at first: most engines end before anything is worth remembering. */
  private readonly entries: (Runnable | undefined)[] = [];
  private count = 0;

  add(entry: Runnable): void {
    this.entries[this.count++ & (KEPT - 1)] = entry;
  }

  clear(): void {
    this.entries.fill(undefined);
    this.count = 0;
  }

  /** Who stands here how often, the busiest first: `poll (64 of the last 128), sleep(10) (…)`. */
  summary(): string {
    const counts = new Map<string, number>();
    for (const entry of this.entries) {
      if (entry !== undefined) counts.set(entry.label(), (counts.get(entry.label()) ?? 0) + 1);
    }
    const total = Math.min(this.count, KEPT);
    const busiest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
    return busiest.map(([label, count]) => `${label} (${count} of the last ${total})`).join(', ');
  }
}
