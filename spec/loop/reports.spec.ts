import {
  DeadlockError,
  Event,
  EventLoop,
  run,
  RunawayError,
  sleep,
  type GeneratorCoroutine,
  type Task,
} from 'tickless';
import { deadlockError, describeRun } from '../../lib/loop/reports';

function messageOf(start: () => unknown): string {
  try {
    start();
  } catch (error) {
    if (error instanceof DeadlockError || error instanceof RunawayError) return error.message;
    throw error;
  }
  throw new Error('It ended.');
}

/** Without the places, which are lines of files. */
function withoutPlaces(message: string): string {
  return message.replace(/\n {6,8}(waits|created) at .*/g, '');
}

describe('the report of a deadlock', () => {
  let loop: EventLoop;

  beforeEach(() => (loop = new EventLoop()));

  function* waitForNobody(): GeneratorCoroutine<void> {
    yield* new Event({ name: 'nobody' }).wait();
  }

  it('names the future that the run is for where no task is left', () => {
    expect(messageOf(() => loop.runUntilComplete(loop.createFuture()))).toBe(
      'Nothing is ready and nothing is scheduled at 0 ms, so the loop cannot go on.\n' +
        'No task is left, and what the run is for is a future that nobody has resolved.',
    );
  });

  it('counts no rest where it lists all', () => {
    for (let i = 0; i < 19; i++) loop.createTask(waitForNobody);
    const message = messageOf(() => loop.runUntilComplete(waitForNobody));
    expect(message.match(/^ {2}task/gm)).toHaveLength(20);
    expect(message).not.toContain('more');
  });

  it('leaves the place of creation out where it was not noted', () => {
    for (let i = 0; i < 100; i++) loop.runUntilComplete(function* () {});
    const lines = messageOf(() => loop.runUntilComplete(waitForNobody)).split('\n');
    expect(lines.slice(2)).toEqual([
      "  task 'Task-101' waits for Event 'nobody', not set",
      expect.stringMatching(/^ {6}waits at waitForNobody/),
    ]);
  });

  it('shows a circle that the oldest task is part of, also of async functions', async () => {
    const tasks: Task[] = [];
    for (const [name, other] of [['one', 1], ['two', 2], ['three', 0]] as const) {
      tasks.push(loop.createTask(async () => tasks[other]!, { name }));
    } // prettier-ignore
    tasks.push(loop.createTask(async () => tasks[1]!, { name: 'outside' }));
    await expect(loop.runUntilCompleteAsync(tasks[3]!)).rejects.toThrow(
      "These wait for each other: 'one' -> 'two' -> 'three' -> 'one'.",
    );
  });

  it('says how many timers of the host are pending', () => {
    expect(deadlockError(loop, 0).message).not.toContain('timer');
    expect(deadlockError(loop, 1).message).toContain('\n1 real timer of the host is pending, and virtual time');
    expect(deadlockError(loop, 2).message).toContain('\n2 real timers of the host are pending, and virtual time');
  });
});

describe('the report of a run without end', () => {
  it('says on lines of their own who waits', () => {
    function* main(): GeneratorCoroutine<void> {
      for (;;) yield* sleep(1);
    }
    jest.spyOn(console, 'error').mockImplementation();
    const message = withoutPlaces(messageOf(() => run(main, { maxFirings: 10 })));
    jest.restoreAllMocks();
    expect(message).toMatch(/if the program is really that long\.\nWaiting:\n {2}task 'Task-1' waits for sleep\(1\)$/);
  });
});

describe('the report of a run that nobody awaited', () => {
  it('says who waits, indented', () => {
    const loop = new EventLoop();
    loop.createTask(sleep(5), { name: 'nap' });
    loop.runUntilComplete(sleep(1));
    expect(withoutPlaces(describeRun(loop))).toBe(
      "The run of an event loop goes on.\n  Waiting:\n    task 'nap' waits for sleep(5)",
    );
  });
});
