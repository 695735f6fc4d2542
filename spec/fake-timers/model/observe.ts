import type { Clock, FakeTimers } from '../../../lib/fake-timers';
import { Host } from './host';
import type { Body, Op, Program } from './program';

/** Low, so that programs reach it. */
const LOOP_LIMIT = 60;

/** After so many callbacks they do nothing any more: one that refreshes itself and ticks the clock would never end, on either library. */
const BUSY = 50;
/** So many callbacks are noted; an interval can have thousands. */
const NOTED = 200;
const JOBS = new Set(['nextTick', 'queueMicrotask']);

type Callable = Record<string, (...args: unknown[]) => unknown>;
type Handle = Record<string, () => unknown>;

/** What a program does on one library, and everything that can be seen of it. */
export class Observer {
  readonly seen: unknown[] = [];
  private readonly handles: unknown[] = [];
  private labels = 0;
  private readonly firstId: number;
  /** Whether a job is running: the compatible library counts it, and those that ran before it, as pending ("jobs-run-once"). */
  private inJob = false;
  private callbacks = 0;

  constructor(
    private readonly clock: Clock,
    /** Where the scheduling functions are: the clock itself, or the global on which it is installed. */
    private readonly functions: (name: string) => Callable,
    /** Fires the interval that the clock has set at its host, if it has. */
    private readonly fireHostInterval: () => void = () => undefined,
  ) {
    const probe = clock.setTimeout(() => undefined, 1);
    this.firstId = Number(probe);
    clock.clearTimeout(probe);
  }

  /** Runs a step, and notes what it returned or threw, and what the clock reads then. */
  run(op: Op): void {
    this.note(op.op, () => this.perform(op));
  }

  note(what: string, act: () => unknown): void {
    let outcome: unknown;
    try {
      outcome = act();
    } catch (error) {
      outcome = errorOf(error);
    }
    this.seen.push([what, plain(outcome), this.clock.now, this.count()]);
  }

  async noteAsync(what: string, act: () => Promise<unknown>): Promise<void> {
    const outcome = await act().catch(errorOf);
    this.seen.push([what, plain(outcome), this.clock.now, this.count()]);
  }

  look(): unknown {
    const { clock } = this;
    return [
      clock.Date.now(),
      new clock.Date().getTime(),
      clock.hrtime(),
      clock.performance.now(),
      this.temporal(),
      clock.isNearInfiniteLimit,
      [...(clock.timers?.values() ?? [])]
        .sort((a, b) => a.id - b.id)
        .map(({ type, callAt, delay, interval, id }) => [type, callAt, delay, interval, id - this.firstId]),
    ];
  }

  /** What Temporal tells, on hosts that have it. */
  private temporal(): string | undefined {
    const { Now } = (this.clock.Temporal ?? {}) as { Now?: Record<'instant' | 'zonedDateTimeISO', () => Date> };
    return Now && [Now.instant(), Now.zonedDateTimeISO()].join();
  }

  private perform(op: Op): unknown {
    const { clock, handles } = this;
    switch (op.op) {
      case 'schedule': {
        const label = this.labels++;
        const callback = (...args: unknown[]): void => this.callback(label, op.body, args, JOBS.has(op.by));
        const rest =
          op.by === 'setTimeout' || op.by === 'setInterval'
            ? [op.delay, ...op.args]
            : op.by.startsWith('request')
              ? []
              : op.args;
        const handle = this.functions(op.by)[op.by]!(callback, ...rest);
        if (handle !== undefined) handles.push(handle);
        return typeof handle;
      }
      case 'clear':
        return this.functions(op.by)[op.by]!(this.handle(op.handle));
      case 'number': {
        const handle = this.handle(op.handle);
        if (handle === undefined) return undefined;
        handles.push(Number(handle));
        return Number(handle) - this.firstId;
      }
      case 'refresh':
      case 'ref':
      case 'unref': {
        const handle = this.handle(op.handle) as Handle;
        if (typeof handle !== 'object' || (op.op === 'refresh' && this.disturbs(handle))) return undefined;
        return [handle[op.op]!() === handle, handle['hasRef']!()];
      }
      case 'tick':
      case 'jump':
        return clock[op.op](op.amount as number);
      case 'setSystemTime': {
        clock.setSystemTime(op.amount as number);
        return;
      }
      case 'setTickMode':
        clock.setTickMode({ mode: op.mode as 'manual', delta: op.delta });
        return [clock.tickMode.mode, clock.tickMode.counter, clock.tickMode.delta];
      case 'look':
        return this.look();
      case 'settle':
        void this.settle(op.turns, op.body);
        return undefined;
      case 'uninstall':
        return clock.uninstall().length;
      case 'hostInterval':
        this.fireHostInterval();
        return undefined;
      default:
        return clock[op.op]();
    }
  }

