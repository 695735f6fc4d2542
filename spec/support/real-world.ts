import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { openBystanders } from './bystanders';
import { nativeImport } from './native-import';

/** The ports of one set of servers; see servers.mjs. */
export type Ports = Record<'http' | 'https' | 'http2' | 'net' | 'tls' | 'greeter' | 'webSocket' | 'dns', number>;

/** What real work is done with: servers in this process and in another, a folder, and a way to make the thread pool slow. */
export interface World {
  readonly here: Ports;
  readonly there: Ports;
  readonly folder: string;
  /** A named pipe: whoever opens it to read waits for somebody who writes. */
  readonly fifo: string;
  /** Occupies every thread of the pool for 300 ms, unseen by the ledger: whatever needs the pool takes as long. */
  readonly occupyPool: () => void;
  /** Opens idle things of every kind, and returns the function that closes it. */
  readonly bystanders: () => Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Where servers.mjs and peer.mjs are. */
const support = resolve('spec/support');

export async function openWorld(): Promise<World> {
  const disownLedger = ownLedger();
  const folder = fs.mkdtempSync(join(tmpdir(), 'tickless-'));
  const fifo = join(folder, 'fifo');
  spawnSync('mkfifo', [fifo, join(folder, 'pipe')]);
  fs.writeFileSync(join(folder, 'text'), 'some text '.repeat(20_000));
  fs.writeFileSync(join(folder, 'imported.mjs'), 'export default 1;');
  fs.writeFileSync(join(folder, 'echo.cjs'), 'process.on("message", (ms) => setTimeout(() => process.send(ms), ms));');
  fs.writeFileSync(
    join(folder, 'module.mjs'),
    `import { readFile } from 'node:fs/promises'; import './imported.mjs'; export default await readFile(new URL(import.meta.url));`,
  );
  const { startServers } = (await nativeImport(pathToFileURL(join(support, 'servers.mjs')).href)) as {
    startServers: () => Promise<{ ports: Ports; close(): void }>;
  };
  const servers = await startServers();
  const peer = spawn(process.execPath, [join(support, 'peer.mjs'), fifo], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [ports] = (await once(peer.stdout, 'data')) as [Buffer];
  let held = 0;
  function letGo(_error: unknown, fd: number): void {
    fs.closeSync(fd);
    if (--held === 0) process.kill(peer.pid!, 'SIGHUP');
  }
  const world: Omit<World, 'bystanders'> = {
    here: servers.ports,
    there: JSON.parse(ports.toString()) as Ports,
    folder,
    fifo: join(folder, 'pipe'),
    occupyPool() {
      ledger().unobserved(() => {
        const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
        held += threads;
        for (let i = 0; i < threads; i++) fs.open(fifo, 'r', letGo);
      });
      process.kill(peer.pid!, 'SIGUSR2');
    },
    async close() {
      servers.close();
      // A thread that is still held would keep this process from ending.
      const release = fs.openSync(fifo, 'r+');
      while (held > 0) await setTimeout(1);
      fs.closeSync(release);
      peer.stdin.end();
      await once(peer, 'exit');
      disownLedger();
      fs.rmSync(folder, { recursive: true });
    },
  };
  return { ...world, bystanders: () => openBystanders(world) };
}

/** What the ledger of this process shows of itself to every copy of the library. */
interface Ledger {
  unobserved(act: () => void): void;
  describe(): string[];
}

const SLOT = Symbol.for('tickless/1/ledger');
const place = vm.runInThisContext('process') as { [SLOT]?: Ledger };

function ledger(): Ledger {
  return place[SLOT]!;
}

/** What the ledger says is in flight. */
export function inFlight(): string[] {
  return ledger().describe();
}

/**
 * Makes sure that the ledger is that of the library under test: one process has one ledger, and that of whoever came first, which may have been another spec with another copy.
 *
 * @returns The function that puts the other back.
 */
export function ownLedger(): () => void {
  const other = Object.getOwnPropertyDescriptor(place, SLOT);
  Reflect.deleteProperty(place, SLOT);
  return () => {
    Reflect.deleteProperty(place, SLOT);
    if (other !== undefined) Object.defineProperty(place, SLOT, other);
  };
}
