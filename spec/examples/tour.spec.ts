import { runProgram } from '../support/built-library';

interface Shown {
  readonly title: string;
  /** What the program printed, then its virtual duration. */
  readonly output: string[];
}

/** What each program prints: the same in both chapters. */
const OUTPUTS = [
  ['true true', '0 ms'],
  ['Waiting 3000', 'Done after 3000', '3,000 ms'],
  ['Waiting 3000', 'Done after 3000', '3,000 ms'],
  ['Waiting 3000', 'Callback: Done after 3000', '3,000 ms'],
  ['Waiting 1000', 'Waiting 3000', "[ 'Done after 1000', 'Done after 3000' ]", '3,000 ms'],
  [
    ...['Waiting 2000', 'Waiting 3000', 'Waiting 1000'],
    ...["[ 'Done after 2000', 'Done after 3000', 'Done after 1000' ]", '3,000 ms'],
  ],
  [
    ...['Waiting 3000', 'Caught at 1000 Error: failed after 1000', 'Waiting 3000'],
    ...["[ 'Error: failed after 1000', 'Done after 3000' ]", '4,000 ms'],
  ],
  [
    ...['Waiting 1000', 'Waiting 3000', 'FIRST_COMPLETED at 1000 done 1 pending 2'],
    ...['FIRST_EXCEPTION at 2000 done 2 pending 1', 'ALL_COMPLETED at 3000 done 3 pending 0', '3,000 ms'],
  ],
  ['Waiting 1000', 'Waiting 3000', '3,000 ms'],
  [
    ...['Waiting 1000', 'Waiting 3000'],
    'DeadlockError: Nothing is ready and nothing is scheduled at 3000 ms, so the loop cannot go on.',
    'No task is left; only a call of stop() could end this run.',
    '3,000 ms',
  ],
  [
    ...['Waiting 1000', 'Waiting 3000'],
    'RuntimeError: This event loop is closed and cannot be used again. Make a new one: newEventLoop().',
    '4,000 ms',
  ],
  ['RuntimeError: A running event loop cannot be closed. Call stop(), let the run return, then close.', '0 ms'],
  ['Ring at 3000', '3,000 ms'],
  ['Ring at 3000', '3,000 ms'],
];

describe('the tour', () => {
  let printed: string;
  let programs: Shown[];

  beforeAll(() => {
    printed = runProgram('examples/tour.mjs');
    programs = [...printed.matchAll(/^\d+\. (.*)\n(?: {2}│.*\n)+\n((?: {2}.*\n)+)/gm)].map(([, title, output]) => ({
      title: title!,
      output: withoutRealTime(output!),
    }));
  });

  it('runs every program in both kinds of coroutine, with the same output and the same virtual times', () => {
    expect(programs.map(({ output }) => output)).toEqual([...OUTPUTS, ...OUTPUTS]);
  });

  it('shows the source of a program above its output', () => {
    expect(printed).toContain(
      [
        '5. gather runs at the same time: the longest counts, not the sum',
        '  │ console.log(loop.runUntilComplete(gather(doSomeWork(1000), doSomeWork(3000))));',
        '',
        '  Waiting 1000',
      ].join('\n'),
    );
  });

  it('ends with what it all took', () => {
    expect(printed).toMatch(/\n28 programs · virtual 76,000 ms · real \d+\.\d ms\n$/);
  });

  it('prints plain text where nobody watches', () => {
    expect(printed).not.toContain('\x1b');
    expect(printed.split('\n').every((line) => line.length <= 120)).toBe(true);
  });
});

/** The lines of a program's output, the last one reduced to its virtual duration. */
function withoutRealTime(output: string): string[] {
  const lines = output.trim().split(/\n {2}/);
  const [, virtual] = /^virtual (.* ms) · real \d+\.\d ms$/.exec(lines.pop()!) ?? [];
  return [...lines, virtual!];
}
