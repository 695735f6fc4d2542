/** Runs the row that is named on the command line and sends its results to the parent, in a process of its own: rows must not optimise, or spoil, each other's code. */
import { rows } from './rows.mjs';

const row = rows.find(({ name }) => name === process.argv[2]);
const results = await row.run();
process.send(
  results.map(({ target, ratio, peer, ...result }) => ({
    row: row.name,
    work: row.work,
    ...result,
    // Without a peer there is nothing to judge.
    ...(Number.isFinite(ratio)
      ? { peer, ratio: target.show(ratio), target: target.text, pass: target.meets(ratio) }
      : { target: target.text }),
  })),
);
