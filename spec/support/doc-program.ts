import { join, relative } from 'node:path';
import * as ts from 'typescript';
import { blocks, root } from './doc-blocks';

/** Each example as a module of its own, beside the page it stands on; `.mts`, so that it may `await` at its top. */
const modules = new Map(blocks.map((block) => [join(root, `${block.file}.${block.firstLine}.mts`), block]));

/** One program for the library and all examples: checking them together costs little more than checking one. */
const program = createProgram();

/** What the compiler says against the examples: `docs/loop.md:12: Cannot find name 'lop'.` */
export function typeErrors(): string[] {
  return [...modules].flatMap(([path, block]) => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const line = block.firstLine + source.getLineAndCharacterOfPosition(start).line;
        return `${block.file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      },
    );
  });
}

/** A public name of the library, and what its doc comment has. */
export interface PublicName {
  readonly name: string;
  readonly where: string;
  /** Whether it exists at run time: a function, class or constant, not a type. */
  readonly isValue: boolean;
  readonly comment: string;
}

export function publicNames(): PublicName[] {
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(join(root, 'lib/index.ts'))!)!;
  return checker.getExportsOfModule(index).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declarations = symbol.getDeclarations() ?? [];
    return {
      name: exported.name,
      where: relative(root, declarations[0]!.getSourceFile().fileName),
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
      comment: declarations
        .flatMap((declaration) => ts.getJSDocCommentsAndTags(declaration))
        .map((comment) => comment.getText())
        .join('\n'),
    };
  });
}

function createProgram(): ts.Program {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as unknown;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => modules.get(path)?.code ?? readFile(path);
  return ts.createProgram([join(root, 'lib/index.ts'), ...modules.keys()], options, host);
}
