import { createTask, Event, EventLoop, getRunningLoop, runAsync, sleep, type Future, type Task } from 'tickless';

async function messageOf(main: () => Promise<unknown>): Promise<string> {
  try {
    await runAsync(main);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It ended.');
}

describe('the awaits of an async function', () => {
  it('are in reports while they are in progress, oldest first', async () => {
    const message = await messageOf(async () => {
      const events = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, new Event({ name })]));
      const task = createTask(() => Promise.all(Object.values(events).map(async (event) => event.wait())));
      // The first, the last, one between two others, and again the last.
      for (const name of 'afce') {
        await sleep(1);
        events[name]!.set();
      }
      await task;
    });
    expect(message).toContain(" waits for Event 'b', not set and for Event 'd', not set\n");
  });

  it('are all cancelled with its task, and those that are over are not', async () => {
    const seen: string[] = [];
    await runAsync(async () => {
      const futures = [0, 1, 2, 3].map(() => getRunningLoop().createFuture<string>());
      const task = createTask(async () => {
        const waits = futures.map(async (future, i) => {
          try {
            seen.push(`${i}: ${await future}`);
          } catch (error) {
            seen.push(`${i}: ${(error as Error).name}`);
          }
        });
        await Promise.all(waits);
      });
      await sleep(1);
      futures[1]!.setResult('here');
      await sleep(1);
      task.cancel();
      await sleep(1);
      expect(futures.map((future: Future) => future.cancelled())).toEqual([true, false, true, true]);
    });
    expect(seen).toEqual(['1: here', '0: CancelledError', '2: CancelledError', '3: CancelledError']);
  });

  it('give what is thrown to whoever handles it, or to the promise', async () => {
    await runAsync(async () => {
      const loop = getRunningLoop();
      const failing = (): Future<never> => {
        const future = loop.createFuture<never>();
        loop.callLater(1, () => future.setException(new Error('later')));
        return future;
      };
      const handled = new Promise((resolve) => void failing().then(undefined, resolve));
      expect(String(await handled)).toBe('Error: later');
      await expect(failing().then((value) => value)).rejects.toThrow('later');
      await expect(failing().then(null, () => Promise.reject(new Error('other')))).rejects.toThrow('other');
      await expect(
        sleep(1).then(() => {
          throw new Error('thrown by the handler');
        }),
      ).rejects.toThrow('thrown by the handler');
      expect(await sleep(1, 'passed on').then()).toBe('passed on');
    });
  });

  it('unwrap a promise that is the result, also one that cannot be looked at', async () => {
    await runAsync(async () => {
      const loop = getRunningLoop();
      const later = (value: unknown): Future => {
        const future = loop.createFuture();
        loop.callLater(1, () => future.setResult(value));
        return future;
      };
      expect(await later(Promise.resolve('inner'))).toBe('inner');
      expect(await later(Promise.resolve('inner')).then((value) => `got ${String(value)}`)).toBe('got inner');
      const unreadable = Object.defineProperty({}, 'then', {
        get() {
          throw new Error('private');
        },
      });
      await expect(later(unreadable).then(() => 'called')).rejects.toThrow('private');
    });
  });

  it('belong to the loop, and to no task, once their task is done', async () => {
    await runAsync(async () => {
      let later: Promise<unknown> | undefined;
      const task: Task<void> = createTask(async () => {
        later = Promise.resolve().then(async () => {
          await Promise.resolve();
          await sleep(10);
          return 'rested';
        });
      });
      await task;
      await sleep(1);
      task.cancel();
      expect(await later).toBe('rested');
    });
  });

  it('of code that outlives its task are not said to be of that task', async () => {
    const other = new EventLoop().createFuture();
    await runAsync(async () => {
      let later: Promise<unknown> | undefined;
      const task = createTask(async () => {
        later = sleep(1).then(async () => {
          expect(task.done()).toBe(true);
          await other;
        });
      });
      await task;
      await expect(later).rejects.toThrow('An await awaits a future of another event loop.');
    });
  });

  it('call nobody back on the spot, as promises do not', async () => {
    const seen: string[] = [];
    await runAsync(async () => {
      const done = getRunningLoop().createFuture<string>();
      done.setResult('value');
      const reaction = done.then((value) => seen.push(value));
      seen.push('first');
      await reaction;
    });
    expect(seen).toEqual(['first', 'value']);
  });

  it('outside of any run go on with the loop of the future', async () => {
    const loop = new EventLoop();
    const future = loop.createFuture<string>();
    const reaction = future.then((value) => `got ${value}`);
    future.setResult('value');
    await loop.runUntilCompleteAsync(sleep(1));
    expect(await reaction).toBe('got value');
  });

  it('of a future of another loop, outside of any task, say so', async () => {
    const loop = new EventLoop();
    const other = new EventLoop().createFuture();
    const caught = loop.createFuture();
    loop.callSoon(() => void other.then(undefined, (error: unknown) => caught.setResult(String(error))));
    expect(await loop.runUntilCompleteAsync(caught)).toBe(
      'RuntimeError: An await awaits a future of another event loop. Create both on the same loop.',
    );
  });

  it('stand in traces', async () => {
    const loop = new EventLoop({ trace: true });
    await loop.runUntilCompleteAsync(async () => {
      await sleep(1);
    });
    expect(loop.trace!.events.map(({ label }) => label)).toContain('await');
  });
});
