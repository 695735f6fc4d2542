import * as timersPromises from 'node:timers/promises';
import { install } from '../../lib/index';
import { globalHost } from './host';
import { Interpreter } from './interpreter';
import type { Program } from './language';

/** What a program does on tickless in host order, with its globals replaced. */
export async function runOnTickless(program: Program): Promise<readonly string[]> {
  const trace: string[] = [];
  const { setImmediate } = globalThis;
  const clock = install({ order: 'host' });
  const interpreter = new Interpreter(globalHost(timersPromises), (label) => trace.push(label));
  try {
    // In a macrotask of its own, as the main script was when it was recorded: what it leaves to the host comes in the same order.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        interpreter.start(program);
        resolve();
      });
    });
    await clock.runAllAsync();
    return [...trace];
  } finally {
    interpreter.end();
    clock.uninstall();
  }
}