  private callback(label: number, { ops, throws }: Body, args: unknown[], isJob = false): void {
    const { clock } = this;
    const outer = this.inJob;
    this.inJob = isJob;
    if (this.callbacks < NOTED)
      this.seen.push([`callback ${label}`, plain(args), clock.now, clock.Date.now(), this.count()]);
    if (++this.callbacks <= BUSY) for (const op of ops) this.run(op);
    this.inJob = outer;
    if (throws) throw new Error(`thrown by ${label}`);
  }

  private async settle(turns: number, body: Body): Promise<void> {
    const label = this.labels++;
    for (let i = 0; i < turns; i++) await Promise.resolve();
    this.callback(label, body, []);
  }

  /** Whether a timer is pending among others: then refreshing it puts the compatible library's heap out of order ("refresh-order"). */
  private disturbs(handle: Handle): boolean {
    const { timers } = this.clock;
    return timers !== undefined && timers.size > 1 && timers.has(Number(handle));
  }

  private count(): number | undefined {
    return this.inJob ? undefined : this.clock.countTimers();
  }

  private handle(index: number): unknown {
    return this.handles.length === 0 ? undefined : this.handles[index % this.handles.length];
  }
}

/** Everything that can be seen of a program on a library. */
export function observe(library: Pick<FakeTimers, 'withGlobal'>, program: Program): unknown[] {
  const { clock, observer } = prepare(library, program);
  for (const op of program.ops) observer.run(op);
  observer.note('look', () => observer.look());
  clock.setTickMode({ mode: 'manual' });
  return observer.seen;
}

/** The same, driven by the Async verbs wherever a verb has one. */
export async function observeAsync(library: Pick<FakeTimers, 'withGlobal'>, program: Program): Promise<unknown[]> {
  const { clock, observer } = prepare(library, program);
  for (const op of program.ops) {
    const twin = (clock as unknown as Record<string, ((amount: unknown) => Promise<unknown>) | undefined>)[
      `${op.op}Async`
    ];
    if (twin === undefined) observer.run(op);
    else await observer.noteAsync(op.op, () => twin('amount' in op ? op.amount : undefined));
  }
  observer.note('look', () => observer.look());
  clock.setTickMode({ mode: 'manual' });
  // What promises are still to do must not be seen in one library only.
  await new Promise(setImmediate);
  return observer.seen;
}

function prepare({ withGlobal }: Pick<FakeTimers, 'withGlobal'>, { now, sentinel }: Program) {
  const host = new Host();
  const clock = withGlobal(host.global).createClock(now, LOOP_LIMIT);
  const observer = new Observer(
    clock,
    () => clock as unknown as Callable,
    () => host.fireInterval(),
  );
  if (sentinel) clock.setTimeout(() => undefined, 100_000);
  return { clock, observer };
}

export function errorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return ['threw', error];
  // Where the compatible library trips over itself ("exact-loop-limit", "duration-errors" in docs/fake-timers.md), the difference is known by the very message.
  if (error.message === "Cannot read properties of null (reading 'error')") return 'EXACT LOOP LIMIT';
  if (error.message === 'str.split is not a function') return ['threw', 'TypeError', 'no duration'];
  if (error.message === "tick only understands numbers, 'm:s' and 'h:m:s', and objects with total()")
    return ['threw', 'TypeError', 'no duration'];
  return ['threw', error.constructor.name, error.message];
}

/** A value as it can be compared: idle deadlines by what they say. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null && 'timeRemaining' in value) {
    const deadline = value as { didTimeout: boolean; timeRemaining(): number };
    return ['deadline', deadline.didTimeout, deadline.timeRemaining()];
  }
  return value;
}
