import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InstalledLibrary } from '../support/installed-library';

/** The programs of docs/register.md, and the sessions at the console that run them. */
const page = readFileSync(resolve(__dirname, '../../docs/register.md'), 'utf8');
const programs = [...page.matchAll(/^```js\n(\/\/ (\S+)\n[\s\S]*?)^```/gm)];
const sessions = [...page.matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```/gm)].map(([, command, output]) => [
  command!,
  output!,
]);

/** Real time is what it is. */
const withoutRealTime = (text: string) => text.replace(/\d+ ms of real time/, '… ms of real time');

describe('docs/register.md', () => {
  const library = new InstalledLibrary();
  beforeAll(() => {
    for (const [, code, name] of programs) library.write(name!, code!);
  });
  afterAll(() => library.remove());

  it('runs every program that it shows', () => {
    const commands = sessions.map(([command]) => command).join('\n');
    expect(programs.map(([, , name]) => name).filter((name) => !commands.includes(name!))).toEqual([]);
    expect(programs).toHaveLength(sessions.length);
  });

  it.each(sessions)('%s prints what it says', async (command, output) => {
    const { stdout, stderr } = await library.shell(command);
    expect(withoutRealTime(stdout + stderr)).toBe(withoutRealTime(output));
  });
});
