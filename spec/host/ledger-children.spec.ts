import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from 'tickless';
import { inVirtualLoop } from '../support/in-virtual-loop';
import { openWorld, type World } from '../support/real-world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Child processes that would go on for longer than anybody waits. */
const idle: [string, () => ChildProcess | Promise<ChildProcess>][] = [
  [
    'is unref’d',
    () => {
      const child = spawn('sleep', ['10'], { stdio: 'ignore' });
      child.unref();
      return child;
    },
  ],
  [
    'has to wait for somebody to read its output',
    async () => {
      const child = spawn('sh', ['-c', 'exec yes'], { stdio: ['ignore', 'pipe', 'ignore'] });
      await once(child.stdout, 'data');
      child.stdout.pause();
      return child;
    },
  ],
  [
    'has answered its last message',
    async () => {
      const child = fork(join(world.folder, 'echo.cjs'));
      child.send(0);
      await once(child, 'message');
      return child;
    },
  ],
];

describe('virtual time does not wait for a child process that', () => {
  it.each(idle)('%s', async (_name, begin) => {
    let child: ChildProcess | undefined;
    const end = await inVirtualLoop(async () => {
      child = await begin();
      await sleep(60_000);
    });
    child!.kill();
    await once(child!, 'exit');
    expect(end).toBe(60_000);
  });
});

describe('virtual time waits for the end of a child process that is killed, though it', () => {
  it.each(idle.slice(1))('%s', async (_name, begin) => {
    const end = await inVirtualLoop(async () => {
      const child = await begin();
      child.kill();
      await Promise.race([once(child, 'exit'), sleep(60_000)]);
    });
    expect(end).toBe(0);
  });
});
