import { judge, record } from './judge';
import { kinds } from './spec/host/real-work';
import { inFlight, openWorld } from './spec/support/real-world';

/** Without any test runner. */
async function main(): Promise<void> {
  const world = await openWorld();
  const leave = await world.bystanders(); // they are there before the runs begin
  let won = 0;
  for (const kind of kinds) {
    const watchdog = setTimeout(stalled, 20_000, kind.name);
    try {
      await judge(kind, world);
      won++;
    } catch (error) {
      console.error(kind.name, error);
    }
    clearTimeout(watchdog);
  }
  await leave();
  await world.close();
  record();
  console.log(`${won} of ${kinds.length} kinds`);
  process.exitCode = won === kinds.length ? 0 : 1;
}

function stalled(name: string): never {
  console.error(`${name}: the clock stands still for\n  ${inFlight().join('\n  ')}`);
  process.exit(1);
}

void main();
