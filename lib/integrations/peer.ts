import { builtin } from '../host/native';

/**
 * Loads a package that is there only where its users have it: beside tickless, or else beside the project that is being tested, which matters if tickless is a link.
 *
 * @param leastMajor The first major version that will do. @param user The entry point that needs it.
 * @throws Error with what to do, if it is missing or too old.
 */
export function loadPeer(name: string, leastMajor: number, user: string): unknown {
  const { createRequire } = builtin('module') as typeof import('node:module');
  const load = createRequire(__filename);
  const paths = [__dirname, globalThis.process.cwd()];
  const needs = `${user} needs ${name} ${leastMajor} or later`;
  let manifest: string;
  try {
    manifest = load.resolve(`${name}/package.json`, { paths });
  } catch {
    throw new Error(`${needs}, which is not installed. Run: npm install --save-dev ${name}`);
  }
  const { version } = load(manifest) as { version: string };
  if (Number.parseInt(version, 10) < leastMajor) {
    throw new Error(`${needs}, but ${version} is installed. Run: npm install --save-dev ${name}@${leastMajor}`);
  }
  return load(load.resolve(name, { paths }));
}
