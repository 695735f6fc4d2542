import { createClock } from '@sinonjs/fake-timers';
import { createTask, EventLoop, sleep } from 'tickless';
import { randomDelays, within } from './measure.mjs';

/** Bytes that are still in use after everything that can be collected was. */
function used() {
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const pending = {
  name: 'memory-1000000',
  work: 'memory per pending timer, at 1,000,000',
  run() {
    const delays = randomDelays(1_000_000);
    const fire = () => {};
    const perTimer = (makeOwner, setTimer) => {
      const before = used();
      const owner = makeOwner();
      for (const delay of delays) setTimer(owner, fire, delay);
      const bytes = (used() - before) / delays.length;
      setTimer(owner, fire, 1); // so that the owner is in use up to here
      return bytes;
    };
    const ours = perTimer(
      () => new EventLoop(),
      (loop, callback, delay) => loop.callLater(delay, callback),
    );
    const peer = perTimer(
      () => createClock(),
      (clock, callback, delay) => clock.setTimeout(callback, delay),
    );
    const target = within(0.5);
    return [{ against: '@sinonjs/fake-timers', target, unit: 'bytes', ours, peer, ratio: target.of(ours, peer) }];
  },
};

const soak = {
  name: 'soak',
  work: '10,000,000 timers and 1,000,000 tasks through one loop, heap afterwards',
  run() {
    const loop = new EventLoop();
    const batch = (timers, tasks) => {
      const delays = randomDelays(timers);
      loop.runUntilComplete(function* () {
        for (const delay of delays) loop.callLater(delay, () => {});
        for (let i = 0; i < tasks; i++) createTask(sleep(delays[i]));
        yield* sleep(1_000_001);
      });
    };
    batch(100_000, 10_000); // so that compiled code and the like are there before
    const before = used();
    for (let i = 0; i < 100; i++) batch(100_000, 10_000);
    const after = used();
    loop.close();
    const megabyte = 2 ** 20;
    const target = within(1.05);
    const ratio = target.of(after, before);
    return [{ against: 'heap before', target, unit: 'MB', ours: after / megabyte, peer: before / megabyte, ratio }];
  },
};

export const rows = [pending, soak];
