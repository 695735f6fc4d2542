import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import * as ts from 'typescript';
import * as tickless from 'tickless';
import { runCode } from '../support/built-library';

type Step = () => unknown;

const page = readFileSync(resolve(__dirname, '../../docs/from-manual-ticks.md'), 'utf8');
const [subject, ...blocks] = [...page.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code!);
/** Each block with the code under test in the place of its import. */
const programs = blocks.map((block, i) => ({
  name: `${i % 2 === 0 ? 'before' : 'after'}, example ${Math.floor(i / 2) + 1}`,
  code: block.replace("import { withRetry } from './with-retry.js';\n", subject!.replace('export ', '')),
}));
const isOfNode = ({ code }: { code: string }) => code.includes("'node:test'");

describe('the guide from manual ticks to none', () => {
  it('has a test before and after for each of four runners', () => {
    expect(blocks.map((block) => /^\/\/ (\w+)/.exec(block)?.[1])).toEqual(Array(4).fill(['before', 'after']).flat());
    expect(programs.filter(isOfNode)).toHaveLength(2);
  });

  it.each(programs.filter((program) => !isOfNode(program)))('has a test that passes: $name', async ({ code }) => {
    const { before, tests, after } = collect(code);
    expect(tests).toHaveLength(1);
    for (const step of [...before, ...tests, ...after]) await step();
  });

  it.each(programs.filter(isOfNode))('has a test that passes in node:test: $name', ({ code }) => {
    const { stdout } = runCode(code);
    expect(stdout).toMatch(/^[#ℹ] pass 1$/m);
    expect(stdout).toMatch(/^[#ℹ] fail 0$/m);
  });
});

/** Loads a file of tests. What it imports of a runner collects its tests, or is Jest's own of the same name. */
function collect(code: string): { before: Step[]; tests: Step[]; after: Step[] } {
  const steps = { before: [] as Step[], tests: [] as Step[], after: [] as Step[] };
  const test = (_name: string, fn: Step) => steps.tests.push(fn);
  const runner = {
    test,
    it: test,
    beforeEach: (fn: Step) => steps.before.push(fn),
    afterEach: (fn: Step) => steps.after.push(fn),
    expect,
    jest,
    vi: jest,
  };
  function useFakeTimers() {
    const clock = FakeTimers.install();
    return Object.assign(clock, { restore: () => clock.uninstall() });
  }
  const modules: Record<string, unknown> = {
    vitest: runner,
    sinon: { __esModule: true, default: { useFakeTimers } },
    tickless,
  };
  const load = (name: string): unknown => modules[name] ?? jest.requireActual(name);
  const js = ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running the text of the guide is the point.
  const run = new Function(...Object.keys(runner), 'require', 'exports', js) as (...values: unknown[]) => void;
  run(...Object.values(runner), load, {});
  return steps;
}
