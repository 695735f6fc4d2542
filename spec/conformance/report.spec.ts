import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block, Program, Trace } from './language';
import { describeDivergence, judge } from './report';
import type { Mode, Verdict } from './report';

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const program = (id: string, ...main: Block): Program => ({
  id,
  coros: { main },
  drive: [['loop.run_until_complete', ['call', 'main']], ['loop.close']],
});

/** What the reference writes for `program(id, ['sleep', 2])`. */
const sleeper = (id: string): Trace => ({
  id,
  trace: [
    [0, 'main', 'start', null],
    [2, 'main', 'sleep', null],
    [2, 'main', 'end', null],
    [2, 'drive', 'loop.run_until_complete', null],
    [2, 'drive', 'loop.close', null],
  ],
  end: { time: 2, vars: [], unretrieved: [] },
});

async function verdicts(programs: readonly Program[], traces: readonly Trace[], mode: Mode): Promise<Verdict[]> {
  const file = { programs: join(folder, 'programs.jsonl'), traces: join(folder, 'traces.jsonl') };
  writeFileSync(file.programs, programs.map((each) => `${JSON.stringify(each)}\n`).join(''));
  writeFileSync(file.traces, traces.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const all: Verdict[] = [];
  for await (const verdict of judge(file, mode)) all.push(verdict);
  return all;
}

describe.each(['generators', 'async functions'] as const)('judging programs run with %s', (mode) => {
  it('passes the same trace', async () => {
    const [verdict] = await verdicts([program('p', ['sleep', 2])], [sleeper('p')], mode);
    expect(verdict).toEqual({ id: 'p', difference: undefined, sameOutcome: true, trace: sleeper('p') });
  });

  it('shows where another trace diverges', async () => {
    const [verdict] = await verdicts([program('p', ['sleep', 3])], [sleeper('p')], mode);
    expect(describeDivergence(verdict!).split('\n')).toEqual([
      'DIVERGES p at event 1',
      '            [0,"main","start",null]',
      '  expected  [2,"main","sleep",null]',
      '  got       [3,"main","sleep",null]',
    ]);
  });

  it('finds traces in any order, and misses those that are not there, on either side', async () => {
    const programs = ['a', 'b', 'c'].map((id) => program(id, ['sleep', 2]));
    const judged = await verdicts(programs, [sleeper('c'), sleeper('a'), sleeper('d')], mode);
    expect(judged.map(({ id, difference }) => [id, difference?.expected])).toEqual([
      ['a', undefined],
      ['b', 'a trace of the reference'],
      ['c', undefined],
      ['d', 'a program for this trace'],
    ]);
  });

  it.each<[string, Block]>([
    ['without time passing', [['repeat', 1e12, [['sleep', 0]]]]],
    ['with time passing', [['repeat', 1e12, [['sleep', 1]]]]],
    ['without a statement', [['repeat', 1e12, []]]],
    ['against every handler', [['repeat', 1e12, [['try', [['sleep', 1]], [['BaseException', []]], [['sleep', 1]]]]]]],
  ])('gives up a program that goes on %s', async (_, main) => {
    const [verdict] = await verdicts([program('p', ...main)], [{ ...sleeper('p'), trace: [], endless: true }], mode);
    expect(verdict).toMatchObject({ difference: undefined, trace: { endless: true } });
  });
});
