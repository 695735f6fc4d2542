import { Random } from '../../lib/core/random';
import type { AsyncBlock, AsyncStatement, Awaitable, Block, Delay, Options, Program, Statement } from './language';
import { runOnModel } from './model';
import type { Wait } from './model';

/** Between any two instants at which timers fire there is this much time, so that lateness cannot change their order. In milliseconds. */
export const GAP = 8;
/** Delays are multiples of this, apart from those that Node takes for 1. */
const GRID = 10;
const LONGEST = 7;
/** When the last timer of a program fires, at the latest, in milliseconds after its start. */
const END = 200;
/** How many delays are drawn anew before a program is given up. */
const ATTEMPTS = 400;

type Op = AsyncStatement[0];
type Weights = Partial<Readonly<Record<Op, number>>>;

const COMMON: Weights = { tick: 1, microtask: 1, chain: 1 };
const HANDLES: Weights = { clear: 1, unref: 0.5, ref: 0.3, refresh: 0.7, hasRef: 0.4 };

/** What the programs of each profile are made of. */
export const PROFILES: Readonly<Record<string, Weights>> = {
  timers: { ...HANDLES, timeout: 8, tick: 0.3, microtask: 0.3, clear: 1.5, refresh: 1.2 },
  immediates: { immediate: 8, timeout: 3, clear: 1.5, ...COMMON, hasRef: 0.3, unref: 0.5 },
  microtasks: { tick: 5, microtask: 5, chain: 4, timeout: 2, immediate: 2, async: 2, await: 3, deferred: 1, resolve: 2 },
  promises: { async: 4, await: 8, deferred: 2, resolve: 2, reject: 1, chain: 2, timeout: 3, immediate: 1, tick: 1, microtask: 1 },
  'timers-promises': { async: 5, await: 8, each: 1.5, timeout: 2, immediate: 1.5, ...COMMON },
  abort: { controller: 3, abort: 3, deadline: 2, onAbort: 3, async: 5, await: 6, each: 1, timeout: 3, immediate: 0.7, tick: 0.5 },
  intervals: { interval: 5, each: 2, async: 2, timeout: 3, immediate: 1, ...HANDLES, tick: 0.5, microtask: 0.5 },
  // Timers and immediates of one instant that call each other off.
  twins: { timeout: 8, immediate: 6, clear: 6, refresh: 4, unref: 2, hasRef: 0.5, interval: 1, tick: 1, microtask: 0.5 },
  // What happens when a signal is aborted, to the microtask.
  signals: { controller: 3, abort: 5, async: 6, await: 8, chain: 4, microtask: 2, tick: 1, onAbort: 2, timeout: 3, immediate: 1 },
  // Asynchronous iterators whose consumers are slow.
  iterators: { async: 5, each: 5, await: 9, timeout: 2, tick: 0.5, chain: 1, controller: 1, abort: 1 },
  mixed: {
    timeout: 5, interval: 1.5, immediate: 3, tick: 2, microtask: 2, chain: 2, async: 3, await: 5, each: 1, ...HANDLES,
    deferred: 1, resolve: 1, reject: 0.5, controller: 1, abort: 1, deadline: 0.5, onAbort: 1,
  },
}; // prettier-ignore

/** What an `await` of a profile waits for, by weight; the combinators come on top. */
const AWAITABLES: Readonly<Record<string, Partial<Record<Awaitable[0], number>>>> = {
  microtasks: { resolved: 3, thenable: 2, promise: 2, call: 2, immediate: 1 },
  promises: { resolved: 2, thenable: 1, promise: 3, call: 2, timer: 3, all: 1, race: 1, allSettled: 1 },
  'timers-promises': { sleep: 4, wait: 2, immediate: 2, yield: 2, resolved: 1, all: 1, race: 1, call: 1 },
  signals: { sleep: 4, wait: 2, immediate: 4, promise: 1, resolved: 1, race: 1, all: 0.5 },
  iterators: { sleep: 5, timer: 2, immediate: 2, resolved: 1 },
  abort: { sleep: 4, wait: 2, immediate: 1, all: 0.5, race: 1, allSettled: 0.5, call: 0.5 },
};
const ANY: Partial<Record<Awaitable[0], number>> = {
  sleep: 2, wait: 1, immediate: 1, yield: 1, timer: 1, resolved: 1, thenable: 0.5, promise: 1, call: 1, all: 0.7, race: 0.7, allSettled: 0.3,
}; // prettier-ignore

/**
 * A random program whose order Node defines, although it runs in real time.
 *
 * It is written down first, then run on the model, which says when its timers fire, and while two of them come too close, a delay of one of them is drawn
 * anew. What "too close" is depends on times alone, and the model's order is never looked at.
 *
 * @returns Undefined if the program says too little or too much to be of use, or if no such delays were found.
 */
