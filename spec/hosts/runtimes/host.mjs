import { resolve } from 'node:path';

const env = { PROGRAM: resolve(import.meta.dirname, '../../support/determinism-program.mjs') };
const traces = { feature: 'trace hashes are those of Node', says: /the same (\d+ hashes)/, env };
const virtual = { feature: 'fake timers and inVirtualTime, with real work in flight', says: /(\d+ passed)/ };

const RUNTIMES = {
  'Bun 1': 'npx bun',
  'Deno 2': 'npx deno run --allow-all',
  'Node 22': 'npx -y -p node@22 node',
  'Node 24': 'npx -y -p node@24 node',
  'Node 26': 'npx -y -p node@26 node',
};

/** Runtimes beside the Node that runs this. */
export const rows = Object.entries(RUNTIMES).flatMap(([host, command]) => [
  { host, ...traces, run: `node compare.mjs ${command}` },
  { host, ...virtual, run: `${command} virtual-time.mjs` },
]);
