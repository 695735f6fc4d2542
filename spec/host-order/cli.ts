import { parseArgs } from 'node:util';
import { RECORDED } from './fixtures';
import { runOnModel } from './model';
import { PEERS } from './peer';
import { compare, describeDivergence } from './replay';
import type { Replay } from './replay';
import { runOnTickless } from './tickless';

const USAGE = `Usage: npm run conformance:node -- [--peer] [--profile NAME]...

Replays recorded programs, whose order on real Node is known, and compares trace by trace.

Without options, on the model of Node's rules and on tickless in host order; every trace has to be the same.

  --peer            on @sinonjs/fake-timers instead, in the ways it is used; reports the share of equal traces
  --profile NAME    only these profiles

Exit status: 0 if all agree or with --peer, else 1.`;

const { values: options } = parseArgs({
  options: {
    peer: { type: 'boolean', default: false },
    profile: { type: 'string', multiple: true, default: [...RECORDED] },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Two stand-ins for Node that have to do in every program what Node did. */
const STAND_INS: Readonly<Record<string, Replay>> = {
  model: async (program) => (await runOnModel(program)).trace,
  tickless: runOnTickless,
};
async function conform(): Promise<boolean> {
  let ok = true;
  for (const [name, replay] of Object.entries(STAND_INS)) {
    let [programs, failed] = [0, 0];
    for (const profile of options.profile) {
      const comparison = await compare(profile, replay);
      programs += comparison.programs;
      failed += comparison.divergences.length;
      for (const divergence of comparison.divergences) console.log(describeDivergence(divergence));
    }
    console.log(`${name}: ${programs - failed} passed, ${failed} failed`);
    ok &&= programs > 0 && failed === 0;
  }
  return ok;
}

async function report(peers: Readonly<Record<string, Replay>>): Promise<void> {
  for (const [name, replay] of Object.entries(peers)) {
    const rows: [profile: string, programs: number, equal: number][] = [];
    for (const profile of options.profile) {
      const { programs, divergences } = await compare(profile, replay);
      rows.push([profile, programs, programs - divergences.length]);
    }
    const sum = (column: 1 | 2) => rows.reduce((total, row) => total + row[column], 0);
    console.log(name);
    for (const [profile, programs, equal] of [...rows, ['total', sum(1), sum(2)] as const]) {
      console.log(`  ${profile.padEnd(16)} ${equal} of ${programs}, ${((100 * equal) / programs).toFixed(1)} %`);
    }
  }
}

// Until all has been compared the status says failure: a run that never comes back must not look like success.
process.exitCode = 1;
if (options.help) console.log(USAGE);
else if (options.peer) void report(PEERS).then(() => process.exit(0));
else void conform().then((ok) => process.exit(ok ? 0 : 1));
