import { openWorld, type World } from '../support/real-world';
import { conditionsOf, faultOf, race } from './race';
import { kinds } from './real-work';

let world: World;
let leave: () => Promise<void>;

beforeAll(async () => {
  world = await openWorld();
  leave = await world.bystanders(); // they are there before the runs begin
});

afterAll(async () => {
  await leave();
  await world.close();
});

/** Every kind, under each of its conditions. */
const races = kinds.flatMap((kind) => conditionsOf(kind).map((conditions) => ({ kind, conditions })));

describe('virtual time stands still', () => {
  it.each(races.filter(({ conditions }) => !conditions.slow))('for $kind.name', async ({ kind, conditions }) => {
    expect(faultOf(await race(kind, world, conditions))).toBe(undefined);
  });
});

describe('virtual time stands still for 300 ms of real time, among idle things', () => {
  it.each(races.filter(({ conditions }) => conditions.slow))('for $kind.name', async ({ kind, conditions }) => {
    expect(faultOf(await race(kind, world, conditions))).toBe(undefined);
  });
});
