import assert from 'node:assert/strict';
import { Mutex } from './monitor';
import { type Program, repeat, type World } from './program';

/** The programs with which Burckhardt et al. (2010) illustrate probabilistic concurrency testing: bugs of a known depth among steps that do not matter. */

/** Figure 1a, an order that nobody ensures: the worker may use the service before it is set. */
async function useBeforeSet(world: World, waits: boolean): Promise<void> {
  const step = world.boundary('step', () => undefined);
  let service: { readonly name: string } | undefined;
  const starting = world.spawn('starter', async () => {
    await step();
    service = { name: 'ready' };
  });
  const working = world.spawn('worker', async () => {
    await step();
    if (waits) await starting;
    assert.equal(service?.name, 'ready', 'the service is used after it was set');
  });
  await Promise.all([starting, working]);
}

/** Figure 1b, a check and an act with room between them: the session is closed in that room. */
async function useAfterCheck(world: World, keeps: boolean, bystanders = 0): Promise<void> {
  const step = world.boundary('step', () => undefined);
  let session: { readonly id: number } | undefined = { id: 1 };
  const tasks = Array.from({ length: bystanders }, (_, i) =>
    world.spawn(`bystander ${i + 1}`, () => repeat(5, () => step())),
  );
  tasks.push(
    world.spawn('user', async () => {
      await repeat(4, () => step());
      const found = session;
      if (found !== undefined) {
        await step();
        assert((keeps ? found : session) !== undefined, 'the session that was found is the one that is used');
      }
      await repeat(4, () => step());
    }),
    world.spawn('closer', async () => {
      await repeat(5, () => step());
      session = undefined;
      await repeat(4, () => step());
    }),
  );
  await Promise.all(tasks);
}

/** Figure 1c, two locks taken in two orders, in the midst of other work. */
async function crossedLocks(world: World, inOrder: boolean): Promise<void> {
  const step = world.boundary('step', () => undefined);
  const [left, right] = [new Mutex(), new Mutex()];
  async function both(first: Mutex, second: Mutex): Promise<void> {
    await first.lock();
    await step();
    await second.lock();
    await step();
    second.unlock();
    first.unlock();
  }
  await Promise.all([
    world.spawn('one', async () => {
      await repeat(5, () => step());
      await both(left, right);
      await repeat(4, () => step());
    }),
    world.spawn('other', async () => {
      await repeat(4, () => step());
      await (inOrder ? both(left, right) : both(right, left));
      await repeat(5, () => step());
    }),
  ]);
}

/** Figure 5: the bug shows only if all the steps of one task come before the first of the other. */
async function allBeforeOne(world: World, waits: boolean): Promise<void> {
  const step = world.boundary('step', () => undefined);
  let done = 0;
  const counting = world.spawn('counter', () =>
    repeat(20, async () => {
      await step();
      done++;
    }),
  );
  await world.spawn('watcher', async () => {
    await step();
    if (waits) await counting;
    else assert(done < 20, 'the watcher sees the counting');
  });
  await counting;
}

export const pctFigures: Program[] = [
  {
    name: 'PCT figure 1a',
    idea: 'PCT paper; shuttle',
    others: 'shuttle 20',
    mark: 4,
    buggy: (world) => useBeforeSet(world, false),
    fixed: (world) => useBeforeSet(world, true),
  },
  {
    name: 'PCT figure 1b',
    idea: 'PCT paper; shuttle',
    others: 'shuttle 300',
    mark: 15,
    buggy: (world) => useAfterCheck(world, false),
    fixed: (world) => useAfterCheck(world, true),
  },
  {
    name: 'PCT figure 1b, 18 noise tasks',
    idea: 'PCT paper; shuttle',
    others: 'shuttle 16,000',
    mark: 20,
    buggy: (world) => useAfterCheck(world, false, 18),
    fixed: (world) => useAfterCheck(world, true, 18),
  },
  {
    name: 'PCT figure 1c',
    idea: 'PCT paper; shuttle',
    others: 'shuttle 400',
    mark: 5,
    buggy: (world) => crossedLocks(world, false),
    fixed: (world) => crossedLocks(world, true),
  },
  {
    name: 'PCT figure 5',
    idea: 'PCT paper; shuttle',
    others: 'shuttle 20',
    mark: 40,
    buggy: (world) => allBeforeOne(world, false),
    fixed: (world) => allBeforeOne(world, true),
  },
];
