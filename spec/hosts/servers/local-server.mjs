import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Starts a server, and waits until it says that it is ready.
 *
 * @param folder What it has for itself; it is removed with the server. @param end What ends the server: by default a signal.
 */
export async function startLocalServer([command, ...args], { folder, ready, end = (server) => server.kill() }) {
  const server = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  await new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (chunk) => {
        log += chunk;
        if (log.includes(ready)) resolve();
      });
    }
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`${command} has ended:\n${log}`)));
  });
  return async () => {
    end(server);
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
