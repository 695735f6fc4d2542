/** What the runners tell about the test that runs. */
interface Runners {
  /** Jest's, and Vitest's with `globals: true`. */
  readonly expect?: { getState?: () => { currentTestName?: string; testPath?: string } };
  /** Vitest's, always. */
  readonly __vitest_worker__?: { readonly filepath?: string };
  readonly process?: { cwd?: () => string };
}

/** The test that runs, and the command that runs it alone, as far as the runner tells. */
export function testCommand(): { readonly title: string | undefined; readonly command: string } {
  const { expect, __vitest_worker__: vitest, process } = globalThis as Runners;
  const { currentTestName: title, testPath } = expect?.getState?.() ?? {};
  const path = vitest?.filepath ?? testPath;
  if (path === undefined) return { title, command: '<the command that runs this test>' };
  const base = `${process?.cwd?.() ?? ''}/`;
  const file = path.startsWith(base) ? path.slice(base.length) : path;
  const command = `${vitest === undefined ? 'npx jest' : 'npx vitest run'} ${quoted(file)}`;
  return { title, command: title === undefined ? command : `${command} -t ${quoted(asPattern(title), true)}` };
}

/** Runners take the name for a regular expression. */
function asPattern(title: string): string {
  return title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** For a shell: as it is where that will do, or where only spaces speak against it in double quotes. */
function quoted(text: string, always = false): string {
  if (!always && /^[\w./@:-]+$/.test(text)) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`;
}
