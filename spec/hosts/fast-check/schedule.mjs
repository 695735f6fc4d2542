import assert from 'node:assert/strict';
import fc from 'fast-check';
import { schedule } from 'tickless/fast-check';

const inOrder = fc.asyncProperty(fc.nat(3), schedule(), (more, schedule) =>
  schedule.run(async (sim) => {
    const order = [];
    const reply = sim.boundary('reply', () => undefined);
    const clients = Array.from({ length: 20 + more }, (_, i) =>
      sim.spawn(`client ${i}`, async () => {
        await reply();
        order.push(i);
      }),
    );
    await Promise.all(clients);
    if (order.indexOf(8) < order.indexOf(7)) throw new Error('8 came before 7');
  }),
);
const found = await fc.check(inOrder, { seed: 3 });
const [more, failing] = found.counterexample;
assert.match(String(failing), /^schedule\(client 8 reply: client 8 before client 7; replay: 'v1\.[^']+'\)$/);
assert.equal(more, 0);
const replayed = await fc.check(inOrder, { seed: 3, path: found.counterexamplePath, endOnFailure: true });
assert.deepEqual([replayed.failed, replayed.numRuns], [true, 1]);
assert.equal(String(replayed.counterexample[1]), String(failing));
