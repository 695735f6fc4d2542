"""The same work on CPython's asyncio, on a virtual clock: the peer of bench/tasks.mjs.

Reads lines "WORK N" from standard input and answers each with the milliseconds that it took.
"""

import asyncio
import gc
import random
import sys
import time


class VirtualClockSelector:
    """Instead of waiting, moves the clock on by as much as the loop would have waited."""

    def __init__(self):
        self.now = 0.0

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("nothing is ready and nothing is scheduled")
        self.now += timeout
        return ()

    def close(self):
        pass


class VirtualClockLoop(asyncio.BaseEventLoop):
    """The part of asyncio's loop that does no I/O, which is all of it that tickless has."""

    def __init__(self):
        super().__init__()
        self._selector = VirtualClockSelector()
        self.time = lambda: self._selector.now

    def _process_events(self, events):
        pass


async def gather(n):
    await asyncio.gather(*[asyncio.sleep(random.randint(1, 1_000_000) / 1000) for _ in range(n)])


async def sleep_1(n):
    for _ in range(n):
        await asyncio.sleep(0.001)


async def sleep_0(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def queue(n):
    items = asyncio.Queue(10)

    async def produce():
        for i in range(n):
            await items.put(i)

    async def consume():
        for _ in range(n):
            await items.get()

    await asyncio.gather(produce(), consume())


def measure(work, n):
    random.seed(1)
    loop = VirtualClockLoop()
    gc.collect()
    began = time.perf_counter()
    loop.run_until_complete(work(n))
    took = time.perf_counter() - began
    loop.close()
    return took * 1000


for line in sys.stdin:
    name, n = line.split()
    print(measure(globals()[name], int(n)), flush=True)
