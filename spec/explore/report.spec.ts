import { explore, runOnce } from '../../lib/explore/explore';
import { painter, renderFailure } from '../../lib/explore/render';
import { type FailureReport, makeReport } from '../../lib/explore/report';
import type { Sim } from '../../lib/explore/sim';

/** Two transfers on a bank whose database takes its time. */
async function transfers(sim: Sim): Promise<void> {
  const balances = new Map([['x', 100]]);
  const read = sim.boundary('db.read', (name: string) => balances.get(name)!, { latency: [1, 20] });
  const write = sim.boundary('db.write', (name: string, value: number) => void balances.set(name, value), {
    latency: [1, 20],
  });
  async function add(amount: number): Promise<void> {
    await write('x', (await read('x')) + amount);
  }
  await sim.spawn('A', () => add(10));
  await Promise.all([sim.spawn('B', () => add(-10)), sim.spawn('C', () => add(5))]);
  if (balances.get('x') !== 105) throw new Error(`the balance is ${balances.get('x')}`);
}

/** Fails only if the second of two starts first. */
async function wrongWayRound(sim: Sim): Promise<void> {
  const order: string[] = [];
  await Promise.all(['A', 'B'].map((name) => sim.spawn(name, () => order.push(name))));
  if (order[0] === 'B') throw new Error('B was first');
}

/** The same after as many steps as it takes to be a long story. */
async function longStory(sim: Sim): Promise<void> {
  const step = sim.boundary('step', () => undefined);
  for (let i = 0; i < 30; i++) await step();
  await wrongWayRound(sim);
}

async function failureOf(body: (sim: Sim) => Promise<void>, shrink = true): Promise<FailureReport> {
  const { failure } = await explore.report(body, { seed: 1, shrink });
  return failure!;
}

const plain = (text: string) => text;
const noPaint = { bold: plain, dim: plain, red: plain, mark: plain };

describe('the text of a failure', () => {
  it('tells in a dozen lines what happened, what of it matters, and how to have it again', async () => {
    const failure = await failureOf(wrongWayRound);
    const { token } = failure;
    expect(renderFailure({ ...failure, command: `TICKLESS_REPLAY=${token} npm test` }, noPaint).split('\n')).toEqual([
      '  explore: run 2 of 100 failed   (seed 1, strategy newest, 2 distinct schedules)',
      '  shrunk from 1 decision to 1 in 1 run; a JavaScript host can produce this schedule',
      '',
      '  > t=0 ms   B   starts   B before A   (in order, A runs first)',
      '    t=0 ms   A   starts',
      '',
      '  Error: B was first',
      '',
      '  passes again if the marked line is undone',
      `  replay    TICKLESS_REPLAY=${token} npm test`,
      `  in code   explore(body, { replay: '${token}' })`,
    ]);
  });

  it('leaves no gap where nothing happened', async () => {
    const failure = await failureOf(() => Promise.reject(new Error('at once')));
    expect(renderFailure(failure, noPaint).split('\n').slice(2, 5)).toEqual(['', '  Error: at once', '']);
  });

  it('says when the plain order fails', async () => {
    const text = renderFailure(await failureOf(transfers), noPaint);
    expect(text).toContain('run 1 of 100 failed   (seed 1, strategy fifo, 1 distinct schedule)');
    expect(text).toContain('nothing has to be out of order for that: it fails in the plain order, too');
    expect(text).not.toContain('>  ');
  });

  it('tells a step by the calls that are made in it, with arguments and results', async () => {
    const text = renderFailure(await failureOf(transfers), noPaint);
    expect(text).toMatch(/t=0 ms {2,}A {3}db\.read\('x'\) -> 100\n/);
    expect(text).toMatch(/t=1 ms {2,}A {3}db\.write\('x', 110\)\n/);
    expect(text).not.toContain('db.read replies');
  });

  it('leaves out what is far from anything that matters, and says how much', async () => {
    const lines = renderFailure(await failureOf(longStory), noPaint).split('\n');
    expect(lines.filter((line) => line.includes('step'))).toHaveLength(3);
    expect(lines[3]).toMatch(/^ {4}… \d+ more$/);
    expect(lines.filter((line) => line.startsWith('  >'))).toHaveLength(1);
  });

  it('says that a schedule is beyond what a host can do if any order was asked for', async () => {
    const failure = await failureOf(wrongWayRound);
    expect(renderFailure({ ...failure, reorder: 'any' }, noPaint)).toContain("reorder is 'any'");
    expect(renderFailure({ ...failure, reorder: 'any' }, noPaint)).not.toContain('can produce this schedule');
  });

  it('promises that undoing a line helps only if that was tried', async () => {
    const failure = await failureOf(wrongWayRound);
    const two = { runs: 3, from: 9, to: 2, eachMatters: true };
    expect(renderFailure({ ...failure, shrunk: two }, noPaint)).toContain('if either marked line is undone');
    expect(renderFailure({ ...failure, shrunk: { ...two, to: 3 } }, noPaint)).toContain('if any marked line is undone');
    expect(renderFailure({ ...failure, shrunk: { ...two, eachMatters: false } }, noPaint)).not.toContain('undone');
  });

  it('clips long messages', async () => {
    const failure = await failureOf(wrongWayRound);
    const message = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n\n');
    const text = renderFailure({ ...failure, error: { name: 'Error', message } }, noPaint);
    expect(text).toContain('Error: line 0\n    line 1\n');
    expect(text).toContain('… 22 more lines');
    const nineLines = message.split('\n\n').slice(0, 9).join('\n');
    const shorter = renderFailure({ ...failure, error: { name: 'Error', message: nineLines } }, noPaint);
    expect(shorter).toContain('… 1 more line\n');
  });

  it('tells latencies, faults and picks', async () => {
    async function body(sim: Sim): Promise<void> {
      const call = sim.boundary('call', () => 'fine', { latency: [1, 20], fail: new Error('refused') });
      sim.pick('size', ['small', 'large']);
      await call().catch(() => undefined);
    }
    const record = await runOnce(body, { seed: 1 }, () => 1);
    const { events } = makeReport({ failing: record, runs: 1, distinct: 1, reorder: 'spec' });
    const told = events
      .filter(({ marked }) => marked)
      .map(({ label, why, otherwise }) => `${label}: ${why} (${otherwise})`);
    expect(told).toEqual([
      "size: picked 'large' (otherwise 'small')",
      'call: fails (otherwise it does not)',
      'call: took 20 ms (otherwise 1 ms)',
    ]);
  });
});

