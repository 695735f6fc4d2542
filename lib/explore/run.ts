import { RunawayError } from '../core/errors';
import type { Runnable } from '../core/runnable';
import type { HostClock } from '../fake-timers/host-clock';
import { captureContext, ContextVariable, runInContext } from '../host/async-context';
import { processLedger } from '../host/ledger';
import { EventLoop } from '../loop/event-loop';
import { Actor, currentActor } from './actor';
import type { Boundary, Fault } from './boundary';
import type { Candidate } from './decision';
import { show } from './detail';
import { WindowHorizon } from './horizon';
import { Arrival, type Pending } from './pending';
import type { RunEvent } from './record';
import { Recorder } from './recorder';
import type { Strategist } from './strategist';

/** How a run ended. */
export type Outcome = { readonly failed: false } | { readonly failed: true; readonly error: unknown };

/** Settings of a single run. */
export interface RunSettings {
  readonly anyOrder: boolean;
  readonly jitter: number;
  readonly maxSteps: number;
  /** Whether to write down what happened, and not only what was decided. */
  readonly detailed: boolean;
}

/** One run of a body, from its start to its outcome: what {@link Sim} does. */
export class Run {
  outcome: Outcome | undefined;
  /** Whether the next run may have begun, in the same world: what still wants to do something here comes too late. */
  isOver = false;
  readonly recorder: Recorder;
  private readonly main = new Actor('main');
  /** Whose step it was last, for what is scheduled where no async context tells. */
  private running = this.main;
  private readonly names = new Map<string, number>();
  private readonly actors: Actor[] = [this.main];
  /** The tasks that are not done, the body included. */
  private readonly unfinished = new Set<Actor>([this.main]);
  private readonly invariants: { label: string; invariant: () => unknown }[] = [];
  private readonly awaited = new Set<() => boolean>();
  /** The replies that are on their way and known to be failures. */
  private readonly failing = new Set<() => void>();
  /** How many events of real work there had been when the last task ended. */
  private eventsAtEnd: number | undefined;
  private loop: EventLoop | undefined;

  constructor(
    private readonly clock: HostClock,
    private readonly settings: RunSettings,
    private readonly strategist: Strategist,
  ) {
    this.recorder = new Recorder((point) => strategist.decide(point));
    const { engine } = clock;
    engine.trace = this.recorder.trace;
    engine.horizon = new WindowHorizon({
      engine,
      recorder: this.recorder,
      anyOrder: settings.anyOrder,
      jitter: settings.jitter,
      actor: () => this.actor,
      settled: () => this.settled(),
      happens: (what, time, instead, from) => this.happens(what, time, instead, from),
    });
  }

  get now(): number {
    return this.clock.engine.clock.now();
  }

  /** How many callbacks have run: the trace has these and the decisions. */
  get steps(): number {
    const { trace, decisions } = this.recorder;
    return trace.events.length - decisions.length;
  }

  private get actor(): Actor {
    return (ContextVariable.isExact ? currentActor.get() : undefined) ?? this.running;
  }

  begin(body: () => unknown): void {
    const { main } = this;
    const context = captureContext();
    const start = async (): Promise<unknown> => this.perform(body);
    const begin = (): Promise<unknown> => currentActor.run(main, start);
    this.clock.engine.soon(
      entry('main', () => {
        runInContext(context, begin, undefined, []).then(
          () => this.finish(main),
          (error: unknown) => this.end({ failed: true, error }),
        );
      }),
    );
  }

  /** The run is over; what comes later does not count, unless it is a failure of what had passed: a rejection that nobody handles is known only when all promises have settled. */
  end(outcome: Outcome): void {
    if (this.outcome?.failed === true || (this.outcome !== undefined && !outcome.failed)) return;
    this.outcome = outcome;
    this.loop?.stop();
    this.clock.engine.breakBatch();
    this.clock.engine.wakeUp();
  }

  /** Who cannot go on, for the report of a deadlock. */
  get waiting(): string[] {
    const names = [...this.unfinished].map(({ name }) => name);
    // The body usually waits for the tasks.
    return names.length > 1 ? names.filter((name) => name !== 'main') : names;
  }

  /** See {@link RunRecord.lanes}. */
  get lanes(): Map<string, number> {
    return new Map(this.actors.map(({ name, count }) => [name, count]));
  }

  // ---- What happens -------------------------------------------------------------------------------------------

  /** Between two steps: all promises have settled. */
  private settled(): void {
    if (this.outcome !== undefined) return;
    if (this.steps > this.settings.maxSteps) {
      this.end({ failed: true, error: runaway(this.settings.maxSteps, this.now) });
      return;
    }
    this.checkInvariants();
    for (const look of this.awaited) if (look()) this.awaited.delete(look);
  }

