import { builtin } from '../host/builtin';

/**
 * Loads a package of a test runner, which is there only where its users have it: beside tickless, or else beside the project that is being tested, which matters if tickless is a link.
 *
 * @param runner The package of the runner itself. Its version decides: packages of two versions may lie about in one project.
 * @param leastMajor The first major version that will do, of both. @param user The entry point that needs it.
 * @throws Error with what to do, if it is missing or too old.
 */
export function loadPeer(name: string, runner: string, leastMajor: number, user: string): unknown {
  const { createRequire } = builtin('module') as typeof import('node:module');
  const load = createRequire(__filename);
  const paths = [__dirname, globalThis.process.cwd()];

  function versionOf(name: string, paths: string[]): string | undefined {
    try {
      return (load(load.resolve(`${name}/package.json`, { paths })) as { version: string }).version;
    } catch {
      return undefined;
    }
  }

  function refuseOld(name: string, version: string | undefined): void {
    if (version === undefined || Number.parseInt(version, 10) >= leastMajor) return;
    throw new Error(
      `${user} needs ${name} ${leastMajor} or later, but ${version} is installed. Run: npm install --save-dev ${name}@${leastMajor}`,
    );
  }

  // The project's own, first of all: that is the one that runs.
  refuseOld(runner, versionOf(runner, [...paths].reverse()));
  const version = versionOf(name, paths);
  refuseOld(name, version);
  if (version !== undefined) return load(load.resolve(name, { paths }));
  throw new Error(
    `${user} needs ${name} ${leastMajor} or later, which is not installed. Run: npm install --save-dev ${name}`,
  );
}
