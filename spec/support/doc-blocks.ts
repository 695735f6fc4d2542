import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the repository. */
export const root = resolve(__dirname, '../..');

/** Every page a reader may open, relative to the repository. */
export const pages = [...filesIn('.', '.md', false), ...filesIn('docs', '.md')];

/** An example: one ```ts block of a page, or of a doc comment in lib/. */
export interface Block {
  readonly file: string;
  /** Line of the file, from 1, that holds the first line of the code. */
  readonly firstLine: number;
  readonly code: string;
  /** False for a block opened with ```ts no-run, which is type-checked only. */
  readonly runs: boolean;
}

export const blocks = [...pages, ...filesIn('lib', '.ts')].flatMap(blocksOf);

function filesIn(folder: string, extension: string, recursive = true): string[] {
  return readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(folder, file))
    .sort();
}

function blocksOf(file: string): Block[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const found: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    // The margin is the indentation of a list item, or the stars of a doc comment.
    const [, margin = '', info] = /^( *(?:\* ?)?)```(.*)$/.exec(lines[i]!) ?? [];
    if (info === undefined) continue;
    if (/^(ts|typescript)\b/.test(info) && info !== 'ts' && info !== 'ts no-run') {
      throw new Error(`${file}:${i + 1}: write "\`\`\`ts" or "\`\`\`ts no-run", not "\`\`\`${info}".`);
    }
    const first = i + 1;
    const isEnd = (line: string) => line.slice(margin.length).startsWith('```');
    do i++;
    while (i < lines.length && !isEnd(lines[i]!));
    if (!info.startsWith('ts')) continue;
    const code = lines.slice(first, i).map((line) => line.slice(margin.length));
    found.push({ file, firstLine: first + 1, code: code.join('\n'), runs: info === 'ts' });
  }
  return found;
}
