import { createTask, EventLoop, getRunningLoop, sleep, TimeoutError, waitFor } from 'tickless';
import type { Kind } from './real-work';
import type { World } from '../support/real-world';

export interface Conditions {
  /** Whether the work takes 300 ms of real time. */
  readonly slow: boolean;
  /** Whether idle things of every kind are opened in the same run. */
  readonly bystanders: boolean;
}

/** Under what conditions a kind of work is raced by whoever has not all day: quick and alone, and, if it can be slow, slow among others. */
export function conditionsOf(kind: Kind): Conditions[] {
  const alone = { slow: false, bystanders: false };
  return kind.slow === 'never' ? [alone] : [alone, { slow: true, bystanders: true }];
}

/** What is wrong with the outcome; undefined if nothing is: the work must win, the clock stand still meanwhile, and move on afterwards. */
export function faultOf({ winner, moved, end }: Outcome): string | undefined {
  if (winner === 'work' && moved === 0 && end === 121_000) return undefined;
  return `${winner} won, the clock moved by ${moved} and ended at ${end}`;
}

/** What came of a race between real work and virtual time. */
export interface Outcome {
  readonly winner: 'work' | 'timeout';
  /** By how much the clock moved while the work was in flight, in virtual milliseconds. */
  readonly moved: number;
  /** Where the clock was when everything was over; it must get there whatever is still open. */
  readonly end: number;
  /** Real milliseconds: of the work, and of all virtual time before and after it. */
  readonly workMs: number;
  readonly restMs: number;
}

/** A thousand jumps of the clock, in the middle of which real work is raced against a virtual minute. */
export async function race(kind: Kind, world: World, { slow, bystanders }: Conditions): Promise<Outcome> {
  const loop = new EventLoop();
  try {
    return await loop.runUntilCompleteAsync(async () => {
      const leave = bystanders ? await world.bystanders() : undefined;
      try {
        return await raceAmongJumps(async () => {
          if (slow && kind.slow === 'by the pool') world.occupyPool();
          await kind.work(world, slow ? 300 : 0);
        });
      } finally {
        await leave?.();
      }
    });
  } finally {
    loop.close();
  }
}

async function raceAmongJumps(work: () => Promise<void>): Promise<Outcome> {
  const loop = getRunningLoop();
  const start = performance.now();
  const ticker = createTask(() => jump(1000));
  await sleep(500);
  const from = loop.time();
  const workStart = performance.now();
  const winner = await firstOf(work);
  const workMs = performance.now() - workStart;
  const moved = loop.time() - from;
  await ticker;
  await sleep(120_000);
  return { winner, moved, end: loop.time(), workMs, restMs: performance.now() - start - workMs };
}

async function firstOf(work: () => Promise<void>): Promise<Outcome['winner']> {
  try {
    await waitFor(work, 60_000);
    return 'work';
  } catch (error) {
    if (error instanceof TimeoutError) return 'timeout';
    throw error;
  }
}

async function jump(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await sleep(1);
}
