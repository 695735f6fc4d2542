/** Replays schedules of the bug benchmark in a process of its own: `replay-program.ts NAME TOKEN NAME TOKEN …` prints the message and the trace hash of each. */
import { explore } from '../../lib/explore/explore';
import { programs } from '../../bench/bugs/programs';

async function main(args: readonly string[]): Promise<void> {
  const told: unknown[] = [];
  for (let i = 0; i < args.length; i += 2) {
    const { buggy } = programs.find(({ name }) => name === args[i])!;
    const { failure } = await explore.report(buggy!, { replay: args[i + 1]! });
    told.push([failure?.error.message, failure?.hash]);
  }
  console.log(JSON.stringify(told));
}

void main(process.argv.slice(2));
