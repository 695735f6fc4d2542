import fc from 'fast-check';
import { schedule, type Schedule } from 'tickless/fast-check';
import { explore, runOnce } from '../../lib/explore/explore';
import type { Sim } from '../../lib/explore/sim';
import { KeepSet } from '../../lib/integrations/fast-check-keep-set';
import { check } from '../support/properties';

/** Twenty clients, two of whom must not meet: the later one has to wait for the earlier one. */
async function twenty(sim: Sim): Promise<void> {
  const order: number[] = [];
  const reply = sim.boundary('reply', () => undefined);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      sim.spawn(`client ${i}`, async () => {
        await reply();
        order.push(i);
      }),
    ),
  );
  if (order.indexOf(8) < order.indexOf(7)) throw new Error('8 came before 7');
}

async function lostDeposit(sim: Sim, amount: number): Promise<void> {
  let balance = 0;
  const read = sim.boundary('read', () => balance);
  async function deposit(): Promise<void> {
    balance = (await read()) + amount;
  }
  await sim.spawn('A', deposit);
  await Promise.all([sim.spawn('B', deposit), sim.spawn('C', deposit)]);
  if (balance !== 3 * amount) throw new Error(`lost a deposit of ${amount}`);
}

const runTwenty = (schedule: Schedule) => schedule.run(twenty);
const decisionsIn = (text: string) => text.split('; ').length - 1;

describe('schedule()', () => {
  it('shrinks twenty decisions to the one that matters, and prints no other', async () => {
    const details = await fc.check(fc.asyncProperty(schedule(), runTwenty), { seed: 3 });
    const text = fc.stringify(details.counterexample![0]);
    expect(details.errorInstance).toEqual(new Error('8 came before 7'));
    expect(text).toMatch(/^schedule\(client 8 .*client 8 before client \d+; replay: 'v1\.[^']*'\)$/);
    expect(decisionsIn(text)).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])("replays by fast-check's own seed and path (seed %i)", async (seed) => {
    const found = await fc.check(fc.asyncProperty(schedule(), runTwenty), { seed });
    expect(found.failed).toBe(true);
    const replayed = await fc.check(fc.asyncProperty(schedule(), runTwenty), {
      seed: found.seed,
      path: found.counterexamplePath!,
      endOnFailure: true,
    });
    expect(replayed.numRuns).toBe(1);
    expect(fc.stringify(replayed.counterexample)).toBe(fc.stringify(found.counterexample));
  });

  it('composes with data, and both shrink', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 1000 }),
      schedule(),
      fc.string(),
      (amount, schedule, text) => schedule.run((sim) => lostDeposit(sim, amount + 0 * text.length)),
    );
    const { counterexample } = await fc.check(property, { seed: 1 });
    expect([counterexample![0], counterexample![2]]).toEqual([1, '']);
  });

  it('prints a token by which explore() makes the same run', async () => {
    const { counterexample } = await fc.check(fc.asyncProperty(schedule(), runTwenty), { seed: 3 });
    const token = /replay: '([^']*)'/.exec(String(counterexample![0]))![1]!;
    const { error } = await explore.report(twenty, { replay: token });
    expect(error).toEqual(new Error('8 came before 7'));
  });

  it('makes the same run whenever it is made again, and another for another key', async () => {
    const [one, other] = fc.sample(schedule(), { seed: 5, numRuns: 2 }) as [Schedule, Schedule];
    const texts = await Promise.all(
      [one, other, one].map(async (schedule) => {
        const fresh = schedule[fc.cloneMethod]();
        await fresh.run(twenty).catch(() => undefined);
        return String(fresh);
      }),
    );
    expect(texts[0]).toBe(texts[2]);
    expect(texts[0]).not.toBe(texts[1]);
  });

  it('says so when nothing was out of order, and when nothing was run', async () => {
    const [plain] = fc.sample(schedule(), 1) as [Schedule];
    expect(String(plain)).toBe('schedule(not run)');
    await plain.run(() => undefined);
    expect(String(plain)).toBe('schedule(everything in plain order)');
  });

  it('lets one task come after all steps of another, which a random walk hardly ever does', async () => {
    const starved = fc.asyncProperty(schedule(), (schedule) =>
      schedule.run(async (sim) => {
        const step = sim.boundary('step', () => undefined);
        const heart = { alive: false };
        const beating = sim.spawn('heart', async () => {
          await step();
          heart.alive = true;
        });
        for (let i = 0; i < 25; i++) await step();
        if (!heart.alive) throw new Error('starved');
        await beating;
      }),
    );
    expect((await fc.check(starved, { seed: 1, endOnFailure: true })).failed).toBe(true);
  });

  it('draws latencies, faults and picks too', async () => {
    const seen = new Set<string>();
    const look = fc.asyncProperty(schedule(), (schedule) =>
      schedule.run(async (sim) => {
        const slow = sim.boundary('slow', () => 'fine', { latency: [0, 100], fail: new Error('refused') });
        seen.add(`value ${sim.pick('value', 3)}`);
        const timer = new Promise((resolve) => setTimeout(resolve, 50, 'late'));
        seen.add(await Promise.race([slow(), timer]).then(String, (error: unknown) => (error as Error).message));
        await timer;
      }),
    );
    await fc.assert(look, { seed: 1 });
    expect([...seen].sort()).toEqual(['fine', 'late', 'refused', 'value 0', 'value 1', 'value 2']);
  });

  it('refuses a body that cannot be called', async () => {
    const [one] = fc.sample(schedule(), 1) as [Schedule];
    await expect(one.run(5 as never)).rejects.toThrow(
      'schedule.run() needs a function to call, but was given the number 5',
    );
  });

  it('refuses settings that do not exist', async () => {
    const [one] = fc.sample(schedule(), 1) as [Schedule];
    await expect(one.run(() => undefined, { reorder: 'all' as never })).rejects.toThrow(RangeError);
  });
});

