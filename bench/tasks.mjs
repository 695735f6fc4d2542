import { EventLoop, gather, Queue, sleep } from 'tickless';
import { startPeer } from './asyncio-peer.mjs';
import { faster, randomDelays, result, rounds, time } from './measure.mjs';

const coroutines = {
  *gather(n) {
    yield* gather(...randomDelays(n).map((delay) => sleep(delay)));
  },

  *sleep_1(n) {
    for (let i = 0; i < n; i++) yield* sleep(1);
  },

  *sleep_0(n) {
    for (let i = 0; i < n; i++) yield* sleep(0);
  },

  *queue(n) {
    const items = new Queue(10);
    function* produce() {
      for (let i = 0; i < n; i++) yield* items.put(i);
    }
    function* consume() {
      for (let i = 0; i < n; i++) yield* items.get();
    }
    yield* gather(produce(), consume());
  },
};

/** Generator coroutines against the function of the same name in asyncio_peer.py. */
function row(work, n, factor, description) {
  return {
    name: `${work.replace('_', '-')}-${n}`,
    work: description,
    async run() {
      const peer = startPeer();
      const ours = () => {
        const loop = new EventLoop();
        return time(() => loop.runUntilComplete(coroutines[work](n)));
      };
      await rounds({ ours }, { count: 0, warmup: 10 }); // CPython needs no warming
      const times = await rounds(peer ? { ours, asyncio: () => peer.measure(work, n) } : { ours }, { warmup: 1 });
      peer?.stop();
      return [result(peer?.name ?? 'asyncio (not found)', faster(factor), n, times.ours, times.asyncio)];
    },
  };
}

export const rows = [
  row('gather', 10_000, 10, 'gather of 10,000 random sleeps'),
  row('gather', 100_000, 5, 'gather of 100,000 random sleeps'),
  row('sleep_1', 100_000, 10, '100,000 sleep(1) in a row'),
  row('sleep_0', 100_000, 8, '100,000 sleep(0) in a row'),
  row('queue', 100_000, 8, '100,000 items through a Queue of 10'),
];
