import { openWorld, type World } from '../support/real-world';
import { race } from './race';
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

const workWins: unknown = expect.objectContaining({ winner: 'work', moved: 0, end: 121_000 });

describe('virtual time stands still', () => {
  it.each(kinds)('for $name', async (kind) => {
    expect(await race(kind, world, { slow: false, bystanders: false })).toEqual(workWins);
  });
});

describe('virtual time stands still for 300 ms of real time, among idle things', () => {
  it.each(kinds.filter(({ slow }) => slow !== 'never'))('for $name', async (kind) => {
    expect(await race(kind, world, { slow: true, bystanders: true })).toEqual(workWins);
  });
});
