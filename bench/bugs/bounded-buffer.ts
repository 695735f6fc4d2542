import assert from 'node:assert/strict';
import { Monitor } from './monitor';
import { type Program, repeat, type World } from './program';

/** A buffer of one, guarded by a monitor: who finds it full or empty waits until the other side has been there. */
class BoundedBuffer {
  constructor(
    private readonly store: Store,
    private readonly monitor: Monitor,
    private readonly wake: 'notify' | 'notifyAll',
  ) {}

  put(item: number): Promise<void> {
    return this.monitor.hold(async () => {
      while ((await this.store.size()) === 1) await this.monitor.wait();
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

interface Store {
  size(): Promise<number>;
  push(item: number): Promise<void>;
  shift(): Promise<number>;
}

type MakeBuffer = (world: World, wake: 'notify' | 'notifyAll') => BoundedBuffer;

/** As published: an array in memory, and threads. What is open among threads is who has a lock next; so to come for it is a step here. */
const inMemory: MakeBuffer = (world, wake) => {
  const items: number[] = [];
  const store: Store = {
    size: async () => items.length,
    push: async (item) => void items.push(item),
    shift: async () => items.shift()!,
  };
  return new BoundedBuffer(store, new Monitor(world.boundary('monitor.enter', () => undefined)), wake);
};

/** As such a thing might be in JavaScript: the lock is a plain one, first come, first served, and the items are elsewhere. */
const inStore: MakeBuffer = (world, wake) => {
  const items: number[] = [];
  const store: Store = {
    size: world.boundary('store.size', () => items.length),
    push: world.boundary('store.push', (item: number) => void items.push(item)),
    shift: world.boundary('store.shift', () => items.shift()!),
  };
  return new BoundedBuffer(store, new Monitor(), wake);
};

/** Who puts and takes how often. */
interface Crew {
  readonly producers: number;
  readonly putsEach: number;
  readonly consumers: number;
  readonly takesEach: number;
}

/** The least crew that deadlocks, as Coyote and shuttle publish it: two readers of five items each, and one writer of ten. */
const PUBLISHED: Crew = { producers: 1, putsEach: 10, consumers: 2, takesEach: 5 };
/** Crews of our own. In this one everybody comes once. */
const ONCE: Crew = { producers: 3, putsEach: 1, consumers: 3, takesEach: 1 };
/** Harder: who comes again mends much of what went wrong before. */
const REPEATED: Crew = { producers: 3, putsEach: 2, consumers: 2, takesEach: 3 };

/** With one waker too few, a producer can wake a producer, or a consumer a consumer, and everybody sleeps. */
async function produceAndConsume(world: World, buffer: BoundedBuffer, crew: Crew): Promise<void> {
  const taken: number[] = [];
  const put: number[] = [];
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
  await Promise.all([
    ...numbers(crew.consumers).map((name) =>
      world.spawn(`consumer ${name}`, () => repeat(crew.takesEach, async () => taken.push(await buffer.take()))),
    ),
    ...numbers(crew.producers).map((name) =>
      world.spawn(`producer ${name}`, () =>
        repeat(crew.putsEach, async () => {
          put.push(name);
          await buffer.put(name);
        }),
      ),
    ),
  ]);
  assert.deepEqual(taken.sort(), put.sort(), 'what was put is taken, once');
}

function row(name: string, mark: number | 'fast-check', makeBuffer: MakeBuffer, crew: Crew): Program {
  return {
    name,
    idea: 'XP challenge 14; Coyote, shuttle',
    others: mark === 'fast-check' ? 'own crew' : 'within 100; within 1,000',
    mark,
    buggy: (world) => produceAndConsume(world, makeBuffer(world, 'notify'), crew),
    fixed: (world) => produceAndConsume(world, makeBuffer(world, 'notifyAll'), crew),
  };
}

export const boundedBuffers: Program[] = [
  row('bounded buffer, notify against notifyAll', 5, inMemory, PUBLISHED),
  row('bounded buffer in a store, each once', 'fast-check', inStore, ONCE),
  row('bounded buffer in a store, repeated', 'fast-check', inStore, REPEATED),
];
