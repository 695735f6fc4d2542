import { createTask, EventLoop, run, sleep } from 'tickless';
import type * as Stack from '../../lib/loop/stack';

/** The module as it is where stack traces say that it lies at `place`. */
async function loadedAt(place: string): Promise<typeof Stack> {
  const before = Error.prepareStackTrace; // eslint-disable-line @typescript-eslint/unbound-method -- put back as it was
  Error.prepareStackTrace = (error) => `${String(error)}\n${place}`;
  let stack: typeof Stack | undefined;
  try {
    await jest.isolateModulesAsync(async () => {
      stack = jest.requireActual('../../lib/loop/stack');
    });
  } finally {
    Error.prepareStackTrace = before;
  }
  return stack!;
}

const ABOUT_NODE = [
  '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  '    at node:internal/main/run_main_module:36:49',
  '    at async Promise.all (index 0)',
  '    at new Promise (<anonymous>)',
];

describe('the frames of a stack trace', () => {
  it.each([
    ['a CommonJS module', '    at Object.<anonymous> (/app/lib/loop/stack.js:8:5)', '(/app/lib/'],
    ['an ES module', '    at file:///app/lib/loop/stack.mjs:8:5', '(file:///app/lib/'],
    ['a module on Windows', '    at Object.<anonymous> (C:\\app\\lib\\loop\\stack.js:8:5)', '(C:\\app\\lib\\'],
    ['a module in Firefox', '@http://localhost/lib/loop/stack.mjs:8:5', '@http://localhost/lib/'],
  ])('are those outside of the library and of the host: the library as %s', async (_what, place, folder) => {
    const { frames } = await loadedAt(place);
    const lines = [
      'Error',
      `    at sleep ${folder}loop/sleep.js:1:2)`,
      '    at work (/app/work.js:30:7)',
      ...ABOUT_NODE,
    ];
    expect(frames([...lines, '    at /app/main.js:10:1'].join('\n'))).toEqual([
      'at work (/app/work.js:30:7)',
      'at /app/main.js:10:1',
    ]);
  });

  it('are none in a bundle, where the library’s own cannot be told from others', async () => {
    const { frames } = await loadedAt('    at Object.<anonymous> (/app/bundle.js:8:5)');
    expect(frames('Error\n    at work (/app/work.js:30:7)')).toEqual([]);
  });
});

describe('the places of creation', () => {
  it('are noted for the first hundred tasks of a loop', () => {
    const loop = new EventLoop();
    const tasks = Array.from({ length: 101 }, () => loop.createTask(sleep(1)));
    expect(tasks.map((task) => task.getCreationStack().length > 0)).toEqual([...Array<boolean>(100).fill(true), false]);
  });
});

describe('asking where a task waits', () => {
  it('leaves stack traces as long as they were', () => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 7;
    run(function* () {
      const task = createTask(sleep(5));
      yield* sleep(1);
      expect(task.getStack()).not.toEqual([]);
      task.cancel();
    });
    expect(Error.stackTraceLimit).toBe(7);
    Error.stackTraceLimit = before;
  });
});
