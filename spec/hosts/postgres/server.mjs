import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of its programs, of the newest version. */
export function findPostgres() {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** Starts a server with nothing in it, for the user `test`. */
export async function startPostgres() {
  const bin = findPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'tickless-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  // It refuses to run as root.
  const isRoot = process.getuid() === 0;
  const asUser = isRoot ? ['runuser', '-u', 'postgres', '--'] : [];
  if (isRoot) {
    const id = (flag) => Number(execFileSync('id', [flag, 'postgres']));
    chownSync(folder, id('-u'), id('-g'));
  }
  const command = (name, ...args) => [...asUser, join(bin, name), '-D', data, ...args];
  const [initdb, ...initial] = command('initdb', '-U', 'test', '-A', 'trust', '--no-sync');
  execFileSync(initdb, initial, { stdio: 'ignore', cwd: folder });
  const [postgres, ...settings] = command('postgres', '-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-F');
  const server = spawn(postgres, settings, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  await new Promise((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (chunk) => {
      log += chunk;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL has ended:\n${log}`)));
  });
  return {
    port,
    async stop() {
      server.removeAllListeners('exit');
      execFileSync(...splitFirst(command('pg_ctl', 'stop', '-m', 'immediate')), { stdio: 'ignore', cwd: folder });
      if (server.exitCode === null) await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function splitFirst([first, ...rest]) {
  return [first, rest];
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