  /** Fails the run if an invariant does not hold. */
  private checkInvariants(): void {
    for (const { label, invariant } of this.invariants) {
      try {
        if (atOnce(invariant(), `The invariant "${label}"`) === false)
          throw new Error(`"${label}" does not hold any more, at ${this.now} ms.`);
      } catch (error) {
        this.end({ failed: true, error });
        return;
      }
    }
  }

  private happens(what: Pending, time: number, instead: Candidate | undefined, decisionsFrom: number): void {
    this.running = what.actor;
    this.strategist.ran?.(what.owner);
    if (!this.settings.detailed) return;
    const { owner, step, label, kind } = what;
    this.log({
      time,
      owner,
      step,
      kind,
      label,
      detail: '',
      decisions: this.recorder.decisions.slice(decisionsFrom).map((_, i) => decisionsFrom + i),
      ...(instead && { instead: { owner: instead.owner, step: instead.step, label: instead.label } }),
      ...(kind === 'reply' && { tookMs: time - what.scheduledAt }),
    });
  }

  private log(event: RunEvent): void {
    this.recorder.events.push(event);
  }

  private logOf(
    actor: Actor,
    step: number,
    kind: RunEvent['kind'],
    label: string,
    detail: string,
    decisions: readonly number[] = [],
  ): void {
    if (!this.settings.detailed) return;
    this.log({ time: this.now, owner: actor.name, step, kind, label, detail, decisions });
  }

  // ---- What a Sim does ----------------------------------------------------------------------------------------

  setTimeout(callback: () => void, ms: number): void {
    this.clock.schedule('Timeout', callback, [], ms);
  }

  spawn<T>(name: string, fn: () => Generator<unknown, T> | PromiseLike<T> | T): Promise<T> {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    const actor = new Actor(count === 1 ? name : `${name}#${count}`);
    this.actors.push(actor);
    this.unfinished.add(actor);
    return new Promise<T>((resolve, reject) => {
      const start = async (): Promise<T> => this.perform(fn);
      const { now } = this;
      const context = captureContext();
      const begin = (): Promise<T> => currentActor.run(actor, start);
      const arrive = (): void => {
        runInContext(context, begin, undefined, []).then(
          (value) => {
            resolve(value);
            this.finish(actor);
          },
          (error: unknown) => {
            reject(error);
            this.logOf(actor, -1, 'end', 'fails', show(error));
            this.finish(actor);
          },
        );
      };
      this.clock.engine.at(now, new Arrival(actor, actor.nextStep(), 'start', 'start', now, undefined, arrive));
    });
  }

  /** Calls the body, or a task's function; what turns out to be a generator coroutine runs on the event loop of the run. */
  private perform<T>(fn: () => Generator<unknown, T> | PromiseLike<T> | T): T | PromiseLike<T> {
    const result = fn();
    if (isAsyncGenerator(result)) {
      throw new TypeError(
        'An async generator function cannot be explored: none of its code runs before somebody iterates it. Take an async function, or a generator.',
      );
    }
    if (!isGenerator(result)) return result;
    this.loop ??= this.startLoop();
    return this.loop.createTask(result as never) as unknown as PromiseLike<T>;
  }

  private startLoop(): EventLoop {
    const loop = new EventLoop();
    loop.setExceptionHandler(() => undefined);
    loop.runForeverAsync().then(
      () => loop.close(),
      (error: unknown) => this.end({ failed: true, error }),
    );
    return loop;
  }

  private finish(actor: Actor): void {
    this.unfinished.delete(actor);
    if (this.unfinished.size > 0) return;
    this.checkInvariants();
    this.end({ failed: false });
    this.eventsAtEnd = processLedger().events;
    // In reality they come, be it later; and where nobody waits for one, the host reports an unhandled rejection.
    if (this.outcome?.failed === false) for (const reply of this.failing) reply();
  }

  /** Notes a reply that will be a failure. Where the run has ended well and its promises still settle, it comes at once. What real work does later may be in time for the next run, or not. */
  private willFail(reply: () => void): void {
    this.failing.add(reply);
    if (this.outcome?.failed === false && !this.isOver && this.eventsAtEnd === processLedger().events) reply();
  }

  call<A extends unknown[], R>(boundary: Boundary<A, R>, args: A): Promise<Awaited<R>> {
    const { name, least, most, lane } = boundary;
    const { actor, now } = this;
    const step = actor.nextStep();
    const result = this.perhapsCall(boundary, actor, step, args);
    return new Promise((resolve) => {
      let hasCome = false;
      const reply = (): void => {
        hasCome = true;
        this.failing.delete(reply);
        if (this.outcome !== undefined) this.logOf(actor, -1, 'note', `${name} replies when the run is over`, '');
        resolve(result);
      };
      // Nobody waits for it before the reply comes.
      if (isThenable(result)) result.then(undefined, () => hasCome || this.willFail(reply));
      this.clock.engine.at(now + least, new Arrival(actor, step, 'reply', name, now + most, lane, reply));
    });
  }

