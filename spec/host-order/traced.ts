import * as timersPromises from 'node:timers/promises';
import { globalHost } from './host';
import { Interpreter } from './interpreter';
import type { Program } from './language';

/** A clock that is installed on the globals. */
interface Installed {
  uninstall(): unknown;
}

/** What a program does on a clock that `install` puts on the globals, until `drive` has brought it to its end. */
export async function tracedOn<C extends Installed>(
  install: () => C,
  drive: (clock: C) => Promise<unknown>,
  program: Program,
): Promise<readonly string[]> {
  const trace: string[] = [];
  const { setImmediate } = globalThis;
  const clock = install();
  const interpreter = new Interpreter(globalHost(timersPromises), (label) => trace.push(label));
  try {
    // In a macrotask of its own, as the main script was when it was recorded: what it leaves to the host comes in the same order.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        interpreter.start(program);
        resolve();
      });
    });
    await drive(clock);
    return [...trace];
  } finally {
    interpreter.end();
    clock.uninstall();
  }
}
