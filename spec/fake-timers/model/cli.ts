/**
 * The comparison with @sinonjs/fake-timers outside of any test runner: on any version of Node, and on an installed package (`spec/hosts/model`).
 *
 *     tsx spec/fake-timers/model/cli.ts
 */
import { compareAsync, compareSync } from './compare';
import { ASYNC, SYNC } from './families';

async function main(): Promise<void> {
  let programs = 0;
  for (const { features, seed, runs } of SYNC) {
    compareSync(features, seed, runs);
    programs += runs;
  }
  for (const { features, seed, runs } of ASYNC) {
    await compareAsync(features, seed, runs);
    programs += runs;
  }
  const temporal = 'Temporal' in globalThis ? ', Temporal included' : '';
  console.log(`Node ${process.version}: ${programs} programs agree${temporal}`);
}

void main();
