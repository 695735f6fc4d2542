import assert from 'node:assert/strict';
import { Monitor } from './monitor';
import { type Program, repeat, type World } from './program';

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

/** Who puts and takes how often. */
interface Crew {
  readonly producers: number;
  readonly putsEach: number;
  readonly consumers: number;
  readonly takesEach: number;
}

const THREE_AND_THREE: Crew = { producers: 3, putsEach: 1, consumers: 3, takesEach: 1 };
/** Harder: whoever comes again mends much of what went wrong before. */
const REPEATED: Crew = { producers: 3, putsEach: 2, consumers: 2, takesEach: 3 };

/** With one waker too few, a producer can wake a producer, or a consumer a consumer, and everybody sleeps. */
async function produceAndConsume(world: World, wake: 'notify' | 'notifyAll', crew: Crew): Promise<void> {
  const buffer = new BoundedBuffer(makeStore(world), 1, wake);
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

function row(name: string, crew: Crew): Program {
  return {
    name,
    idea: 'XP challenge 14; Coyote, shuttle',
    others: 'within 100; within 1,000',
    mark: 5,
    buggy: (world) => produceAndConsume(world, 'notify', crew),
    fixed: (world) => produceAndConsume(world, 'notifyAll', crew),
  };
}

export const boundedBuffers: Program[] = [
  row('bounded buffer, notify', THREE_AND_THREE),
  row('bounded buffer, notify, repeated', REPEATED),
];
