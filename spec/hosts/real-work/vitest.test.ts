import { afterAll, beforeAll, test } from 'vitest';
import { judge, record } from './judge';
import { kinds } from './spec/host/real-work';
import { openWorld, type World } from './spec/support/real-world';

let world: World;
let leave: () => Promise<void>;

beforeAll(async () => {
  world = await openWorld();
  leave = await world.bystanders();
});

afterAll(async () => {
  record();
  await leave();
  await world.close();
});

for (const kind of kinds) test(kind.name, { timeout: 20_000 }, () => judge(kind, world));
