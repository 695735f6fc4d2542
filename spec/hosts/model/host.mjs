import { resolve } from 'node:path';

const env = { MODEL: resolve(import.meta.dirname, '../../fake-timers/model/cli.ts') };
const feature = 'random programs agree with @sinonjs/fake-timers';

export const rows = [
  ...['22', '24', '26'].map((node) => ({
    host: `Node ${node}`,
    feature,
    run: 'node model.mjs',
    says: /(\d+ programs agree.*)/,
    node,
    env,
  })),
  { host: 'Node 26', feature: 'Temporal on fake time', run: 'node temporal.mjs', says: /(\d+ passed)/, node: '26' },
];
