import type { FailureReport, ReportEvent } from './report';

/** How many lines before and after a marked one are shown, and how many at the end. The others are counted. */
const CONTEXT = 3;
const TAIL = 4;
/** How many at the end, if none is marked. */
const LONG_TAIL = 12;
/** How many lines of an error's message are shown. */
const MESSAGE_LINES = 8;

/** The report as text for a terminal: a dozen lines, which say what happened, what of it matters, and how to have it again. */
export function renderFailure(report: FailureReport, paint: Paint = painter()): string {
  const { token, command } = report;
  return [
    paint.bold(headline(report)),
    ...shrinkLine(report),
    '',
    ...story(report, paint),
    ...errorLines(report).map((line) => paint.red(line)),
    '',
    ...undoLine(report),
    `replay    ${command}`,
    `in code   explore(body, { replay: '${token}' })`,
  ]
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}

function headline({ run, runs, seed, strategy, distinct }: FailureReport): string {
  if (run === 0) return `explore: the replay failed   (seed ${seed})`;
  const schedules = distinct === 1 ? '1 distinct schedule' : `${distinct} distinct schedules`;
  return `explore: run ${run} of ${runs} failed   (seed ${seed}, strategy ${strategy}, ${schedules})`;
}

function shrinkLine({ shrunk, reorder, run }: FailureReport): string[] {
  const legal =
    reorder === 'spec'
      ? 'a JavaScript host can produce this schedule'
      : "no JavaScript host need ever produce this schedule: reorder is 'any'";
  if (shrunk === undefined) return run === 0 ? [] : [legal];
  const effort = `shrunk from ${counted(shrunk.from, 'decision')} to ${shrunk.to} in ${counted(shrunk.runs, 'run')}`;
  return [`${effort}; ${legal}`];
}

function undoLine({ shrunk }: FailureReport): string[] {
  if (shrunk?.to === 0) return ['nothing has to be out of order for that: it fails in the plain order, too'];
  if (shrunk?.eachMatters !== true) return [];
  const which = shrunk.to === 1 ? 'the marked line' : shrunk.to === 2 ? 'either marked line' : 'any marked line';
  return [`passes again if ${which} is undone`];
}

function errorLines({ error: { name, message } }: FailureReport): string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.slice(0, MESSAGE_LINES);
  if (shown.length < lines.length) shown.push(`… ${counted(lines.length - shown.length, 'more line')}`);
  return [`${name}: ${shown[0] ?? ''}`.trimEnd(), ...shown.slice(1).map((line) => `  ${line}`)];
}

/** What happened, if anything did, and a blank line. */
function story(report: FailureReport, paint: Paint): string[] {
  const lines = schedule(report, paint);
  return lines.length === 0 ? [] : [...lines, ''];
}

function schedule({ events }: FailureReport, paint: Paint): string[] {
  const steps = linesOf(events);
  const shown = steps.map((_, i) => isShown(steps, i));
  const cells = steps.map(({ time, owner, what }) => [`t=${Math.round(time * 1000) / 1000} ms`, owner, what]);
  const widths = [0, 1, 2].map((k) => Math.max(0, ...cells.filter((_, i) => shown[i]).map((row) => row[k]!.length)));
  const lines: string[] = [];
  let left = 0;
  steps.forEach((step, i) => {
    if (!shown[i]) left++;
    if (left > 0 && (shown[i] === true || i === steps.length - 1)) {
      lines.push(paint.dim(`  … ${left} more`));
      left = 0;
    }
    if (shown[i] !== true) return;
    const text = cells[i]!.map((cell, k) => cell.padEnd(widths[k]!)).join('   ');
    if (!step.marked) lines.push(`  ${text}`.trimEnd());
    else lines.push(`${paint.mark(`> ${text}`)}   ${step.why}   ${paint.dim(`(${step.otherwise})`)}`);
  });
  return lines;
}

/** What is told in a line. */
interface Line extends Pick<ReportEvent, 'time' | 'owner' | 'marked' | 'why' | 'otherwise'> {
  readonly what: string;
}

/**
 * A line for each event, but a task that goes on does so by what it does then: that a reply came is told only if nothing else comes of it, and the calls that it leads to have its mark.
 */
function linesOf(events: readonly ReportEvent[]): Line[] {
  const lines: Line[] = [];
  events.forEach((event, i) => {
    const next = events[i + 1];
    const leadsOn =
      (event.kind === 'start' || event.kind === 'reply') && next?.kind === 'call' && next.owner === event.owner;
    if (leadsOn) return;
    const last = events[i - 1];
    const led =
      event.kind === 'call' && last?.owner === event.owner && (last.kind === 'start' || last.kind === 'reply');
    const reasons = (led ? [last, event] : [event]).filter(({ marked }) => marked);
    lines.push({
      time: event.time,
      owner: event.owner,
      what: whatIs(event),
      marked: reasons.length > 0,
      why: reasons.map(({ why }) => why).join(', '),
      otherwise: reasons.map(({ otherwise }) => otherwise).join(', '),
    });
  });
  return lines;
}

function whatIs({ kind, label, detail }: ReportEvent): string {
  switch (kind) {
    case 'call':
      return label + detail;
    case 'start':
      return 'starts';
    case 'reply':
      return `${label} replies`;
    case 'end':
      return `ends: ${detail}`;
    default:
      return `${label} ${detail}`.trim();
  }
}

/** What is near something marked, and the end; everything if that saves next to nothing. */
function isShown(lines: readonly Line[], i: number): boolean {
  const anyMarked = lines.some(({ marked }) => marked);
  if (lines.length <= 16 || i >= lines.length - (anyMarked ? TAIL : LONG_TAIL)) return true;
  return lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ marked }) => marked);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** How parts of the text are made to stand out. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  mark(text: string): string;
}

/** Colours if somebody looks at a terminal and did not ask for none (https://no-color.org). */
export function painter(): Paint {
  const { process } = globalThis as {
    process?: { env?: Record<string, string | undefined>; stderr?: { isTTY?: boolean } };
  };
  const plain = process?.stderr?.isTTY !== true || Boolean(process.env?.['NO_COLOR']);
  const paint = (code: number) => (text: string) => (plain ? text : `\u001b[${code}m${text}\u001b[0m`);
  return { bold: paint(1), dim: paint(2), red: paint(31), mark: paint(33) };
}