describe('a keep-set', () => {
  /** The hashes of the decisions that are kept when shrinking goes on as long as those that matter are. */
  function shrunkTo(decisions: readonly number[], matter: readonly number[]): { kept: number[]; runs: number } {
    let keep = KeepSet.ALL;
    let runs = 0;
    for (let found = true; found;) {
      found = false;
      for (const smaller of keep.shrinks()) {
        runs++;
        if (!matter.every((hash) => smaller.has(hash))) continue;
        keep = smaller;
        found = true;
        break;
      }
    }
    return { kept: decisions.filter((hash) => keep.has(hash)), runs };
  }
  const hash = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  it('keeps all at first', () => {
    check(fc.property(hash, (hash) => expect(KeepSet.ALL.has(hash)).toBe(true)));
  });

  it('shrinks to exactly what matters, unless two decisions share a bucket (property)', () => {
    // Two of twenty decisions share one of 2^16 buckets in 0.3 % of cases; these are far enough apart.
    const apart = fc.uniqueArray(hash, { minLength: 1, maxLength: 20, size: 'max', selector: (hash) => hash >>> 16 });
    check(
      fc.property(apart, fc.nat(), fc.nat(3), (decisions, from, count) => {
        const matter = decisions.slice(from % decisions.length).slice(0, count);
        const { kept, runs } = shrunkTo(decisions, matter);
        expect([...kept].sort()).toEqual([...matter].sort());
        expect(runs).toBeLessThanOrEqual(1 + 40 * matter.length);
      }),
    );
  });

  it('has the same shrinks whenever it is asked, whatever was run', async () => {
    const list = () => [...KeepSet.ALL.shrinks()].map((keep) => JSON.stringify(keep));
    const before = list();
    await runOnce(twenty, {}, () => 0);
    expect(list()).toEqual(before);
  });
});
