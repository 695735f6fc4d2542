import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** Programs that nobody looked at while strategies were made: they came last, and no strategy was changed when their figures were known. */

/** A seat is held for ten minutes, and paid meanwhile. Who pays looks at the hold before the payment, which may take longer than the hold lasts. */
async function heldSeat(world: World, looksAgain: boolean): Promise<void> {
  const HOLD_MS = 600_000;
  let holder: string | undefined;
  const owners: string[] = [];
  const pay = world.boundary('bank.pay', () => undefined, { latency: [1_000, 900_000] });
  const form = world.boundary('customer.fillIn', () => undefined, { latency: [5_000, 500_000] });
  async function buy(name: string): Promise<void> {
    if (holder !== undefined) return;
    holder = name;
    const release = (): void => {
      if (holder === name) holder = undefined;
    };
    const timer = setTimeout(release, HOLD_MS);
    await form();
    if (holder !== name) return;
    await pay();
    clearTimeout(timer);
    if (looksAgain && holder !== name) return;
    owners.push(name);
    holder = 'sold';
  }
  const come = world.boundary('customer.come', () => undefined, { latency: [0, 1_200_000] });
  await Promise.all(
    ['ann', 'bob'].map((name) =>
      world.spawn(name, async () => {
        await come();
        await buy(name);
      }),
    ),
  );
  assert(owners.length <= 1, 'a seat has one owner');
}

/** A pool of one connection. Who has waited too long gives up; the connection that is handed to them at that moment comes back to nobody. */
async function leakyPool(world: World, returnsIt: boolean): Promise<void> {
  let free = 1;
  const waiting: { give: () => void }[] = [];
  const query = world.boundary('db.query', () => undefined, { latency: [50, 3_000] });
  // A connection that comes back is made ready for the next one first.
  const reset = world.boundary('db.reset', () => undefined, { latency: [5, 100] });
  async function release(): Promise<void> {
    const next = waiting.shift();
    await reset();
    if (next === undefined) free++;
    else next.give();
  }
  function acquire(): Promise<boolean> {
    if (free > 0) {
      free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      let gaveUp = false;
      const waiter = {
        give: () => {
          clearTimeout(timer);
          if (gaveUp && returnsIt) void release();
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        gaveUp = true;
        const at = waiting.indexOf(waiter);
        if (at >= 0) waiting.splice(at, 1);
        resolve(false);
      }, 1_000);
      waiting.push(waiter);
    });
  }
  async function work(): Promise<void> {
    if (!(await acquire())) return;
    await query();
    await release();
  }
  await Promise.all(['a', 'b', 'c'].map((name) => world.spawn(name, work)));
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // what is being made ready is
  assert.equal(free, 1, 'the connection is back');
}

/** Two workers take messages in order from a queue. Who has handled a message notes its number, and takes whatever is not above that for one that comes again. */
async function skippedMessage(world: World, notesEach: boolean): Promise<void> {
  const messages = [1, 2, 3, 4];
  const take = world.boundary('queue.take', () => messages.shift());
  const load = world.boundary('db.load', () => undefined);
  const handled: number[] = [];
  const seen = new Set<number>();
  let highest = 0;
  async function work(): Promise<void> {
    for (let id = await take(); id !== undefined; id = await take()) {
      await load();
      if (notesEach ? seen.has(id) : id <= highest) continue;
      highest = id;
      seen.add(id);
      handled.push(id);
    }
  }
  await Promise.all([world.spawn('worker 1', work), world.spawn('worker 2', work)]);
  assert.equal(handled.length, 4, 'every message is handled');
}

export const heldOut: Program[] = [
  {
    name: 'held out: a seat that is paid too late',
    idea: 'own',
    others: '-',
    usesTime: true,
    buggy: (world) => heldSeat(world, false),
    fixed: (world) => heldSeat(world, true),
  },
  {
    name: 'held out: a pool that loses a connection',
    idea: 'own',
    others: '-',
    usesTime: true,
    buggy: (world) => leakyPool(world, false),
    fixed: (world) => leakyPool(world, true),
  },
  {
    name: 'held out: a message that is skipped',
    idea: 'own',
    others: '-',
    buggy: (world) => skippedMessage(world, false),
    fixed: (world) => skippedMessage(world, true),
  },
];
