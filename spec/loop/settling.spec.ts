import { createTask, EventLoop, sleep } from 'tickless';

/** Between two callbacks, the Async twins let everything settle that the first one set in motion, however long that takes. */
describe('settling', () => {
  let loop: EventLoop;
  let seen: string[];

  beforeEach(() => {
    loop = new EventLoop();
    seen = [];
  });

  it.each([1, 60, 1000])('lets a chain of %p thens end between two timers of the same instant', async (length) => {
    loop.callLater(5, () => {
      let chain = Promise.resolve();
      for (let i = 0; i < length; i++) chain = chain.then(() => undefined);
      void chain.then(() => seen.push('end of the chain'));
    });
    loop.callLater(5, () => seen.push('next timer'));
    await loop.runUntilCompleteAsync(sleep(10));
    expect(seen).toEqual(['end of the chain', 'next timer']);
  });

  it('lets microtasks and process.nextTick take turns until both are exhausted', async () => {
    loop.callLater(5, () => {
      let turns = 0;
      function tick(): void {
        if (++turns === 200) seen.push('200 turns');
        else if (turns % 2 === 0) queueMicrotask(tick);
        else process.nextTick(tick);
      }
      tick();
    });
    loop.callLater(5, () => seen.push('next timer'));
    await loop.runUntilCompleteAsync(sleep(10));
    expect(seen).toEqual(['200 turns', 'next timer']);
  });

  it('lets an async function get to its next wait before the next callback, however many plain awaits that takes', async () => {
    loop.createTask(async () => {
      await sleep(5);
      for (let i = 0; i < 100; i++) await Promise.resolve();
      seen.push('first task');
      await sleep(0);
      seen.push('first task, next turn');
    });
    loop.createTask(async () => {
      await sleep(5);
      seen.push('second task');
    });
    await loop.runUntilCompleteAsync(sleep(10));
    expect(seen).toEqual(['first task', 'second task', 'first task, next turn']);
  });

  it('moves no time while anything settles', async () => {
    const times: number[] = [];
    await loop.runUntilCompleteAsync(async () => {
      createTask(sleep(1));
      for (let i = 0; i < 100; i++) await Promise.resolve();
      times.push(loop.time());
    });
    expect(times).toEqual([0]);
  });

  it('lets the host turn during long virtual work: real timers fire meanwhile', async () => {
    let fired = 0;
    const interval = setInterval(() => fired++, 1);
    await loop.runUntilCompleteAsync(function* () {
      // 48 slow steps in 96 slots. A batch of 64 must not hold the host up: it has the budget for about 8 steps.
      for (let i = 0; i < 48; i++) {
        const until = performance.now() + 1;
        while (performance.now() < until);
        yield* sleep(1);
      }
    });
    clearInterval(interval);
    expect(fired).toBeGreaterThanOrEqual(4);
  });
});
