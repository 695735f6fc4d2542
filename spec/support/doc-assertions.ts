import * as ts from 'typescript';

/** Where an example says what to expect: `=>` the value of an expression, `throws` the error it ends with. */
const EXPECTATION = /^\/\/ (?:(=>) (.+)|(throws) ([A-Z]\w*)(?:: (.+))?)$/;

/**
 * Makes assertions of the comments that an example ends its statements with:
 *
 *     loop.time(); // => 3000                           the expression has this value
 *     const results = await gather(a, b); // => [1, 2]  the variable has this value
 *     future.result(); // throws InvalidStateError      the statement throws an error of this name
 *     loop.close(); // throws RuntimeError: is running  … whose message contains this text
 *
 * They become calls of `expectValue(line, actual, expected)` and `expectThrown(line, thrown, name, text)`. Text is only
 * inserted, and never a line break, so assertions may stand inside one another and line numbers stay.
 *
 * Returns the new code, and the lines (from 0) that hold an assertion. A comment that looks like an expectation
 * but ends no statement is an error, because it would promise a check that is not made.
 */
export function withAssertions(code: string): { code: string; lines: number[] } {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  const insertions: { at: number; text: string }[] = [];
  const lines: number[] = [];
  visit(source);

  const written = code.split('\n').flatMap((line, i) => (/\/\/ (=> |throws [A-Z])/.test(line) ? [i] : []));
  const ignored = written.find((line) => !lines.includes(line));
  if (ignored !== undefined) {
    throw new Error(
      `"${code.split('\n')[ignored]!.trim()}" asserts nothing: it ends neither an expression nor a const.`,
    );
  }
  return { code: insert(code, insertions), lines };

  function visit(node: ts.Node): void {
    if (ts.isExpressionStatement(node) || ts.isVariableStatement(node)) assertAfter(node);
    ts.forEachChild(node, visit);
  }

  function assertAfter(statement: ts.ExpressionStatement | ts.VariableStatement): void {
    const restOfLine = code.slice(statement.end, endOfLine(code, statement.end)).trim();
    const [, equals, value, throws, name, text] = EXPECTATION.exec(restOfLine) ?? [];
    const line = source.getLineAndCharacterOfPosition(statement.end).line;
    if (equals !== undefined && ts.isExpressionStatement(statement)) {
      const { expression } = statement;
      insertions.push({ at: expression.getStart(), text: `expectValue(${line}, (` });
      insertions.push({ at: expression.end, text: `), (${value!}))` });
    } else if (equals !== undefined && ts.isVariableStatement(statement)) {
      const variable = statement.declarationList.declarations[0]!.name.getText();
      insertions.push({ at: statement.end, text: ` expectValue(${line}, ${variable}, (${value!}));` });
    } else if (throws !== undefined) {
      const expected = `${JSON.stringify(name)}, ${JSON.stringify(text ?? '')}`;
      insertions.push({ at: statement.getStart(), text: '{ let $thrown; try { ' });
      insertions.push({
        at: statement.end,
        text: ` } catch (error) { $thrown = error; } expectThrown(${line}, $thrown, ${expected}); }`,
      });
    } else {
      return;
    }
    lines.push(line);
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function insert(text: string, insertions: { at: number; text: string }[]): string {
  let result = text;
  for (const { at, text: inserted } of [...insertions].sort((a, b) => b.at - a.at)) {
    result = result.slice(0, at) + inserted + result.slice(at);
  }
  return result;
}
