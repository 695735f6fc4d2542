/** What a user may write with the package: the smoke test compiles it as `.mts`, as `.cts`, and for browsers. */
import * as tickless from 'tickless';
import { EventLoop, gather, runAsync, sleep, type Task } from 'tickless';

export { tickless };

function* work(delayMs: number) {
  yield* sleep(delayMs);
  return delayMs;
}

/** Generator coroutines; needs nothing of the host. */
export function sync(): { results: number[]; virtualMs: number } {
  const loop = new EventLoop();
  const task: Task<number> = loop.createTask(work(2000));
  const results: number[] = loop.runUntilComplete(() => gather(work(1000), work(3000), task));
  return { results, virtualMs: loop.time() };
}

/** Async functions; needs the macrotasks of the host. */
export async function async(): Promise<string> {
  return runAsync(async () => {
    await sleep(60_000);
    return 'a minute later';
  });
}
