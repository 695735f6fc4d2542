import { isfuture } from '../../lib/index';
import type { EventLoop, Future } from '../../lib/index';
import { Endless, renderError } from './errors';
import { END } from './language';
import type { EndState, Json, Trace, TraceEvent } from './language';

/** How much of a trace is kept: as in the reference. */
const MAX_EVENTS = 2_000;
/** How many statements and rounds of loops a program may execute before it counts as endless; the reference counts 20,000 loop iterations. */
const MAX_STATEMENTS = 50_000;

/** Writes the trace of one program, and knows the names its futures go by. */
export class Recorder {
  private readonly events: TraceEvent[] = [];
  /** The first variable each future was bound to. */
  private readonly names = new Map<unknown, string>();
  /** Variables that were bound to a future, in order of their first binding. */
  private readonly futureVariables = new Set<string>();
  private recording = true;
  private cut = false;
  private statements = 0;

  constructor(private readonly loop: EventLoop) {}

  /** Whether the program was given up as endless. */
  get endless(): boolean {
    return this.cut;
  }

  event(who: string, op: string, value: unknown = null): void {
    if (this.cut || !this.recording) return;
    if (this.events.length >= MAX_EVENTS) this.recording = false;
    else this.events.push([this.loop.time(), who, op, this.render(value)]);
  }

  /** Counts a statement, or a round of a loop; ends a program that goes on and on, whatever it is doing. */
  spend(): void {
    if (++this.statements > MAX_STATEMENTS) this.giveUp();
    if (this.cut) throw new Endless();
  }

  /** Has the program end at its next statement, without a further word. */
  giveUp(): void {
    this.cut = true;
    this.loop.stop();
  }

  nameIfFuture(variable: string, value: unknown): void {
    if (!isfuture(value)) return;
    if (!this.names.has(value)) this.names.set(value, variable);
    this.futureVariables.add(variable);
  }

  finish(id: string, variables: ReadonlyMap<string, unknown>): Trace {
    const endless = this.cut || !this.recording;
    return { id, trace: this.events, end: this.endState(variables), ...(endless && { endless }) };
  }

  private endState(variables: ReadonlyMap<string, unknown>): EndState {
    const futures = [...this.futureVariables].map((name) => [name, variables.get(name)] as const).filter(isNamedFuture);
    // Before the states: asking for an exception counts as having looked at it, and one future may have several names.
    const unretrieved = futures.filter(([, future]) => future.unretrieved).map(([name]) => name);
    const vars = futures.map(([name, future]) => [name, ...this.stateOf(future)] as const);
    return { time: this.loop.time(), vars, unretrieved };
  }

  private stateOf(future: Future): [state: string, value: Json] {
    if (!future.done()) return ['pending', null];
    if (future.cancelled()) return ['cancelled', null];
    const error = future.exception();
    return error === undefined ? ['result', this.render(future.result())] : ['exception', this.render(error)];
  }

  private render(value: unknown): Json {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'object') return value as Json;
    if (value instanceof Error) return { '!': renderError(value) };
    if (isfuture(value)) return { '@': this.names.get(value) ?? '?' };
    if (Array.isArray(value)) return value.map((item) => this.render(item));
    if (value instanceof Set) return [...value].map((item) => this.render(item));
    // What `wait` gives is a pair in Python; what an iterator gives is the value, and the end its own mark.
    if ('pending' in value && 'done' in value) return [this.render(value.done), this.render(value.pending)];
    if ('done' in value && 'value' in value) return value.done === true ? END : this.render(value.value);
    return { '@': '?' };
  }
}

function isNamedFuture(variable: readonly [string, unknown]): variable is readonly [string, Future] {
  return isfuture(variable[1]);
}
