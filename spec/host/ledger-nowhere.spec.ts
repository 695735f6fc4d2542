import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as modulesNowhere from '../../lib/fake-timers/modules-nowhere';
import * as ledgerNowhere from '../../lib/host/ledger-nowhere';

const root = resolve(__dirname, '../..');
const build = readFileSync(join(root, '.ci/build.mjs'), 'utf8');

describe.each([
  ['the watchers of Node', 'WATCHES_NODE', 'lib/host', ledgerNowhere],
  ['what patches modules of Node', 'PATCHES_NODE', 'lib/fake-timers', modulesNowhere],
])('what bundles for browsers have in the place of %s', (_, pattern, path, nowhere) => {
  const [, prefix = '', names = ''] = new RegExp(`${pattern} = .*?/(.*)\\((.*)\\)`).exec(build)!;
  const replaced = new Set(names.split('|').map((name) => prefix.replace('\\/', '') + name));
  const folder = join(root, path);
  const kept = readdirSync(folder).filter((file) => !replaced.has(basename(file, '.ts')));

  it('names files that are there', () => {
    expect(replaced.size).toBeGreaterThan(1);
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
