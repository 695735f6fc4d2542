import type { Future } from './future';

/** Names the futures that are not done, for a report. @internal */
export function listUnfinished(futures: readonly Future[]): string {
  const unfinished = futures.filter((future) => !future.done());
  const names = describeNested(unfinished.slice(0, 3));
  const more = unfinished.length > 3 ? ` and ${unfinished.length - 3} more` : '';
  return `${names.join(', ')}${more} ${unfinished.length === 1 ? 'is' : 'are'} done`;
}

/** How many futures of futures are being described just now. */
let depth = 0;

/** Futures of futures of futures make a long story, and for those that are nested thousands deep, no stack is large enough. */
export function describeNested(futures: readonly Future[]): string[] {
  if (depth >= 5) return ['…'];
  depth++;
  try {
    return futures.map((future) => shorten(future.describe()));
  } finally {
    depth--;
  }
}

/** What is cut off here. */
function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
