import * as ts from 'typescript';
import { withAssertions } from './doc-assertions';

/**
 * Runs an example as the body of an async function, and checks what its comments say. `require` is this file's, so that
 * `tickless` means lib/. `firstLine` is the place of the code in its file, for messages.
 */
export async function runExample(code: string, firstLine: number): Promise<void> {
  const asserted = withAssertions(code);
  const js = ts.transpile(asserted.code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS });

  // The example may swallow what its assertions throw, in an exception handler for one: so failures are kept,
  // and so is what was reached. An assertion in a callback that never runs must not pass.
  const failures: unknown[] = [];
  const reached = new Set<number>();
  const assertion = (line: number, check: () => void) => {
    reached.add(line);
    try {
      check();
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  const names = {
    expectValue: (line: number, actual: unknown, expected: unknown) => {
      assertion(line, () => {
        expect({ [`line ${firstLine + line}`]: actual }).toEqual({ [`line ${firstLine + line}`]: expected });
      });
    },
    expectThrown: (line: number, thrown: unknown, name: string, text: string) => {
      assertion(line, () => {
        expect(thrown).toMatchObject({ name, message: expect.stringContaining(text) as string });
      });
    },
    require,
    exports: {},
  };

  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running the text of the examples is the point.
  const body = new Function(...Object.keys(names), `return (async () => {${js}\n})()`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await body(...Object.values(names));
  if (failures.length > 0) throw failures[0];
  const neverReached = asserted.lines.filter((line) => !reached.has(line)).map((line) => firstLine + line);
  expect({ neverReached }).toEqual({ neverReached: [] });
}
