import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

/** What each folder of lib/ may import, besides itself. docs/architecture.md draws the same picture. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  host: ['core'],
  loop: ['core', 'host'],
  'fake-timers': ['core', 'host'],
  explore: ['core', 'host', 'loop', 'fake-timers'],
  integrations: ['core', 'host', 'loop', 'fake-timers', 'explore'],
  '.': ['core', 'host', 'loop', 'fake-timers', 'explore'],
};

const root = resolve(__dirname, '../lib');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
/** The imports of each file that stay inside lib/, as paths relative to it, types included. */
const graph = new Map(files.map((file) => [file, neighboursOf(file)]));
const core = files.filter((file) => layerOf(file) === 'core');

describe('layers of lib/', () => {
  it.each(files)('%s imports only the layers below it', (file) => {
    const allowed = [layerOf(file), ...MAY_IMPORT[layerOf(file)]!];
    expect(graph.get(file)!.filter((other) => !allowed.includes(layerOf(other)))).toEqual([]);
  });

  it.each(files.filter((file) => layerOf(file) !== 'integrations'))('%s loads nothing from outside lib/', (file) => {
    // No `node:` module in particular: one build serves Node, browsers and the sandboxes of test runners. Types may
    // come from there, so it is the compiled file that counts.
    const compiled = ts.transpile(textOf(file), { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
    expect(importsOf(compiled).filter((name) => pathInLib(file, name).startsWith('..'))).toEqual([]);
  });

  it('has no import cycle, type-only imports included', () => {
    expect(files.flatMap(cycleThrough)).toEqual([]);
  });
});

describe('core/', () => {
  it('compiles where neither Node nor a browser is known, so it uses no global of theirs', () => {
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
      types: [],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    };
    const paths = core.map((file) => join(root, file));
    const errors = ts.getPreEmitDiagnostics(ts.createProgram(paths, options));
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it.each(core)('%s does not read the clock, the dice or the global object of the language', (file) => {
    const used: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && ['Date', 'globalThis'].includes(node.text)) used.push(node.text);
      if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') used.push(node.getText());
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true));
    expect(used).toEqual([]);
  });
});

function layerOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What the text names in `import`, `export … from`, `import()` and `require()`. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function neighboursOf(file: string): string[] {
  return importsOf(textOf(file))
    .map((name) => pathInLib(file, name))
    .filter((path) => !path.startsWith('..'));
}

/** The file that `from` means by `name`, relative to lib/; it starts with `..` when that is outside. */
function pathInLib(from: string, name: string): string {
  return name.startsWith('.') ? relative(root, resolve(root, dirname(from), `${name}.ts`)) : `../${name}`;
}

/** The shortest chain of imports that leads from a file back to itself, if there is one. */
function cycleThrough(start: string): string[] {
  const seen = new Set<string>();
  const paths = [[start]];
  // Breadth first: `paths` grows while it is read.
  for (const path of paths) {
    for (const next of graph.get(path.at(-1)!)!) {
      if (next === start) return [[...path, next].join(' -> ')];
      if (!seen.has(next)) paths.push([...path, next]);
      seen.add(next);
    }
  }
  return [];
}
