import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** A message takes 1 to 50 ms, and a connection is opened by one there and one back. */
function makeNetwork(world: World) {
  const hop = world.boundary('net.hop', () => undefined, { latency: [1, 50] });
  return async function call<T>(serve: () => T): Promise<T> {
    await hop();
    await hop();
    await hop();
    const reply = serve();
    await hop();
    return reply;
  };
}

/** The second client comes 200 ms after the first, which is mostly done by then, but need not be. */
async function twoClients(world: World, atomic: boolean): Promise<void> {
  const call = makeNetwork(world);
  let count = 0;
  async function increment(): Promise<number> {
    if (atomic) return call(() => ++count);
    const seen = await call(() => count);
    return call(() => (count = seen + 1));
  }
  const first = world.spawn('first', increment);
  const second = world.spawn('second', async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await increment();
  });
  await Promise.all([first, second]);
  assert.equal(count, 2, 'every increment counts');
}

export const slowNetwork: Program = {
  name: 'counter over a slow network',
  idea: 'simloop README',
  others: 'simloop 128',
  mark: 20,
  usesTime: true,
  buggy: (world) => twoClients(world, false),
  fixed: (world) => twoClients(world, true),
};
