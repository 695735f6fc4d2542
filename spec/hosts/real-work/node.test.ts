import { after, before, test } from 'node:test';
import { judge, record } from './judge';
import { kinds } from './spec/host/real-work';
import { openWorld, type World } from './spec/support/real-world';

let world: World;
let leave: () => Promise<void>;

before(async () => {
  world = await openWorld();
  leave = await world.bystanders();
});

after(async () => {
  record();
  await leave();
  await world.close();
});

for (const kind of kinds) test(kind.name, () => judge(kind, world));
