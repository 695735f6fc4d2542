import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('has a line in docs/hosts.md for every row of the consumer projects, and none besides', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'hosts/main.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
