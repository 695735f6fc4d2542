import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Has a program that is a package of Debian, installing that if need be.
 *
 * @param find Returns where the program is, or undefined.
 * @returns Why it cannot be had here, or undefined.
 */
export function absenceOf(name, find) {
  if (find() !== undefined) return undefined;
  if (!existsSync('/usr/bin/apt-get')) return `no ${name}, and no apt-get to install it`;
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', '-q', '-y', ...args];
    return spawnSync(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' });
  };
  apt('update');
  const { error, stdout, stderr } = apt('install', '--no-install-recommends', name);
  if (find() !== undefined) return undefined;
  const [why = error?.message ?? 'no reason given'] = `${stderr}\n${stdout}`
    .split('\n')
    .filter((line) => /^E:|sudo:/.test(line));
  return `no ${name}, and apt-get cannot install it (${why.trim()})`;
}