  /** Calls a function of the outside world, unless a fault is chosen. */
  private perhapsCall<A extends unknown[], R>(
    { name, fn, faults }: Boundary<A, R>,
    actor: Actor,
    step: number,
    args: A,
  ): Awaited<R> | Promise<Awaited<R>> {
    const detail = this.settings.detailed ? `(${args.map(show).join(', ')})` : '';
    const decision = this.recorder.decisions.length;
    const fault = this.chooseFault(name, faults, actor, step);
    try {
      if (fault !== undefined) throw fault;
      const result = fn(...args) as Awaited<R> | Promise<Awaited<R>>;
      this.logOf(
        actor,
        step,
        'call',
        name,
        isThenable(result) || result === undefined ? detail : `${detail} -> ${show(result)}`,
      );
      return result;
    } catch (error) {
      this.logOf(actor, step, 'call', name, `${detail} -> ${show(error)}`, fault === undefined ? [] : [decision]);
      return Promise.reject(error);
    }
  }

  private chooseFault(name: string, faults: readonly Fault[], actor: Actor, step: number): Error | undefined {
    if (faults.length === 0) return undefined;
    const made = faults.map((fault) => (typeof fault === 'function' ? fault() : fault));
    const owner = actor.name;
    const option = (i: number): Candidate => ({ owner, step, label: i === 0 ? 'no fault' : String(made[i - 1]) });
    const about = { owner, step, label: name };
    const choice = this.recorder.decide('fault', about, 0, this.now, made.length + 1, option);
    return made[choice - 1];
  }

  pick<T>(label: string, n: number, value: (i: number) => T): T {
    const { actor } = this;
    const step = actor.nextStep();
    const owner = actor.name;
    const option = (i: number): Candidate => ({ owner, step, label: show(value(i)) });
    const choice = n === 1 ? 0 : this.recorder.decide('pick', { owner, step, label }, 0, this.now, n, option);
    const picked = value(choice);
    if (this.settings.detailed) {
      const decisions = n === 1 ? [] : [this.recorder.decisions.length - 1];
      this.log({ time: this.now, owner, step, kind: 'pick', label, detail: show(picked), decisions });
    }
    return picked;
  }

  watch(label: string, invariant: () => unknown): void {
    this.invariants.push({ label, invariant });
    this.checkInvariants();
  }

  async eventually(withinMs: number, condition: () => unknown): Promise<void> {
    const isTrue = (): boolean => atOnce(condition(), 'The condition of eventually()') === true;
    if (isTrue()) return;
    const { actor } = this;
    const { engine } = this.clock;
    await new Promise<void>((resolve, reject) => {
      const end = this.now + withinMs;
      const deadline = new Deadline(actor, actor.nextStep(), 'timer', 'eventually', end, undefined, () => {
        this.awaited.delete(look);
        if (isTrue()) resolve();
        else reject(new Error(`The condition of eventually() was not true within ${withinMs} ms, at ${this.now} ms.`));
      });
      const look = (): boolean => {
        if (!isTrue()) return false;
        deadline.cancel();
        engine.timers.remove(deadline);
        engine.soon(entry(deadline.label(), resolve));
        return true;
      };
      engine.at(end, deadline);
      this.awaited.add(look);
    });
  }

  note(text: string): void {
    this.logOf(this.actor, -1, 'note', text, '');
  }
}

/** An arrival that can be called off. */
class Deadline extends Arrival {
  private isOff = false;

  cancel(): void {
    this.isOff = true;
  }

  override isCancelled(): boolean {
    return this.isOff;
  }
}

function entry(label: string, act: () => void): Runnable {
  return { run: act, isCancelled: () => false, label: () => label };
}

function isThenable<T>(value: T | PromiseLike<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** What a function has to know at once. @throws TypeError for a promise, which would be neither true nor false, and silently so. */
function atOnce(value: unknown, what: string): unknown {
  if (!isThenable(value)) return value;
  value.then(undefined, () => undefined);
  throw new TypeError(
    `${what} returned a promise, but it is looked at between two steps, where nobody waits. Make it a plain function.`,
  );
}

function isAsyncGenerator(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object AsyncGenerator]';
}

function isGenerator(value: unknown): value is Generator {
  return Object.prototype.toString.call(value) === '[object Generator]';
}

function runaway(maxSteps: number, now: number): RunawayError {
  return new RunawayError(
    `${maxSteps} callbacks have run in this run, at ${now} ms of virtual time, and no end is in sight. ` +
      'Let the body end, or raise maxSteps if it is really that long.',
  );
}