describe('colours', () => {
  const { isTTY } = process.stderr;
  const { NO_COLOR } = process.env;
  afterEach(() => {
    process.stderr.isTTY = isTTY;
    delete process.env['NO_COLOR'];
    if (NO_COLOR !== undefined) process.env['NO_COLOR'] = NO_COLOR;
  });

  it('are for terminals', () => {
    delete process.env['NO_COLOR'];
    process.stderr.isTTY = true;
    expect(painter().red('failed')).toBe('\u001b[31mfailed\u001b[0m');
    process.stderr.isTTY = false;
    expect(painter().red('failed')).toBe('failed');
  });

  it('are not for those who ask for none', () => {
    process.stderr.isTTY = true;
    process.env['NO_COLOR'] = '1';
    expect(painter().mark('failed')).toBe('failed');
  });
});

describe('the report as data', () => {
  it('survives JSON, with a lane for each task and everything that happened in it', async () => {
    const failure = await failureOf(longStory);
    const read = JSON.parse(JSON.stringify(failure)) as FailureReport;
    expect(read).toEqual(failure);
    expect(read.version).toBe(1);
    expect(read.lanes).toEqual(['main', 'B', 'A']);
    for (const event of read.events) {
      expect(read.lanes).toContain(event.owner);
      expect(typeof event.time).toBe('number');
      expect(event.label).not.toBe('');
      for (const index of event.decisions) expect(read.decisions[index]).toBeDefined();
    }
    expect(read.events.filter(({ marked }) => marked).map(({ owner, why }) => [owner, why])).toEqual([
      ['B', 'B before A'],
    ]);
  });

  it('names the test, and the command that replays it', async () => {
    const { title, command, token } = await failureOf(wrongWayRound);
    expect(title).toBe('the report as data names the test, and the command that replays it');
    expect(command).toBe(
      `TICKLESS_REPLAY=${token} npx jest spec/explore/report.spec.ts -t "the report as data names the test, and the command that replays it"`,
    );
  });

  it('names it such that a shell and a runner understand it: (a) "quoted" $name costs 1+1 €', async () => {
    const { command } = await failureOf(wrongWayRound);
    expect(command).toMatch(/ -t 'the report .* it: \\\(a\\\) "quoted" \\\$name costs 1\\\+1 €'$/);
  });

  it('tells what was thrown, whatever it is', async () => {
    const record = await runOnce(wrongWayRound, { seed: 1 }, ({ n }) => n - 1);
    const of = (error: unknown) => {
      const { name, message } = makeReport({
        failing: { ...record, error },
        runs: 1,
        distinct: 1,
        reorder: 'spec',
      }).error;
      return `${name}: ${message}`;
    };
    class LateError extends Error {}
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('do not look');
      },
    });
    expect(of(new TypeError('wrong'))).toBe('TypeError: wrong');
    expect(of(new LateError('late'))).toBe('LateError: late');
    expect(of('a text')).toBe('thrown: a text');
    expect(of(undefined)).toBe('thrown: undefined');
    expect(of(hostile)).toBe('thrown: something that cannot be read');
  });
});
