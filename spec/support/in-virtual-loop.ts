import { EventLoop, type EventLoopOptions } from 'tickless';

/** Runs an async function on a loop of its own, and returns the virtual time at its end, in milliseconds. */
export async function inVirtualLoop(
  body: (loop: EventLoop) => Promise<unknown>,
  options: EventLoopOptions = {},
): Promise<number> {
  const loop = new EventLoop(options);
  try {
    await loop.runUntilCompleteAsync(() => body(loop));
    return loop.time();
  } finally {
    loop.close();
  }
}
