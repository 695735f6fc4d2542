import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './doc-blocks';

/** The relative links of a page that lead nowhere: to no file, or to no heading of the page they name. */
export function brokenLinks(page: string): string[] {
  return linksOf(page).filter((link) => {
    const [path = '', heading] = link.split('#');
    const target = path === '' ? page : relative(root, resolve(root, dirname(page), path));
    if (!existsSync(join(root, target))) return true;
    return heading !== undefined && target.endsWith('.md') && !headingsOf(target).includes(heading);
  });
}

function linksOf(page: string): string[] {
  const inline = proseOf(page).matchAll(/\]\(([^)\s]+)[^)]*\)/g);
  const references = proseOf(page).matchAll(/^\[[^\]]+\]: (\S+)/gm);
  return [...inline, ...references].map((match) => match[1]!).filter((link) => !/^[a-z]+:/.test(link));
}

/** The names by which GitHub links to the headings of a page. */
function headingsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A page without its code blocks. */
function proseOf(page: string): string {
  return readFileSync(join(root, page), 'utf8').replace(/^( *)```[\s\S]*?^\1```/gm, '');
}
