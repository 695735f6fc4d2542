import { AsyncInterpreter } from './async-interpreter';
import { Interpreter } from './interpreter';
import type { Program, Trace } from './language';

/** Real time that a program may take with async functions before it counts as hanging. */
const DEADLINE_MS = 10_000;

/** Runs `program` with generator coroutines. */
export function runProgram(program: Program): Trace {
  return new Interpreter(program.coros).drive(program);
}

/** Runs `program` with async functions, under the Async twins. A run that does not come back rejects, so that those after it are still run. */
export async function runProgramAsync(program: Program): Promise<Trace> {
  const interpreter = new AsyncInterpreter(program.coros);
  let deadline: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => {
      interpreter.giveUp();
      reject(new Error(`${program.id} has not come back after ${DEADLINE_MS / 1000} s of real time.`));
    }, DEADLINE_MS);
  });
  try {
    return await Promise.race([interpreter.drive(program), hangs]);
  } finally {
    clearTimeout(deadline);
  }
}
