import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

/** apt-get refuses to run twice at a time, so the packages are installed one after the other. */
let lastInstallation = Promise.resolve();

/**
 * Has a program that is a package of Debian, installing that if need be.
 *
 * @param find Returns where the program is, or undefined.
 * @returns Why it cannot be had here, or undefined.
 */
export async function absenceOf(name, find) {
  if (find() !== undefined) return undefined;
  if (!existsSync('/usr/bin/apt-get')) return `no ${name}, and no apt-get to install it`;
  lastInstallation = lastInstallation.then(() => install(name));
  const output = await lastInstallation;
  if (find() !== undefined) return undefined;
  const [why = 'no reason given'] = output.split('\n').filter((line) => /^E:|sudo:|ENOENT/.test(line));
  return `no ${name}, and apt-get cannot install it (${why.trim()})`;
}

/** @returns What apt-get said, whether it went well or not. */
async function install(name) {
  await aptGet('update');
  return aptGet('install', '--no-install-recommends', name);
}

function aptGet(...args) {
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const [command, ...rest] = [...asRoot, 'apt-get', '-q', '-y', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve) => {
    execFile(command, rest, { env }, (error, stdout, stderr) => {
      resolve([stderr, stdout, error?.message].join('\n'));
    });
  });
}
