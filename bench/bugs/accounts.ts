import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** A row as the database keeps it: the tag changes with every write. */
interface Row {
  readonly data: string;
  readonly etag: number;
}

/** A mock of a document database: each call is atomic, and minds rows that exist, are missing, or have changed. */
function makeDatabase(world: World) {
  const rows = new Map<string, Row>();
  let nextTag = 1;
  function put(key: string, data: string): string {
    rows.set(key, { data, etag: nextTag++ });
    return data;
  }
  function get(key: string): Row {
    const row = rows.get(key);
    if (row === undefined) throw new Error(`row ${key} does not exist`);
    return row;
  }
  function insert(key: string, data: string): string {
    if (rows.has(key)) throw new Error(`row ${key} exists already`);
    return put(key, data);
  }
  function remove(key: string): void {
    if (!rows.delete(key)) throw new Error(`row ${key} does not exist`);
  }
  return {
    peek: (key: string) => rows.get(key)?.data,
    has: world.boundary('db.has', (key: string) => rows.has(key)),
    get: world.boundary('db.get', get),
    insert: world.boundary('db.insert', insert),
    remove: world.boundary('db.remove', remove),
    /** What is stored already, or else `data`, which is then. */
    getOrInsert: world.boundary('db.getOrInsert', (key: string, data: string) => rows.get(key)?.data ?? put(key, data)),
    /** Whether there was something to remove. */
    removeIfThere: world.boundary('db.removeIfThere', (key: string) => rows.delete(key)),
    /** True if the row is as it was when `etag` was read. */
    replaceIf: world.boundary('db.replaceIf', (key: string, data: string, etag: number) => {
      if (rows.get(key)?.etag !== etag) return false;
      put(key, data);
      return true;
    }),
  };
}

type Database = ReturnType<typeof makeDatabase>;

interface AccountManager {
  /** Creates the account, or leaves it as it is. @returns What it holds. */
  create(name: string, data: string): Promise<string>;
  /** @returns Whether there was such an account. */
  remove(name: string): Promise<boolean>;
}

/** Looks first and acts later. */
class LookThenAct implements AccountManager {
  constructor(private readonly db: Database) {}

  async create(name: string, data: string): Promise<string> {
    if (await this.db.has(name)) return (await this.db.get(name)).data;
    return this.db.insert(name, data);
  }

  async remove(name: string): Promise<boolean> {
    if (!(await this.db.has(name))) return false;
    await this.db.remove(name);
    return true;
  }
}

/** Leaves the decision to the database. */
class AllAtOnce implements AccountManager {
  constructor(private readonly db: Database) {}

  create(name: string, data: string): Promise<string> {
    return this.db.getOrInsert(name, data);
  }

  remove(name: string): Promise<boolean> {
    return this.db.removeIfThere(name);
  }
}

type MakeManager = new (db: Database) => AccountManager;

async function createTwice(world: World, Manager: MakeManager): Promise<void> {
  const db = makeDatabase(world);
  const manager = new Manager(db);
  const created = await Promise.all(
    ['left', 'right'].map((who) => world.spawn(who, () => manager.create('alice', who))),
  );
  assert.deepEqual(created, Array(2).fill(db.peek('alice')), 'both are told what the account holds');
}

async function removeTwice(world: World, Manager: MakeManager): Promise<void> {
  const manager = new Manager(makeDatabase(world));
  await manager.create('alice', 'data');
  const removed = await Promise.all(['left', 'right'].map((who) => world.spawn(who, () => manager.remove('alice'))));
  assert.deepEqual(removed.sort(), [false, true], 'one of two removals succeeds');
}

async function createAndRemove(world: World, Manager: MakeManager): Promise<void> {
  const db = makeDatabase(world);
  const manager = new Manager(db);
  await manager.create('alice', 'old');
  const [created, removed] = await Promise.all([
    world.spawn('creator', () => manager.create('alice', 'new')),
    world.spawn('remover', () => manager.remove('alice')),
  ]);
  assert.equal(removed, true, 'there was an account to remove');
  assert.equal(db.peek('alice'), created === 'new' ? 'new' : undefined, 'what was created after the removal is there');
}

/** Writes only what has not changed since it was read, and reads again otherwise. */
async function updateWithTags(db: Database, name: string, version: number): Promise<boolean> {
  for (;;) {
    const row = await db.get(name);
    if (Number(row.data) >= version) return false;
    if (await db.replaceIf(name, String(version), row.etag)) return true;
  }
}

async function updates(world: World): Promise<void> {
  const db = makeDatabase(world);
  await db.insert('alice', '1');
  const versions = [2, 3, 4];
  await Promise.all(versions.map((version) => world.spawn(`v${version}`, () => updateWithTags(db, 'alice', version))));
  assert.equal(db.peek('alice'), '4', 'the latest version is kept');
}

export const accounts: Program[] = [
  {
    name: 'accounts: create, create',
    idea: 'Coyote',
    others: 'Coyote 26',
    mark: 5,
    buggy: (world) => createTwice(world, LookThenAct),
    fixed: (world) => createTwice(world, AllAtOnce),
  },
  {
    name: 'accounts: delete, delete',
    idea: 'Coyote',
    others: 'Coyote 3',
    mark: 5,
    buggy: (world) => removeTwice(world, LookThenAct),
    fixed: (world) => removeTwice(world, AllAtOnce),
  },
  {
    name: 'accounts: create, delete',
    idea: 'Coyote',
    others: 'Coyote 8',
    mark: 5,
    buggy: (world) => createAndRemove(world, LookThenAct),
    fixed: (world) => createAndRemove(world, AllAtOnce),
  },
  { name: 'accounts with ETags', idea: 'Coyote', others: 'clean', fixed: updates },
];
