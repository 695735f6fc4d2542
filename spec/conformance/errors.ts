import {
  BrokenBarrierError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  RuntimeError,
  TimeoutError,
} from '../../lib/index';
import type { Json } from './language';

/** Exceptions of the programs themselves. */
class E1 extends Error {}
class E2 extends Error {}
class E3 extends Error {}

/** A program uses a variable before it is bound: never in a valid corpus. */
export class NameError extends Error {}

/** The program would never end; see `Recorder.spend`. No handler of the program may catch this one. */
export class Endless extends Error {}

type ErrorClass = new (message?: string) => Error;

/** The kinds of the scenario language and our classes. A subclass stands before its base, so that the first match is the kind. */
const KINDS: readonly (readonly [kind: string, type: ErrorClass])[] = [
  ['E1', E1],
  ['E2', E2],
  ['E3', E3],
  ['CancelledError', CancelledError],
  ['TimeoutError', TimeoutError],
  ['InvalidStateError', InvalidStateError],
  ['BrokenBarrierError', BrokenBarrierError],
  ['RuntimeError', RuntimeError],
  ['ValueError', RangeError],
  ['TypeError', TypeError],
  ['NameError', NameError],
  ['QueueEmpty', QueueEmpty],
  ['QueueFull', QueueFull],
  ['QueueShutDown', QueueShutDown],
  ['ExceptionGroup', AggregateError as unknown as ErrorClass],
  ['Deadlock', DeadlockError],
];

export function makeError(kind: string, message?: Json): Error {
  const type = KINDS.find(([name]) => name === kind)?.[1];
  if (type === undefined) throw new NameError(`A program cannot raise ${kind}.`);
  return typeof message === 'string' ? new type(message) : new type();
}

/** Whether `except kind` catches `error`. In Python, `Exception` is everything but CancelledError (and the reference's Deadlock). */
export function catches(kind: string, error: unknown): boolean {
  if (error instanceof Endless) return false;
  if (kind === 'BaseException') return true;
  if (kind === 'Exception') return !(error instanceof CancelledError || error instanceof DeadlockError);
  const type = KINDS.find(([name]) => name === kind)?.[1];
  return type !== undefined && error instanceof type;
}

/** `[kind, message]`, and for groups also the members: what the reference writes for an exception. */
export function renderError(error: Error): Json[] {
  const kind = KINDS.find(([, type]) => error instanceof type)?.[0] ?? error.name;
  if (error instanceof AggregateError) {
    return [kind, error.message, error.errors.map((member) => renderError(member as Error))];
  }
  return [kind, error.message];
}
