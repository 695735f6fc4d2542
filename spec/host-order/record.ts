import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { generate, GAP, PROFILES } from './generator';
import type { Fixture, Program } from './language';
import { runOnModel } from './model';
import type { RealRun } from './node-runner';

const USAGE = `Usage: tsx spec/host-order/record.ts --node PATH... [--count N] [--seed N] [--runs N] [--processes N] [--profile NAME]... [--out FOLDER]

Records what real Node does with random programs, in real time: it takes minutes.

  --node PATH       an executable of Node; give it once for each version
  --count N         programs in each profile (300)
  --seed N          where the seeds begin (1)
  --runs N          undisturbed runs of each program on each version (5)
  --processes N     how many to run side by side (6)
  --profile NAME    only these
  --out FOLDER      where the fixtures go (spec/host-order/fixtures)

A program is kept if all its runs have the same trace, on all versions.`;

/** How late everything may happen, in milliseconds, for a run to count as undisturbed. Less than the gap between any two instants. */
const LATE = GAP - 2;
/** How often a program is tried on one version until it has had all its undisturbed runs, for each of them. */
const PATIENCE = 8;
const BATCH = 30;

interface Candidate {
  readonly program: Program;
  /** Virtual times, by label. */
  readonly ideal: ReadonlyMap<string, number>;
  readonly expected: string;
  /** Undisturbed runs, by version. */
  readonly runs: Map<string, number>;
  /** All traces of undisturbed runs, with the versions and the times they were seen. */
  readonly traces: Map<string, string[]>;
  tries: number;
}

const { values: options } = parseArgs({
  options: {
    node: { type: 'string', multiple: true, default: [] },
    profile: { type: 'string', multiple: true, default: Object.keys(PROFILES) },
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    processes: { type: 'string', default: '6' },
    out: { type: 'string', default: join(__dirname, 'fixtures') },
    help: { type: 'boolean' },
  },
});

const work = mkdtempSync(join(tmpdir(), 'host-order-'));
const script = join(work, 'runner.cjs');
let batches = 0;
let disturbed = 0;
let undisturbed = 0;

async function main(): Promise<void> {
  buildSync({ entryPoints: [join(__dirname, 'node-runner.ts')], bundle: true, platform: 'node', outfile: script });
  mkdirSync(options.out, { recursive: true });
  for (const profile of options.profile) await record(profile);
  console.log(`${undisturbed + disturbed} runs, ${disturbed} of them disturbed`);
}

async function record(profile: string): Promise<void> {
  const wanted = Number(options.count);
  const candidates: Candidate[] = [];
  let unsuitable = 0;
  for (let seed = Number(options.seed); candidates.length < wanted; seed++) {
    const program = await generate(profile, seed);
    if (program === undefined) unsuitable++;
    else candidates.push(await candidate(program));
  }
  for (;;) {
    const jobs = options.node.flatMap((node) =>
      batchesOf(candidates.filter((each) => wants(each, node))).map((batch) => ({ node, batch })),
    );
    if (jobs.length === 0) break;
    const next = async (): Promise<void> => {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await run(job.node, job.batch);
    };
    await Promise.all(Array.from({ length: Number(options.processes) }, next));
  }
  const complete = candidates.filter(({ runs }) =>
    options.node.every((node) => runs.get(node) === Number(options.runs)),
  );
  const kept = complete.filter(({ traces }) => traces.size === 1);
  const lines = kept.map(({ program, traces }) => {
    const fixture: Fixture = { ...program, trace: JSON.parse([...traces.keys()][0]!) as string[] };
    return JSON.stringify(fixture) + '\n';
  });
  writeFileSync(join(options.out, `${profile}.jsonl`), lines.join(''));
  for (const { program, traces, expected } of candidates) {
    if (traces.size > 1) console.log(`UNSTABLE ${JSON.stringify(program)}`);
    else if (traces.has(expected) || traces.size === 0) continue;
    else console.log(`NOT AS THE MODEL ${JSON.stringify(program)}\n  model ${expected}`);
    for (const [trace, seen] of traces) console.log(`  ${trace} ${seen.join()}`);
  }
  const asModel = kept.filter(({ traces, expected }) => traces.has(expected)).length;
  const unstable = candidates.filter(({ traces }) => traces.size > 1).length;
  console.log(
    `${profile}: ${kept.length} kept (${asModel} as on the model); of ${candidates.length} recorded, ${unstable} had several traces, ` +
      `${candidates.length - unstable - kept.length} were always disturbed; ${unsuitable} were too short or found no delays that define their order`,
  );
}

async function candidate(program: Program): Promise<Candidate> {
  const { trace, times } = await runOnModel(program);
  return {
    program,
    ideal: new Map(trace.map((label, i) => [label, times[i]!])),
    expected: JSON.stringify(trace),
    runs: new Map(),
    traces: new Map(),
    tries: 0,
  };
}

function wants({ runs, traces, tries }: Candidate, node: string): boolean {
  return (
    traces.size < 2 &&
    (runs.get(node) ?? 0) < Number(options.runs) &&
    tries < PATIENCE * Number(options.runs) * options.node.length
  );
}

function batchesOf<T>(all: readonly T[]): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < all.length; i += BATCH) out.push(all.slice(i, i + BATCH));
  return out;
}

async function run(node: string, batch: readonly Candidate[]): Promise<void> {
  const [input, output] = [join(work, `${++batches}.in`), join(work, `${batches}.out`)];
  // The first two only warm the process up.
  const programs = [...batch.slice(0, 2), ...batch].map(({ program }) => program);
  writeFileSync(input, JSON.stringify(programs));
  await promisify(execFile)(node, ['--no-warnings', script, input, output]);
  const runs = (JSON.parse(readFileSync(output, 'utf8')) as RealRun[]).slice(-batch.length);
  batch.forEach((each, i) => note(node, each, runs[i]!));
}

function note(node: string, each: Candidate, run: RealRun): void {
  each.tries++;
  if (isDisturbed(each.ideal, run)) {
    disturbed++;
    return;
  }
  undisturbed++;
  const trace = JSON.stringify(run.trace);
  each.runs.set(node, (each.runs.get(node) ?? 0) + 1);
  each.traces.set(trace, [...(each.traces.get(trace) ?? []), options.node.indexOf(node).toString()]);
}

/** Whether the machine, rather than Node, may have decided about the order: something came too late, or an instant took longer than its millisecond. */
function isDisturbed(ideal: ReadonlyMap<string, number>, { trace, times }: RealRun): boolean {
  const instants = new Map<number, number>();
  return trace.some((label, i) => {
    const time = ideal.get(label);
    if (time === undefined) return false;
    const real = Math.floor(times[i]!);
    const began = instants.get(time) ?? real;
    instants.set(time, began);
    const late = times[i]! - times[0]! - time;
    return began !== real || late < -1 || late > LATE;
  });
}

if (options.help === true || options.node.length === 0) console.log(USAGE);
else void main().finally(() => rmSync(work, { recursive: true }));
