import { createTask, EventLoop, sleep, waitFor } from 'tickless';
import type { Kind } from './real-work';
import type { World } from '../support/real-world';

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

/** A thousand jumps of the clock, in the middle of which real work is raced against a virtual minute; perhaps with idle things of every kind around. */
export async function race(kind: Kind, world: World, slow: boolean, crowded: boolean): Promise<Outcome> {
  const loop = new EventLoop();
  const outcome = await loop.runUntilCompleteAsync(async () => {
    const leave = crowded ? await world.bystanders() : undefined;
    const start = performance.now();
    const ticker = createTask(() => jump(1000));
    await sleep(500);
    const from = loop.time();
    const started = performance.now();
    let winner: Outcome['winner'] = 'work';
    try {
      await waitFor(async () => {
        if (slow && kind.slow === 'by the pool') world.occupyPool();
        await kind.work(world, slow ? 300 : 0);
      }, 60_000);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
      winner = 'timeout';
    }
    const moved = loop.time() - from;
    const workMs = performance.now() - started;
    await ticker;
    await sleep(120_000);
    const restMs = performance.now() - start - workMs;
    await leave?.();
    return { winner, moved, end: loop.time(), workMs, restMs };
  });
  loop.close();
  return outcome;
}

async function jump(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await sleep(1);
}
