import { checksum, decodeBytes, encodeBytes, Reader, Writer } from './token-bytes';
import { type Candidate, type Decide, type DecisionKind, decisionName, type Point } from './decision';
import { choiceAt, deviationsOf, type Kept } from './kept';
import type { RunRecord } from './record';

/**
 * A replay token cannot be followed: it is damaged or none at all, or the program has changed since it was made. Then the message says at which decision, what was expected there, and what was found.
 *
 * ```ts
 * import { explore } from 'tickless';
 *
 * const test = explore(() => undefined, { replay: 'v1.abc.def' });
 * await test(); // throws ReplayError: replay is damaged
 * ```
 */
export class ReplayError extends Error {
  /** @internal */
  override name = 'ReplayError';
}

/** What a token has of a decision: enough to take it again, and to notice that it is another. */
interface KeptWithLabel extends Kept {
  readonly label: string;
  readonly chosen: Candidate;
}

/** The first part of every token. What it says about the rest may change only with a new one. */
const VERSION = 'v1';
const KINDS: readonly DecisionKind[] = ['order', 'latency', 'fault', 'pick'];

/**
 * The run as a short text, by which it is had again: `v1.A3f.2kQ…`, a version, a checksum, and in base64url the seed and the decisions that are not 0, with their labels.
 *
 * A decision is told by who takes it and what is chosen, so the token outlives edits that leave alone what it is about; and thanks to the labels one knows when it does not.
 */
export function encodeToken(record: RunRecord): string {
  const decisions = deviationsOf(record);
  const texts = [
    ...new Set(decisions.flatMap(({ owner, label, chosen }) => [owner, label, chosen.owner, chosen.label])),
  ];
  const index = new Map(texts.map((text, i) => [text, i]));
  const out = new Writer();
  out.number(record.seed);
  out.number(texts.length);
  for (const text of texts) out.text(text);
  out.number(decisions.length);
  for (const { kind, owner, step, pass, label, choice, chosen } of decisions) {
    out.number(KINDS.indexOf(kind));
    for (const text of [owner, label, chosen.owner, chosen.label]) out.number(index.get(text)!);
    // A step of -1 is none.
    for (const number of [step + 1, pass, choice, chosen.step + 1]) out.number(number);
  }
  const body = encodeBytes(out.bytes);
  return `${VERSION}.${checksum(body)}.${body}`;
}

/** @throws ReplayError or TypeError for what is no token, or is damaged. `where` is where it was found. */
export function decodeToken(token: unknown, where: string): Replay {
  if (typeof token !== 'string')
    throw new TypeError(`${where} must be a replay token, a string that a failed explore() printed.`);
  const [version, sum, body, ...more] = token.trim().split('.');
  const remedy = 'Copy the whole token that a failed explore() printed, or run explore() again for a new one.';
  if (body === undefined || more.length > 0 || !/^v\d+$/.test(version!))
    throw new ReplayError(`${where} is not a replay token: '${clip(token)}'. ${remedy}`);
  if (version !== VERSION)
    throw new ReplayError(`${where} is a token of version ${version}, and this tickless reads ${VERSION}. ${remedy}`);
  if (sum !== checksum(body)) throw new ReplayError(`${where} is damaged: '${clip(token)}'. ${remedy}`);
  try {
    return new Replay(token.trim(), ...readBody(body));
  } catch {
    throw new ReplayError(`${where} cannot be read: '${clip(token)}'. ${remedy}`);
  }
}

function readBody(body: string): [seed: number, decisions: KeptWithLabel[]] {
  const input = new Reader(decodeBytes(body));
  const seed = input.number();
  const texts = input.list(() => input.text());
  const decisions = input.list((): KeptWithLabel => {
    const kind = KINDS[input.number()]!;
    const [owner, label, chosenOwner, chosenLabel] = [0, 1, 2, 3].map(() => texts[input.number()]!);
    const [step, pass, choice, chosenStep] = [0, 1, 2, 3].map(() => input.number());
    const chosen = { owner: chosenOwner!, step: chosenStep! - 1, label: chosenLabel! };
    return { kind, owner: owner!, step: step! - 1, pass: pass!, label: label!, choice: choice!, chosen };
  });
  input.end();
  return [seed, decisions];
}

/** A schedule to be followed, once. */
export class Replay {
  private readonly open: Map<string, KeptWithLabel>;
  /** How many decisions the run has taken. */
  private taken = 0;
  private change: string | undefined;

  constructor(
    readonly token: string,
    readonly seed: number,
    readonly decisions: readonly KeptWithLabel[],
  ) {
    this.open = new Map(decisions.map((decision) => [decisionName(decision), decision]));
  }

  readonly decide: Decide = (point) => {
    this.taken++;
    const name = decisionName(point);
    const decision = this.open.get(name);
    if (decision === undefined) return 0;
    this.open.delete(name);
    const choice = choiceAt(point, decision);
    if (point.label !== decision.label) this.expected(label(decision), label(point));
    else if (choice === undefined) this.expected(optionName(decision), optionsOf(point));
    return choice ?? 0;
  };

  /** To be called when the run is over: the error to fail with if it was not the one that was recorded. */
  changed(): ReplayError | undefined {
    const [missing] = this.open.values();
    if (missing !== undefined) {
      this.taken++;
      this.expected(label(missing), 'the end of the run');
    }
    if (this.change === undefined) return undefined;
    return new ReplayError(
      `${this.change}. The test, or what it tests, is not what it was when the token was made, or the token is that of another test: run explore() without it for a new schedule.`,
    );
  }

  private expected(expected: string, found: string): void {
    this.change ??= `The program changed at decision ${this.taken}: expected ${expected}, found ${found}`;
  }
}

/** `db.read#2`, the task's own number of what it is. */
function label({ label, step }: { readonly label: string; readonly step: number }): string {
  return step < 0 ? label : `${label}#${step}`;
}

function optionName({ kind, label: what, chosen }: KeptWithLabel): string {
  return kind === 'order' ? `${chosen.owner} ${label(chosen)}` : `${what} to be ${chosen.label}`;
}

/** What can be chosen, the first few. */
function optionsOf(point: Point): string {
  const shown = Math.min(point.n, 4);
  const names = Array.from({ length: shown }, (_, i) => {
    const option = point.option(i);
    return point.kind === 'order' ? `${option.owner} ${label(option)}` : option.label;
  });
  return `only ${names.join(', ')}${shown < point.n ? ' …' : ''}`;
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The token given by the environment variable TICKLESS_REPLAY, if there is one. */
export function tokenFromEnvironment(): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const token = process?.env?.['TICKLESS_REPLAY'];
  return token === '' ? undefined : token;
}
