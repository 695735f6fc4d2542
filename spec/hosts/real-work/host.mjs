/** Every kind of real work, raced against virtual time. The table and the races are those of spec/host; here they meet the packed library, on every Node and in other runners. */
export const files = ['spec/host', 'spec/support'];

const feature = 'every kind of real work wins against virtual time';
const says = /^(\d+ of \d+ kinds)$/m;

export const rows = [
  ...['20', '22', '24', '26'].map((node) => ({
    host: `Node ${node}`,
    feature,
    run: 'node bundled/plain.cjs',
    says,
    node,
    env: { HOST: `Node ${node}` },
  })),
  {
    host: 'node --test',
    feature,
    run: 'node --test bundled/node.test.cjs',
    says: /pass (\d+)/,
    env: { HOST: 'node --test' },
  },
  {
    host: 'Vitest 5',
    feature: `${feature}, in a thread`,
    run: 'npx vitest run --pool threads vitest.test.ts',
    says: /Tests +(\d+ passed) \(/,
    node: '22',
    env: { HOST: 'Vitest' },
  },
  {
    host: 'all of these',
    feature: 'the results, kind by kind',
    run: 'node table.mjs',
    says: /(\d+ kinds on \d+ hosts)/,
    prints: true,
  },
];
