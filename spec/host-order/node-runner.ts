import { readFileSync, writeFileSync } from 'node:fs';
import * as timersPromises from 'node:timers/promises';
import { globalHost } from './host';
import { Interpreter } from './interpreter';
import type { Program } from './language';

/**
 * Runs programs on the Node that runs this, in real time, one after the other: `node … PROGRAMS.json RUNS.json`.
 *
 * Node's rules speak of the time of the loop, in whole milliseconds. A program that creates two timers may see that time change in between, which would leave the
 * order to chance. So whenever something happens after a pause, we wait for a millisecond to begin before going on; what belongs to one instant then
 * happens in one millisecond, unless the machine is busy. `record.ts` finds those runs out by the times noted here.
 */
export interface RealRun {
  readonly id: string;
  readonly trace: readonly string[];
  /** For each line of the trace the time, in milliseconds; the whole part is what the loop goes by. */
  readonly times: readonly number[];
}

/** After how much time we take something for the beginning of another instant, and how far into a millisecond one may begin. In milliseconds. */
const PAUSE = 0.5;
const EARLY = 0.4;
/** A program is over long before. */
const HANGS = 5_000;

const [, , input, output] = process.argv;
const programs = JSON.parse(readFileSync(input!, 'utf8')) as Program[];
const runs: RealRun[] = [];
let end = (): void => {};

// The loop is empty: exactly then a program is over, whatever it has left behind that is unref'd.
process.on('beforeExit', () => {
  end();
  const program = programs.shift();
  if (program === undefined) {
    writeFileSync(output!, JSON.stringify(runs));
    process.exit();
  }
  end = prepare(program);
});

function prepare(program: Program): () => void {
  const trace: string[] = [];
  const times: number[] = [];
  let last = 0;
  const interpreter = new Interpreter(globalHost(timersPromises), (label) => {
    let now = milliseconds();
    if (now - last > PAUSE && now % 1 > EARLY && !isTurn(label)) now = beginningOfMillisecond();
    last = now;
    trace.push(label);
    times.push(now);
  });
  const hangs = setTimeout(() => {
    throw new Error(`${program.id} does not end.`);
  }, HANGS).unref();
  // The main script is the callback of a timer: there the order of timers and immediates is defined.
  setTimeout(() => interpreter.start(program), 3);
  return () => {
    clearTimeout(hangs);
    interpreter.end();
    runs.push({ id: program.id, trace, times });
  };
}

/** The next turn of an interval is counted from before its callback: in it, it is too late to wait. */
function isTurn(label: string): boolean {
  return label.startsWith('n') || label.startsWith('e');
}

function beginningOfMillisecond(): number {
  const next = Math.floor(milliseconds()) + 1;
  let now;
  do now = milliseconds();
  while (now < next);
  return now;
}

function milliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
