/**
 * Prints the trace hashes of programs that use everything whose order could differ between hosts. Every supported runtime prints the same lines.
 *
 *     node determinism-program.mjs [SEED …]
 *
 * It finds the library as an installed package, and asks nothing of its host but `console`.
 */
import {
  Condition,
  createTask,
  EventLoop,
  gather,
  Lock,
  PriorityQueue,
  Queue,
  Random,
  Semaphore,
  setEventLoop,
  sleep,
  TaskGroup,
  wait,
  waitFor,
} from 'tickless';

const seeds = globalThis.process?.argv.slice(2).map(Number) ?? [];

for (const seed of seeds.length > 0 ? seeds : [1, 2, 3]) {
  for (const [kind, strategy] of Object.entries({ fifo: undefined, random: randomStrategy(seed) })) {
    const loop = new EventLoop({ trace: true, ...(strategy && { strategy }) });
    setEventLoop(loop);
    loop.runUntilComplete(program(new Random(seed)));
    console.log('generators', kind, seed, loop.time(), loop.trace.events.length, loop.trace.hash);
  }
  const loop = new EventLoop({ trace: true });
  setEventLoop(loop);
  await loop.runUntilCompleteAsync(() => asyncProgram(new Random(seed)));
  console.log('async functions', seed, loop.time(), loop.trace.events.length, loop.trace.hash);
}

function randomStrategy(seed) {
  const random = new Random(seed);
  return { choose: (kind, label, n) => random.below(n) };
}

/** Tasks that meet at locks and queues, sleep, time out and cancel each other, at random. */
function* program(random) {
  const queue = new Queue(3);
  const ranked = new PriorityQueue();
  const lock = new Lock();
  const permits = new Semaphore(2);
  const changed = new Condition();
  const nap = () => sleep(random.below(4) / 4);

  function* worker(n) {
    for (let i = 0; i < 20; i++) {
      yield* nap();
      yield* lock.with(nap);
      yield* permits.with(nap);
      yield* queue.put(n);
      ranked.putNowait([random.below(5), n]);
      yield* changed.with(() => changed.notify());
    }
  }

  function* drain() {
    for (;;) {
      yield* queue.get();
      yield* ranked.get();
      yield* nap();
    }
  }

  const drains = [createTask(drain()), createTask(drain())];
  yield* new TaskGroup().with(function* (group) {
    for (let n = 0; n < 5; n++) group.createTask(worker(n));
  });
  for (const task of drains) task.cancel();
  yield* wait(drains);
  // Enough timers at once for the timer queue to sort them in bulk, many of them at the same instant.
  yield* gather(...Array.from({ length: 1500 }, () => sleep(random.below(50))));
  const races = Array.from({ length: 10 }, () => waitFor(sleep(random.below(10)), random.below(10)));
  yield* gather(...races, { returnExceptions: true });
}

/** The same in small, with native promises in between. */
async function asyncProgram(random) {
  const queue = new Queue(2);
  const work = async (n) => {
    for (let i = 0; i < 10; i++) {
      await sleep(random.below(4) / 4);
      for (let hops = random.below(5); hops > 0; hops--) await Promise.resolve();
      await queue.put(n);
    }
  };
  const all = gather(...[0, 1, 2].map((n) => () => work(n)));
  for (let i = 0; i < 30; i++) await queue.get();
  await all;
}
