import { describe } from '../core/describe';

/** Which part of the runs to make: those whose number is `index` modulo `count`, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `'2/8'`. @throws TypeError or RangeError for anything else. */
export function checkShard(value: unknown, what: string): Shard {
  const match = typeof value === 'string' ? /^(\d+)\/(\d+)$/.exec(value) : null;
  const index = Number(match?.[1]) - 1;
  const count = Number(match?.[2]);
  if (match === null || index < 0 || index >= count) {
    const Mistake = typeof value === 'string' ? RangeError : TypeError;
    throw new Mistake(
      `${what} must be a part of all, such as '2/8' for the second of eight, but was given ${describe(value)}.`,
    );
  }
  return { index, count };
}

/** Whether a run, by its number from 1, belongs to that part. */
export function isIn({ index, count }: Shard, run: number): boolean {
  return (run - 1) % count === index;
}

/** What `TICKLESS_SHARD` says. It is never taken from a test runner's own `--shard`, which deals out files. */
export function shardFromEnvironment(): Shard | undefined {
  const value = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[
    'TICKLESS_SHARD'
  ];
  return value === undefined || value === '' ? undefined : checkShard(value, 'TICKLESS_SHARD');
}
