import { InstalledLibrary } from '../support/installed-library';

/** Names that an ES module imports from Node are copies, and Jest has none: hence programs of their own. */
describe('ES modules', () => {
  const library = new InstalledLibrary();
  beforeAll(() => {
    library.write(
      'setup.mjs',
      `import { installDelegates } from 'tickless/delegates';
      globalThis.undo = installDelegates();`,
    );
    library.write(
      'kept.mjs',
      `import { setTimeout as sleep, scheduler } from 'node:timers/promises';
      import { setTimeout } from 'node:timers';
      import { performance } from 'node:perf_hooks';
      import { promisify } from 'node:util';
      export const waits = {
        imported: () => sleep(1_000),
        scheduler: () => scheduler.wait(1_000),
        callback: () => new Promise((resolve) => setTimeout(resolve, 1_000)),
        promisified: promisify(setTimeout).bind(undefined, 1_000),
      };
      export const now = performance.now.bind(performance);`,
    );
    library.write(
      'program.mjs',
      `import { inVirtualTime } from 'tickless';
      import { now, waits } from './kept.mjs';
      const outcome = await inVirtualTime(async (clock) => {
        const began = now();
        const elapsed = {};
        for (const [name, wait] of Object.entries(waits)) {
          const before = clock.elapsed();
          await wait();
          elapsed[name] = clock.elapsed() - before;
        }
        return [elapsed, now() - began];
      })();
      console.log(JSON.stringify(outcome));`,
    );
    library.write(
      'undone.mjs',
      `import * as before from 'node:timers/promises';
      const kept = before.setTimeout;
      undo();
      console.log(before.setTimeout === kept, setTimeout.name, await before.setTimeout(1, 'real'), await kept(1, 'real'));`,
    );
  });
  afterAll(() => library.remove());

  it('reach the clock by imported names where delegates were put in place first', async () => {
    const { stdout, stderr } = await library.node(['--import', './setup.mjs', 'program.mjs']);
    expect(stderr).toBe('');
    const elapsed = { imported: 1_000, scheduler: 1_000, callback: 1_000, promisified: 1_000 };
    expect(JSON.parse(stdout)).toEqual([elapsed, 4_000]);
  });

  it('fail with a hint where they were not', async () => {
    const { stderr, status } = await library.node(['program.mjs']);
    expect(stderr).toContain('DeadlockError');
    expect(stderr).toContain('1 real timer was started');
    expect(status).toBe(1);
  });

  it('have the real functions back when they are undone', async () => {
    const { stdout } = await library.node(['--import', './setup.mjs', 'undone.mjs']);
    expect(stdout).toBe('false setTimeout real real\n');
  });
});
