import { inFlight, openWorld, type World } from '../support/real-world';
import { faultOf, race, type Conditions, type Outcome } from './race';
import { kinds, type Kind } from './real-work';

/** Runs the table outside of any test runner: `node real-work.cjs [part of a name] [times]`. Prints a line per race; fails if one fails. */
async function main([wanted = '', times = '1']: string[]): Promise<void> {
  const world = await openWorld();
  const leave = await world.bystanders(); // it was there before the runs
  let failed = 0;
  for (let i = 0; i < Number(times); i++) {
    for (const kind of kinds.filter(({ name }) => name.includes(wanted))) {
      for (const slow of kind.slow === 'never' ? [false] : [false, true]) {
        for (const bystanders of [false, true]) {
          const watchdog = setTimeout(stalled, 20_000, kind.name);
          const verdict = await judge(kind, world, { slow, bystanders });
          clearTimeout(watchdog);
          if (!verdict.startsWith('ok')) failed++;
          const how = `${slow ? 'slow' : '    '} ${bystanders ? 'among others' : '            '}`;
          console.log(`${verdict.slice(0, 4)} ${kind.name.padEnd(56)} ${how} ${verdict.slice(4)}`);
        }
      }
    }
  }
  await leave();
  await world.close();
  console.log(`${process.version}: ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function judge(kind: Kind, world: World, conditions: Conditions): Promise<string> {
  try {
    const outcome = await race(kind, world, conditions);
    const fault = faultOf(outcome);
    return fault === undefined ? `ok   ${times(outcome)}` : `FAIL ${times(outcome)}: ${fault}`;
  } catch (error) {
    return `FAIL ${String(error)}`;
  }
}

function times({ workMs, restMs }: Outcome): string {
  return `${workMs.toFixed(0).padStart(5)} ms, rest ${restMs.toFixed(0).padStart(4)} ms`;
}

function stalled(name: string): never {
  console.log(`FAIL ${name}: the clock stands still for\n  ${inFlight().join('\n  ')}`);
  process.exit(1);
}

void main(process.argv.slice(2));
