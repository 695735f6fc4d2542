/**
 * npm run bench:bugs -- [--json] [--seeds N] [--alarms N] [NAME…]
 *
 * Measures in how many runs `explore` finds published bugs, for many seeds, beside fast-check's scheduler where that can express the program; replays everything that was found; and explores the
 * fixed versions for false alarms. NAME is a part of a row's name. Exits with 1 if a mark is missed. docs/bug-benchmark.md has the results.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { counted, countSchedules } from './dfs-counts';
import { falseAlarm, type Hunt, hunt, summarize, type Summary } from './measure';
import { runsOfFastCheck } from './peer';
import type { Program } from './program';
import { programs } from './programs';

/** After how many runs a row gives up, unless its mark is near; and after how many fast-check does. */
const PATIENCE = 1_000;
const PEER_MOST = 300;

interface Row {
  readonly name: string;
  readonly idea: string;
  readonly others: string;
  readonly mark: Program['mark'];
  readonly found: Summary | undefined;
  readonly hunts: readonly Hunt[];
  readonly fastCheck: Summary | undefined;
  readonly falseAlarm: string | undefined;
  readonly pass: boolean;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '200' },
      alarms: { type: 'string', default: '10000' },
    },
    allowPositionals: true,
  });
  const [seeds, alarms] = [wholeNumber('seeds', values.seeds), wholeNumber('alarms', values.alarms)];
  const isSelected = (name: string): boolean =>
    positionals.length === 0 || positionals.some((part) => name.includes(part));
  const rows: Row[] = [];
  const counts: { name: string; schedules: number; made: number; pass: boolean }[] = [];
  const say = values.json ? () => undefined : (line: string) => console.log(line);

  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]!.model}`;
  say(`${machine}; seeds 0 to ${seeds - 1}, ${alarms} runs of each fixed version`);
  say('| program | found in, mean | worst | mark | fast-check, mean | published | |');
  say('| --- | --- | --- | --- | --- | --- | --- |');
  for (const program of programs.filter(({ name }) => isSelected(name))) {
    const row = await measure(program, seeds, alarms);
    rows.push(row);
    say(line(row));
  }
  for (const program of counted.filter(({ name }) => isSelected(`DFS ${name}`))) {
    const { made, exact } = await countSchedules(program);
    counts.push({ name: program.name, schedules: program.schedules, made, pass: exact });
    say(`| DFS, ${program.name} | ${made} schedules | | ${program.schedules} | | exact | ${verdict(exact)} |`);
  }
  if (rows.length + counts.length === 0) throw new Error(`No row is called ${positionals.join(' or ')}.`);
  if (values.json) console.log(JSON.stringify({ machine, seeds, alarms, rows, counts }, undefined, 2));
  if (![...rows, ...counts].every(({ pass }) => pass)) process.exitCode = 1;
}

async function measure(program: Program, seeds: number, alarms: number): Promise<Row> {
  const { name, idea, others, mark, buggy, usesTime } = program;
  const most = Math.max(PATIENCE, 5 * (typeof mark === 'number' ? mark : 0));
  const hunts: Hunt[] = [];
  const peers: (number | undefined)[] = [];
  for (let seed = 0; buggy !== undefined && seed < seeds; seed++) {
    hunts.push(await hunt(buggy, seed, most));
    if (usesTime !== true) peers.push(await runsOfFastCheck(buggy, seed, PEER_MOST));
  }
  const found =
    hunts.length === 0
      ? undefined
      : summarize(
          hunts.map(({ runs }) => runs),
          most,
        );
  const fastCheck = peers.length === 0 ? undefined : summarize(peers, PEER_MOST);
  const alarm = await falseAlarm(program, alarms);
  const bar = mark === 'fast-check' ? fastCheck!.mean : (mark ?? Infinity);
  const isFound = found === undefined || (found.missed === 0 && found.mean <= bar);
  return {
    name,
    idea,
    others,
    mark,
    found,
    hunts,
    fastCheck,
    falseAlarm: alarm,
    pass: isFound && alarm === undefined,
  };
}

function line({ name, others, mark, found, fastCheck, falseAlarm: alarm, pass }: Row): string {
  const ours = found === undefined ? ['clean', ''] : [shown(found), String(found.worst)];
  const theirs = fastCheck === undefined ? 'cannot express it' : shown(fastCheck);
  const problem = alarm === undefined ? '' : `, FALSE ALARM: ${alarm}`;
  const marked = found === undefined ? '0 alarms' : (mark ?? '-');
  return `| ${name} | ${ours.join(' | ')} | ${marked} | ${found === undefined ? '' : theirs} | ${others} | ${verdict(pass)}${problem} |`;
}

function shown({ mean, missed, worst }: Summary): string {
  if (missed === 0) return mean.toFixed(1);
  return mean === worst ? `never in ${worst}` : `more than ${mean.toFixed(1)} (${missed} missed it)`;
}

function verdict(pass: boolean): string {
  return pass ? 'pass' : 'MISS';
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${option} must be a whole number of at least 1, but was given ${text}.`);
  return number;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
