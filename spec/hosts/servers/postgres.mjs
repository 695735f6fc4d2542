import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startLocalServer } from './local-server.mjs';

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
  const run = ([file, ...args]) => execFileSync(file, args, { stdio: 'ignore', cwd: folder });
  run(command('initdb', '-U', 'test', '-A', 'trust', '--no-sync'));
  const stop = await startLocalServer(command('postgres', '-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-F'), {
    folder,
    ready: 'ready to accept connections',
    end: () => run(command('pg_ctl', 'stop', '-m', 'immediate')),
  });
  return { port, stop };
}
