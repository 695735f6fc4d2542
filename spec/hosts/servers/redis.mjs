import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startLocalServer } from './local-server.mjs';

export function findRedis() {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
}

/** Starts a server with nothing in it. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'tickless-redis-'));
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const stop = await startLocalServer([findRedis(), ...settings], { folder, ready: 'Ready to accept connections' });
  return { port, stop };
}
