import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeer } from '../../lib/integrations/peer';

const project = mkdtempSync(join(tmpdir(), 'tickless-peer-'));
const back = process.cwd();

beforeAll(() => {
  for (const [name, version] of [
    ['old-runner', '29.7.0'],
    ['old-package', '29.7.0'],
    ['new-runner', '31.0.0-beta.1'],
    ['new-package', '31.0.0-beta.1'],
  ] as const) {
    const folder = join(project, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version }));
    writeFileSync(join(folder, 'index.js'), 'module.exports = "loaded";');
  }
  process.chdir(project);
});

afterAll(() => {
  process.chdir(back);
  rmSync(project, { recursive: true });
});

it('loads a package of the project that is tested', () => {
  expect(loadPeer('new-package', 'new-runner', 30, 'tickless/entry')).toBe('loaded');
});

it.each([
  [
    'no-package',
    'new-runner',
    'tickless/entry needs no-package 30 or later, which is not installed. Run: npm install --save-dev no-package',
  ],
  [
    'old-package',
    'no-runner',
    'tickless/entry needs old-package 30 or later, but 29.7.0 is installed. Run: npm install --save-dev old-package@30',
  ],
  [
    'new-package',
    'old-runner',
    'tickless/entry needs old-runner 30 or later, but 29.7.0 is installed. Run: npm install --save-dev old-runner@30',
  ],
])('says of %s with %s in one line what is needed', (name, runner, message) => {
  expect(() => loadPeer(name, runner, 30, 'tickless/entry')).toThrow(new Error(message));
});

it('leaves it to this which version will do: a project whose runner is older can install tickless, and use what needs no runner', () => {
  const { peerDependencies } = JSON.parse(readFileSync(join(back, 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(peerDependencies).toMatchObject({ 'jest-environment-jsdom': '*', 'jest-environment-node': '*', vitest: '*' });
});
