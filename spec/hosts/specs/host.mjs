import { resolve } from 'node:path';

const env = { REPOSITORY: resolve(import.meta.dirname, '../../..') };
const says = /Tests: +(\d+ passed)/;

/** What tells time and what watches the host are the specs that another Node could break. */
export const rows = ['24', '26'].flatMap((node) => [
  { host: `Node ${node}`, feature: 'the specs of fake timers', run: 'node run.mjs spec/fake-timers', says, node, env },
  {
    host: `Node ${node}`,
    feature: 'the specs of the host',
    run: 'node run.mjs spec/host/ spec/host-order',
    says,
    node,
    env,
  },
]);
