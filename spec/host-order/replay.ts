import { fixturesOf } from './fixtures';
import type { Fixture, Program } from './language';

/** Runs a program on some stand-in for Node, and returns its trace. */
export type Replay = (program: Program) => Promise<readonly string[]>;

export interface Divergence {
  readonly fixture: Fixture;
  /** What the stand-in did, or why it could not. */
  readonly got: readonly string[] | Error;
}

export interface Comparison {
  readonly programs: number;
  readonly divergences: readonly Divergence[];
}

/** Replays a profile, and compares with what Node did: the same lines in the same order, or it is another trace. */
export async function compare(profile: string, replay: Replay): Promise<Comparison> {
  const fixtures = fixturesOf(profile);
  const divergences: Divergence[] = [];
  for (const fixture of fixtures) {
    const got = await replay(fixture).catch((error: unknown) => error as Error);
    if (got instanceof Error || got.join() !== fixture.trace.join()) divergences.push({ fixture, got });
  }
  return { programs: fixtures.length, divergences };
}

export function describeDivergence({ fixture, got }: Divergence): string {
  const { id, main, trace } = fixture;
  const from = got instanceof Error ? 0 : trace.findIndex((label, i) => label !== got[i]);
  const shown = (lines: readonly string[]) =>
    [...(from > 3 ? ['…'] : []), ...lines.slice(Math.max(0, from - 3))].join(' ');
  return [
    `DIVERGES ${id}  ${JSON.stringify(main)}`,
    `  Node  ${shown(trace)}`,
    `  here  ${got instanceof Error ? String(got) : shown(got)}`,
  ].join('\n');
}
