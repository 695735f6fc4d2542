import assert from 'node:assert/strict';
import { Monitor } from './monitor';
import type { Program, World } from './program';

/** A buffer in a remote store, guarded by a monitor: who finds it full or empty waits until the other side has been there. */
class BoundedBuffer {
  private readonly monitor = new Monitor();

  constructor(
    private readonly store: ReturnType<typeof makeStore>,
    private readonly capacity: number,
    private readonly wake: 'notify' | 'notifyAll',
  ) {}

  put(item: number): Promise<void> {
    return this.monitor.hold(async () => {
      while ((await this.store.size()) === this.capacity) await this.monitor.wait();
      await this.store.push(item);
      this.monitor[this.wake]();
    });
  }

  take(): Promise<number> {
    return this.monitor.hold(async () => {
      while ((await this.store.size()) === 0) await this.monitor.wait();
      const item = await this.store.shift();
      this.monitor[this.wake]();
      return item;
    });
  }
}

function makeStore(world: World) {
  const items: number[] = [];
  return {
    size: world.boundary('store.size', () => items.length),
    push: world.boundary('store.push', (item: number) => void items.push(item)),
    shift: world.boundary('store.shift', () => items.shift()!),
  };
}

/** With one waker too few, a producer can wake a producer, or a consumer a consumer, and everybody sleeps. */
async function produceAndConsume(world: World, wake: 'notify' | 'notifyAll'): Promise<void> {
  const buffer = new BoundedBuffer(makeStore(world), 1, wake);
  const taken: number[] = [];
  const names = [1, 2, 3];
  await Promise.all([
    ...names.map((name) => world.spawn(`consumer ${name}`, async () => taken.push(await buffer.take()))),
    ...names.map((name) => world.spawn(`producer ${name}`, () => buffer.put(name))),
  ]);
  assert.deepEqual(taken.sort(), names, 'what was put is taken, once');
}

export const boundedBuffer: Program = {
  name: 'bounded buffer, notify',
  idea: 'XP challenge 14; Coyote, shuttle',
  others: 'within 100; within 1,000',
  mark: 5,
  buggy: (world) => produceAndConsume(world, 'notify'),
  fixed: (world) => produceAndConsume(world, 'notifyAll'),
};
