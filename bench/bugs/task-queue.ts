import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** What is asked of `serialize(task)`: a function that runs the task for each call, one after the other, in the order of the calls, whatever became of those before. */
type Task = (id: number) => Promise<number>;
type Serialize = (task: Task) => Task;

/** Serializes nothing. */
function version0(task: Task): Task {
  return (id) => task(id);
}

/** Waits for the call that runs, but two who wait for the same one go on together. */
function version1(task: Task): Task {
  let last: Promise<unknown> = Promise.resolve();
  return async (id) => {
    await last;
    const result = task(id);
    last = result;
    return result;
  };
}

/** A chain that a failure breaks: whoever comes after it is not run. */
function version2(task: Task): Task {
  let last: Promise<unknown> = Promise.resolve();
  return (id) => {
    const result = last.then(() => task(id));
    last = result;
    return result;
  };
}

/** Those who waited are run as one batch. */
function version3(task: Task): Task {
  let running = false;
  let waiting: (() => Promise<void>)[] = [];
  async function run(start: () => Promise<void>): Promise<void> {
    running = true;
    await start();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await Promise.all(batch.map((next) => next()));
    }
    running = false;
  }
  return (id) =>
    new Promise((resolve, reject) => {
      const start = (): Promise<void> => task(id).then(resolve, reject);
      if (running) waiting.push(start);
      else void run(start);
    });
}

/** Last in, first out. */
function version4(task: Task): Task {
  let running = false;
  const waiting: (() => Promise<void>)[] = [];
  async function run(first: () => Promise<void>): Promise<void> {
    running = true;
    for (let next: typeof first | undefined = first; next !== undefined; next = waiting.pop()) await next();
    running = false;
  }
  return (id) =>
    new Promise((resolve, reject) => {
      const start = (): Promise<void> => task(id).then(resolve, reject);
      if (running) waiting.push(start);
      else void run(start);
    });
}

/** A chain that nothing breaks. */
function version5(task: Task): Task {
  let last: Promise<unknown> = Promise.resolve();
  return (id) => {
    const result = last.then(() => task(id));
    last = result.catch(() => undefined);
    return result;
  };
}

async function fourCalls(world: World, serialize: Serialize): Promise<void> {
  let running = 0;
  let most = 0;
  const began: number[] = [];
  const work = world.boundary('server.work', (id: number) => {
    if (id === 2) throw new Error('the server refuses');
    return id * 10;
  });
  const user = world.boundary('user.click', () => undefined);
  const queue = serialize(async (id) => {
    most = Math.max(most, ++running);
    began.push(id);
    try {
      return await work(id);
    } finally {
      running--;
    }
  });
  const called: number[] = [];
  async function call(id: number): Promise<void> {
    called.push(id);
    const outcome = await queue(id).catch(() => 'refused');
    assert.equal(outcome, id === 2 ? 'refused' : id * 10, 'everyone gets the result of their own call');
  }
  await Promise.all([
    world.spawn('user 1', () => Promise.all([call(1), call(2)])),
    world.spawn('user 2', async () => {
      await user();
      await Promise.all([call(3), call(4)]);
    }),
  ]);
  assert.equal(most, 1, 'one at a time');
  assert.deepEqual(began, called, 'in the order of the calls');
}

export const taskQueues: Program[] = [version0, version1, version2, version3, version4].map((version, i) => ({
  name: `task queue v${i}`,
  idea: 'fast-check tutorial',
  others: '1-2',
  mark: 3,
  buggy: (world) => fourCalls(world, version),
  fixed: (world) => fourCalls(world, version5),
}));