export async function generate(profile: string, seed: number): Promise<Program | undefined> {
  const random = new Random(seed);
  const writer = new Writer(random, profile);
  const program = { id: `${profile}-${seed}`, main: writer.main() };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { waits, trace } = await runOnModel(program, 2 * END);
    // A line that is said twice (by two `hasRef`) does not tell which of them it was.
    if (trace.length < 6 || trace.length > 80 || new Set(trace).size < trace.length) return undefined;
    const tooLong = waits.find(({ when, until }) => when > END && until >= when);
    const culprit = tooLong?.delay ?? undefinedOrder(waits);
    if (culprit === undefined) return program;
    writer.redraw(culprit, tooLong !== undefined);
  }
  return undefined;
}

/**
 * The delay of a timer that makes the order of a run on real Node depend on chance, if there is one.
 *
 * Two timers may fire at one instant only if they were created at one instant with equal delays, so that Node has them in one list; and apart from timers of
 * 1 ms after what created them, instants keep their distance. The same goes for timers that are called off at the last moment.
 */
function undefinedOrder(waits: readonly Wait[]): number | undefined {
  const close = waits.filter(({ when, until }) => until >= when - GAP).sort((a, b) => a.when - b.when);
  for (let i = 0; i < close.length; i++) {
    const wait = close[i]!;
    const before = close[i - 1];
    if (before === undefined) continue;
    const distance = wait.when - before.when;
    const together = distance === 0 && wait.since === before.since && wait.delay === before.delay;
    const follows = distance > 0 && wait.delay === 1 && wait.since >= before.when;
    if (!together && !follows && distance < GAP) return wait.delay > 1 ? wait.delay : before.delay;
    // Called off, but not clearly before it was due.
    if (wait.until < wait.when && wait.delay > 1) return wait.delay;
  }
  return undefined;
}

/** A delay in the program that is being written: it may be drawn anew. */
interface Site {
  readonly statement: unknown[];
  readonly index: number;
}

class Writer {
  private names = 0;
  private lastDelay: Delay = GRID;
  private budget: number;
  private readonly sites: Site[] = [];
  private readonly timers: string[] = [];
  private readonly deferreds: string[] = [];
  private readonly controllers: string[] = [];
  private readonly signals: string[] = [];
  private readonly weights: Weights;
  private readonly awaitables: Partial<Record<Awaitable[0], number>>;

  constructor(
    private readonly random: Random,
    private readonly profile: string,
  ) {
    this.weights = PROFILES[profile]!;
    this.awaitables = AWAITABLES[profile] ?? ANY;
    this.budget = 8 + random.below(16);
  }

  main(): Block {
    const block: Statement[] = [];
    // What others refer to comes first, or they would find nothing.
    for (const op of ['deferred', 'controller', 'deadline'] as const) {
      if (this.chance((this.weights[op] ?? 0) / 3)) block.push(this.statement(op, 0) as Statement);
    }
    while (this.budget > 0) block.push(...this.block(0));
    return block;
  }

  /** Another delay in place of one that is `delay` long, a shorter one if it would take too long. */
  redraw(delay: number, tooLong: boolean): void {
    const sites = this.sites.filter(({ statement, index }) => Math.trunc(statement[index] as number) === delay);
    // A timer of 1 ms can only be in the way of another: then any other may move.
    const { statement, index } = this.pick(sites.length > 0 ? sites : this.sites);
    const fresh = tooLong ? GRID * (1 + this.random.below(2)) : this.longDelay();
    // AbortSignal.timeout takes whole numbers only.
    statement[index] = statement[0] === 'deadline' ? Math.trunc(fresh) : fresh;
  }

  private block(depth: number): Statement[] {
    return this.statements(depth, false) as Statement[];
  }

  private asyncBlock(depth: number): AsyncBlock {
    return this.statements(depth, true);
  }

  private statements(depth: number, isAsync: boolean): AsyncStatement[] {
    const few = isAsync ? 1 : 0;
    const count = depth === 0 ? 2 + this.random.below(4) : few + this.random.below(depth < 4 ? 4 : 2);
    const out: AsyncStatement[] = [];
    for (let i = 0; i < count && this.budget > 0; i++) {
      // Twins do little but call each other off: what they create would come between them.
      const op = this.draw(depth > 0 && this.profile === 'twins' && !this.chance(0.25) ? HANDLES : this.weights);
      if ((op === 'await' || op === 'each') && !isAsync) continue;
      this.budget--;
      const statement = this.statement(op, depth + 1);
      if (statement !== undefined) out.push(statement);
    }
    return out;
  }

