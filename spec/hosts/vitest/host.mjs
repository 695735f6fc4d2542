const says = /Tests +(\d+ passed)/;
const vitest = 'node node_modules/vitest/vitest.mjs run';

/** `setupFiles: ['tickless/vitest']`, and suites that use `vi` as ever. */
export const rows = [
  ...['threads', 'forks', 'vmThreads'].map((pool) => row(`pool: '${pool}'`, `${vitest} --pool ${pool}`)),
  row("environment: 'jsdom'", `${vitest} --environment jsdom`),
  row('one worker for all files, isolate: false', `${vitest} --no-isolate --maxWorkers 1`),
  row('on Node 22', vitest, { node: '22' }),
  row('types', 'npx tsc --noEmit -p .', { says: /^/ }),
];

function row(feature, run, more = {}) {
  return { host: 'Vitest 5', feature, run, says, node: '24', ...more };
}
