import { runProgram } from './support/built-library';

/** CI runs the same program on every supported runtime, and compares. */
const PROGRAM = 'spec/support/determinism-program.mjs';

describe('the same program with the same seed', () => {
  const seeds = ['1', '2', '9007199254740991'];
  const lines = runProgram(PROGRAM, seeds).trim().split('\n');

  it('leaves the same trace in another process, whatever that is like', () => {
    const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', NODE_OPTIONS: '--stack-trace-limit=0' };
    expect(runProgram(PROGRAM, seeds, env).trim().split('\n')).toEqual(lines);
  });

  it('leaves another trace for each seed and each kind of program', () => {
    const hashes = lines.map((line) => line.slice(-16));
    expect(hashes).toHaveLength(9);
    expect(new Set(hashes).size).toBe(9);
  });
});