  private statement(op: Op, depth: number): AsyncStatement | undefined {
    switch (op) {
      case 'timeout': {
        const name = this.name('t', this.timers);
        const delay = this.delay();
        return this.site([op, name, delay, this.block(depth)], 2);
      }
      case 'interval': {
        const name = this.name('n', this.timers);
        const turns = Array.from({ length: 1 + this.random.below(3) }, () => this.block(depth + 1));
        return this.site([op, name, this.longDelay(), turns], 2);
      }
      case 'immediate':
        return [op, this.name('i', this.timers), this.block(depth)];
      case 'tick':
      case 'microtask':
        return [op, this.name(op === 'tick' ? 'k' : 'm'), this.block(depth)];
      case 'chain':
        return [op, this.name('c'), Array.from({ length: 1 + this.random.below(4) }, () => this.block(depth + 1))];
      case 'async':
        return [op, this.name('f'), this.asyncBlock(Math.min(depth, 1))];
      case 'clear': {
        const timer = this.target();
        return timer === undefined ? undefined : [op, timer, this.chance(0.2) ? 'number' : 'object'];
      }
      case 'ref':
      case 'unref':
      case 'refresh':
      case 'hasRef': {
        const timer = this.target();
        return timer === undefined || (op === 'refresh' && timer.startsWith('i')) ? undefined : [op, timer];
      }
      case 'deferred':
        return [op, this.name('d', this.deferreds)];
      case 'resolve':
      case 'reject': {
        const deferred = this.known(this.deferreds);
        return deferred === undefined ? undefined : [op, deferred];
      }
      case 'controller': {
        const name = this.name('a', this.controllers);
        this.signals.push(name);
        return [op, name];
      }
      case 'abort': {
        const controller = this.known(this.controllers);
        return controller === undefined ? undefined : [op, controller];
      }
      case 'deadline':
        return this.site([op, this.name('s', this.signals), Math.trunc(this.longDelay())], 2);
      case 'onAbort': {
        const signal = this.known(this.signals);
        return signal === undefined ? undefined : [op, this.name('o'), signal, this.block(depth)];
      }
      case 'await':
        return [op, this.name('w'), this.awaitable(depth)];
      case 'each': {
        const turns = Array.from({ length: 1 + this.random.below(3) }, () => this.asyncBlock(depth + 1));
        return this.site([op, this.name('e'), this.longDelay(), turns, this.options()], 2);
      }
    }
  }

  private awaitable(depth: number, nested = false): Awaitable {
    const op = this.draw(this.awaitables);
    switch (op) {
      case 'sleep':
      case 'wait':
        return this.site([op, this.delay() ?? 1, this.options()], 1);
      case 'timer':
        return this.site([op, this.delay() ?? 1], 1);
      case 'immediate':
        return [op, this.options()];
      case 'yield':
      case 'resolved':
      case 'thenable':
        return [op];
      case 'promise': {
        const deferred = this.known(this.deferreds);
        return deferred === undefined ? ['resolved'] : [op, deferred];
      }
      case 'call':
        return [op, this.asyncBlock(depth + 1)];
      case 'all':
      case 'race':
      case 'allSettled':
        if (nested) return ['resolved'];
        return [op, Array.from({ length: 2 + this.random.below(2) }, () => this.awaitable(depth + 1, true))];
    }
  }

  private options(): Options {
    const signal = this.chance(0.7) ? this.known(this.signals) : undefined;
    return { ...(signal !== undefined && { signal }), ...(this.chance(0.04) && { ref: false as const }) };
  }

  private delay(): Delay {
    // Twins, which have the same delay from the same place, share a list of Node's.
    if (this.chance(this.profile === 'twins' ? 0.6 : 0.25)) return this.lastDelay;
    return (this.lastDelay = this.freshDelay());
  }

  private freshDelay(): Delay {
    if (!this.chance(0.15)) return this.longDelay();
    return this.pick([0, 1, 0, 1, 1.9, 0.5, -5, null]);
  }

  private longDelay(): number {
    const delay = GRID * (1 + this.random.below(LONGEST));
    return this.chance(0.05) ? delay + 0.5 : delay;
  }

  /** Notes where in a statement its delay is. */
  private site<S extends AsyncStatement | Awaitable>(statement: S, index: number): S {
    this.sites.push({ statement: statement as unknown as unknown[], index });
    return statement;
  }

  private name(prefix: string, list?: string[]): string {
    const name = prefix + String(++this.names);
    list?.push(name);
    return name;
  }

  /** One of the last names of a list, if there are any. */
  private known(list: readonly string[]): string | undefined {
    const last = list.slice(-4);
    return last.length === 0 ? undefined : this.pick(last);
  }

  /** A timer or an immediate; a twin may also mean one that is not written yet. */
  private target(): string | undefined {
    if (this.profile !== 'twins' || this.chance(0.5)) return this.known(this.timers);
    return this.pick(['t', 't', 'i']) + String(this.names + 1 + this.random.below(3));
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.random.below(values.length)]!;
  }

  private chance(probability: number): boolean {
    return this.random.below(1000) < 1000 * probability;
  }

  private draw<K extends string>(weights: Partial<Readonly<Record<K, number>>>): K {
    const entries = Object.entries<number>(weights as Record<K, number>) as [K, number][];
    let left = (this.random.uint32() / 2 ** 32) * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) if ((left -= weight) < 0) return key;
    return entries.at(-1)![0];
  }
}
