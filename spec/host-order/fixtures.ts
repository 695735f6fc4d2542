import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Fixture } from './language';

const FOLDER = join(__dirname, 'fixtures');

/** The names of the recorded profiles. */
export const RECORDED: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => basename(file, '.jsonl'));

/** The programs of a profile, with what Node did. */
export function fixturesOf(profile: string): readonly Fixture[] {
  const lines = readFileSync(join(FOLDER, `${profile}.jsonl`), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Fixture);
}
