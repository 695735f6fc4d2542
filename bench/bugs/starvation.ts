import assert from 'node:assert/strict';
import { type Program, repeat, type World } from './program';

/** One step has to wait for twenty-five of somebody else's, which under a fair scheduler it hardly ever does (SURW, Zhao et al. 2025). */
const STEPS = 25;

/** The session ends before its heartbeat if the heartbeat is starved all the while. */
async function oneAgainstEvents(world: World, renewed: boolean): Promise<void> {
  const read = world.boundary('stream.read', () => undefined);
  const beat = world.boundary('heartbeat', () => undefined);
  let alive = false;
  const beating = world.spawn('heart', async () => {
    await beat();
    alive = true;
  });
  await world.spawn('stream', async () => {
    await repeat(STEPS, () => read());
    if (renewed) await beating;
    assert(alive, 'the heartbeat came before the end of the stream');
  });
}

/** The same, where each step is a task of its own that is spawned when the last one is over. */
async function oneAgainstTasks(world: World, renewed: boolean): Promise<void> {
  const work = world.boundary('job.work', () => undefined);
  const beat = world.boundary('heartbeat', () => undefined);
  let alive = false;
  const beating = world.spawn('heart', async () => {
    await beat();
    alive = true;
  });
  await world.spawn('crew', async () => {
    for (let i = 1; i <= STEPS; i++) await world.spawn(`job ${i}`, () => work());
    if (renewed) await beating;
    assert(alive, 'the heartbeat came before the last job was done');
  });
}

export const starvation: Program[] = [
  {
    name: 'starvation, 1 against 25 events',
    idea: 'shuttle (SURW)',
    others: 'random misses at 10,000',
    mark: 40,
    buggy: (world) => oneAgainstEvents(world, false),
    fixed: (world) => oneAgainstEvents(world, true),
  },
  {
    name: 'starvation, 1 against 25 spawned tasks',
    idea: 'shuttle (SURW)',
    others: 'random misses at 10,000',
    mark: 100,
    buggy: (world) => oneAgainstTasks(world, false),
    fixed: (world) => oneAgainstTasks(world, true),
  },
];
