import { runCode } from '../support/built-library';

/** Runs a program in a process of its own, where no test runner listens for rejections; returns what it printed. */
function runProgram(program: string): { stdout: string; stderr: string } {
  return runCode(`import { runAsync, sleep } from 'tickless';\n${program}`);
}

describe('a rejection that nobody handles', () => {
  it('fails the run in which it happened', () => {
    const program = `
      const forgotten = async () => { await sleep(10); throw new Error('forgotten'); };
      runAsync(async () => { forgotten(); await sleep(1000); }).catch((error) => console.log('failed:', error.message));`;
    expect(runProgram(program).stdout).toBe('failed: forgotten\n');
  });

  it('fails only that one of two runs', () => {
    const program = `
      const forgotten = async () => { await sleep(10); throw new Error('forgotten'); };
      const one = runAsync(async () => { forgotten(); await sleep(1000); return 'one'; });
      const other = runAsync(async () => { for (let i = 0; i < 1000; i++) await sleep(1); return 'other'; });
      Promise.allSettled([one, other]).then((all) => console.log(all.map((r) => r.value ?? r.reason.message).join()));`;
    expect(runProgram(program).stdout).toBe('forgotten,other\n');
  });

  it('that was there before the run fails the program, not the run', () => {
    const program = `
      process.on('unhandledRejection', (error) => console.log('the host heard of', error.message));
      Promise.reject(new Error('earlier'));
      runAsync(() => sleep(5)).then(() => console.log('ran'), (error) => console.log('failed:', error.message));`;
    expect(runProgram(program).stdout).toBe('the host heard of earlier\nran\n');
  });

  it('ends the process, as ever, when no run is under way', () => {
    const program = `runAsync(() => sleep(1)).then(() => { Promise.reject(new Error('later')); });`;
    expect(runProgram(program).stderr).toMatch(/Error: later[\s\S]*Node\.js v/);
  });
});
