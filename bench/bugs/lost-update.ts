import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** A counter in a database. */
interface Counter {
  increment(): Promise<void>;
}

function makeDatabase(world: World) {
  let stored = 0;
  return {
    read: world.boundary('db.read', () => stored),
    write: world.boundary('db.write', (value: number) => {
      stored = value;
    }),
    /** What a database does by itself: `SET count = count + 1`. */
    add: world.boundary('db.add', (amount: number) => {
      stored += amount;
    }),
    peek: () => stored,
  };
}

type Database = ReturnType<typeof makeDatabase>;

function readThenWrite(db: Database): Counter {
  return {
    async increment() {
      const seen = await db.read();
      await db.write(seen + 1);
    },
  };
}

function addInPlace(db: Database): Counter {
  return { increment: () => db.add(1) };
}

async function increments(world: World, count: number, makeCounter: (db: Database) => Counter, bystanders = 0) {
  const db = makeDatabase(world);
  const counter = makeCounter(db);
  const ping = world.boundary('metrics.ping', () => undefined);
  const tasks = [
    ...Array.from({ length: count }, (_, i) => world.spawn(`client ${i + 1}`, () => counter.increment())),
    ...Array.from({ length: bystanders }, (_, i) => world.spawn(`bystander ${i + 1}`, () => ping())),
  ];
  await Promise.all(tasks);
  assert.equal(db.peek(), count, 'every increment counts');
}

export const lostUpdates: Program[] = [
  {
    name: 'lost update, 2 tasks',
    idea: 'fast-check, simloop',
    others: 'fast-check 2.0, simloop 2.0',
    mark: 4,
    buggy: (world) => increments(world, 2, readThenWrite),
    fixed: (world) => increments(world, 2, addInPlace),
  },
  {
    name: 'lost update, 3 tasks',
    idea: 'fast-check, simloop',
    others: 'fast-check 2.0, simloop 2.0',
    mark: 4,
    buggy: (world) => increments(world, 3, readThenWrite),
    fixed: (world) => increments(world, 3, addInPlace),
  },
  {
    name: 'lost update, 128 noise tasks',
    idea: 'own',
    others: 'random walk 4.6, PCT 353 (models)',
    mark: 6,
    buggy: (world) => increments(world, 2, readThenWrite, 128),
    fixed: (world) => increments(world, 2, addInPlace, 128),
  },
];
