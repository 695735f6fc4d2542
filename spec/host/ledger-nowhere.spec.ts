import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as nowhere from '../../lib/host/ledger-nowhere';

const root = resolve(__dirname, '../..');
const build = readFileSync(join(root, '.ci/build.mjs'), 'utf8');
const [, names = ''] = /WATCHES_NODE = .*ledger-\((.*)\)/.exec(build)!;
const replaced = new Set(names.split('|').map((name) => `ledger-${name}`));
const folder = join(root, 'lib/host');
const kept = readdirSync(folder).filter((file) => !replaced.has(basename(file, '.ts')));

describe('what bundles for browsers have in the place of the watchers of Node', () => {
  it('names files that are there', () => {
    for (const file of replaced) expect(readdirSync(folder)).toContain(`${file}.ts`);
  });

  it.each(kept)('has every name that %s takes from one of them', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, names, from] of text.matchAll(/^import \{([^}]*)\} from '\.\/(.*)';$/gm)) {
      if (!replaced.has(from!)) continue;
      const values = names!.split(',').filter((name) => !name.includes('type '));
      for (const name of values) expect(Object.keys(nowhere)).toContain(name.trim());
    }
  });
});
