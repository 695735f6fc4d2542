import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { explore } from '../../lib/explore/explore';
import type { Sim } from '../../lib/explore/sim';
import { decodeToken, ReplayError } from '../../lib/explore/token';
import { programs } from '../../bench/bugs/programs';
import { checkAsync } from '../support/properties';

/** A program made of data: tasks that make calls, of which some are slow and some may fail, and a limit on what may have happened before the last of them. */
interface Made {
  readonly tasks: readonly (readonly { readonly slow: boolean; readonly fails: boolean }[])[];
  readonly limit: number;
}

function bodyOf({ tasks, limit }: Made): (sim: Sim) => Promise<void> {
  return async (sim) => {
    let sum = 0;
    const fast = sim.boundary('fast', () => undefined);
    const slow = sim.boundary('slow', () => undefined, { latency: [1, 30] });
    const risky = sim.boundary('risky', () => undefined, { fail: new Error('refused') });
    await Promise.all(
      tasks.map((calls, i) =>
        sim.spawn(`task ${i}`, async () => {
          for (const call of calls) {
            await (call.fails ? risky() : call.slow ? slow() : fast());
            // Not commutative, so that every order counts.
            sum = (sum * 31 + i + 1) % 1009;
          }
        }),
      ),
    );
    if (sum % 10 >= limit) throw new RangeError(`the sum is ${sum}`);
  };
}

const call = fc.record({ slow: fc.boolean(), fails: fc.boolean() });
const made: fc.Arbitrary<Made> = fc.record({
  tasks: fc.array(fc.array(call, { maxLength: 3 }), { minLength: 2, maxLength: 4 }),
  limit: fc.integer({ min: 1, max: 9 }),
});

describe('a failure', () => {
  it('replays to the same error and the same trace, shrunk or not (property)', async () => {
    let failures = 0;
    await checkAsync(
      fc.asyncProperty(made, fc.nat(1000), fc.boolean(), async (program, seed, shrink) => {
        const body = bodyOf(program);
        const { failure, error } = await explore.report(body, { seed, runs: 20, shrink });
        if (failure === undefined) return;
        failures++;
        const again = await explore.report(body, { replay: failure.token });
        expect([again.failure?.hash, again.failure?.token]).toEqual([failure.hash, failure.token]);
        expect(again.error).toEqual(error);
      }),
      40,
    );
    expect(failures).toBeGreaterThan(10);
  });

  it('replays in a fresh process, too', async () => {
    const names = ['accounts: create, delete', 'counter over a slow network', 'rate limiter, stale window'];
    const found = await Promise.all(
      names.map(async (name) => {
        const { buggy } = programs.find((program) => program.name === name)!;
        const { failure } = await explore.report(buggy!, { seed: 1, runs: 400 });
        return [name, failure!.token, failure!.error.message, failure!.hash];
      }),
    );
    const asked = found.flatMap(([name, token]) => [name!, token!]);
    const program = resolve(__dirname, '../support/replay-program.ts');
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, ...asked], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const told = found.map(([, , message, hash]) => [message, hash]);
    expect(JSON.parse(stdout)).toEqual(told);
  });
});

describe('explore() with a token', () => {
  const { buggy, fixed } = programs.find(({ name }) => name === 'accounts: create, delete')!;
  const { buggy: other } = programs.find(({ name }) => name === 'PCT figure 1a')!;
  const token = async () => (await explore.report(buggy!, { seed: 1 })).failure!.token;
  afterEach(() => delete process.env['TICKLESS_REPLAY']);

  it('makes that one run, and passes if it does', async () => {
    const report = await explore.report(buggy!, { replay: await token() });
    expect([report.failed, report.runs, report.seed]).toEqual([true, 1, 1]);
    const mended = await explore.report(fixed, { replay: await token() });
    expect([mended.failed, mended.runs]).toEqual([false, 1]);
  });

  it('takes it from TICKLESS_REPLAY', async () => {
    process.env['TICKLESS_REPLAY'] = await token();
    await expect(explore(buggy!)()).rejects.toThrow('explore: the replay failed');
  });

  it('refuses one that is about another program', async () => {
    await expect(explore(other!, { replay: await token() })()).rejects.toThrow(
      /^The program changed at decision \d+: expected .+, found .+\. The test, or what it tests, is not what it was when the token was made, or the token is that of another test/,
    );
    await expect(explore(other!, { replay: await token() })()).rejects.toThrow(ReplayError);
  });

  it('names where a wrong one was found', async () => {
    process.env['TICKLESS_REPLAY'] = 'nonsense';
    await expect(explore(buggy!)()).rejects.toThrow("TICKLESS_REPLAY is not a replay token: 'nonsense'.");
    await expect(explore(buggy!, { replay: 'nonsense' })()).rejects.toThrow(
      "replay is not a replay token: 'nonsense'.",
    );
  });

  it('has the decisions of the shrunk schedule, and no others', async () => {
    const { decisions } = decodeToken(await token(), 'replay');
    expect(decisions).toEqual([
      {
        kind: 'order',
        owner: 'creator',
        step: 0,
        pass: 0,
        label: 'start',
        choice: 1,
        chosen: { owner: 'remover', step: 0, label: 'start' },
      },
    ]);
  });
});
