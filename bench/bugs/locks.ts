import assert from 'node:assert/strict';
import { Mutex } from './monitor';
import type { Program, World } from './program';

/** An account whose balance is in a database, with a lock of its own. */
function makeAccount(world: World, name: string, balance: number) {
  let stored = balance;
  return {
    name,
    mutex: new Mutex(),
    read: world.boundary(`${name}.read`, () => stored),
    write: world.boundary(`${name}.write`, (value: number) => {
      stored = value;
    }),
    peek: () => stored,
  };
}

type Account = ReturnType<typeof makeAccount>;

/** The textbook: locks are taken in the order in which the money flows. The remedy: in an order that all agree on. */
async function transfer(from: Account, to: Account, amount: number, ordered: boolean): Promise<void> {
  const [first, second] = ordered && from.name > to.name ? [to, from] : [from, to];
  await first.mutex.hold(async () => {
    const balances = new Map([[first, await first.read()]]);
    await second.mutex.hold(async () => {
      balances.set(second, await second.read());
      await from.write(balances.get(from)! - amount);
      await to.write(balances.get(to)! + amount);
    });
  });
}

async function transfers(world: World, ordered: boolean): Promise<void> {
  const [a, b] = [makeAccount(world, 'a', 100), makeAccount(world, 'b', 100)];
  await Promise.all([
    world.spawn('a to b', () => transfer(a, b, 10, ordered)),
    world.spawn('b to a', () => transfer(b, a, 20, ordered)),
  ]);
  assert.deepEqual([a.peek(), b.peek()], [110, 90]);
}

/** A cache that loads under its lock. What was invalidated while it was loaded has to be loaded again. */
class Cache {
  private readonly mutex = new Mutex();
  private value: string | undefined;
  private version = 0;

  constructor(
    private readonly load: () => Promise<string>,
    private readonly reenters: boolean,
  ) {}

  get(): Promise<string> {
    return this.mutex.hold(() => this.getLocked());
  }

  invalidate(): void {
    this.value = undefined;
    this.version++;
  }

  private async getLocked(): Promise<string> {
    if (this.value !== undefined) return this.value;
    const { version } = this;
    const loaded = await this.load();
    // The lock is held: to ask for it once more is to wait for oneself.
    if (version !== this.version) return this.reenters ? this.get() : this.getLocked();
    return (this.value = loaded);
  }
}

async function cached(world: World, reenters: boolean): Promise<void> {
  let config = 'old';
  const load = world.boundary('config.load', () => config);
  const store = world.boundary('config.store', (text: string) => {
    config = text;
  });
  const check = world.boundary('editor.check', () => undefined);
  const cache = new Cache(load, reenters);
  await Promise.all([
    world.spawn('reader', () => cache.get()),
    world.spawn('editor', async () => {
      await check();
      await store('new');
      cache.invalidate();
    }),
  ]);
  assert.equal(await cache.get(), 'new');
}

export const locks: Program[] = [
  {
    name: 'AB-BA deadlock',
    idea: 'shuttle',
    others: 'within 100',
    mark: 5,
    buggy: (world) => transfers(world, false),
    fixed: (world) => transfers(world, true),
  },
  {
    name: 'lock held over an await, re-entered',
    idea: 'shuttle',
    others: 'within 1,000',
    mark: 10,
    buggy: (world) => cached(world, true),
    fixed: (world) => cached(world, false),
  },
];
