import { runExample } from './run-example';

const run = (...lines: string[]) => runExample(lines.join('\n'), 1);

describe('an example', () => {
  it.each([
    ['the value of an expression', '1 + 1; // => 2'],
    ['the value of an expression of several lines', '[\n1,\n2,\n]; // => [1, 2]'],
    ['the value of what is awaited', 'await Promise.resolve({ a: 1 }); // => { a: 1 }'],
    ['the value of a variable', 'const [a, b] = [1, 2]; // => [1, 2]'],
    ['what is yielded into a generator', 'function* g() { (yield 1); // => 5\n}\nconst i = g(); i.next(); i.next(5);'],
    ['the name of an error', 'null.x; // throws TypeError'],
    ['the name and part of the message of an error', 'null.x; // throws TypeError: of null'],
    ['assertions in one another', '[1].map((x) => {\nx; // => 1\nreturn 2;\n}); // => [2]'],
  ])('may state %s', async (_what, code) => {
    await run(code);
  });

  it.each([
    ['a value differs', '1 + 1; // => 3', /line 1/],
    ['a variable differs', 'const a = 1; // => 3', /line 1/],
    ['nothing is thrown', '1; // throws Error', /non-null object/],
    ['another error is thrown', 'null.x; // throws RangeError', /RangeError/],
    ['the error says something else', 'null.x; // throws TypeError: of undefined', /of undefined/],
    ['it throws what it does not announce', 'null.x;', /of null/],
    ['it catches the failure of its own assertion', 'try {\n1; // => 2\n} catch {}', /line 2/],
    ['an assertion is never reached', 'const f = () => {\n1; // => 1\n};', /neverReached/],
    ['a comment only looks like an assertion', 'if (true) {\n// => 1\n}', /asserts nothing/],
  ])('fails when %s', async (_why, code, message) => {
    await expect(run(code)).rejects.toThrow(message);
  });
});
