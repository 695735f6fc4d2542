import {
  asCompleted,
  Barrier,
  BoundedSemaphore,
  Condition,
  coroutine,
  currentTask,
  ensureFuture,
  Event,
  EventLoop,
  gather,
  LifoQueue,
  Lock,
  PriorityQueue,
  Queue,
  Semaphore,
  shield,
  sleep,
  TaskGroup,
  timeout,
  timeoutAt,
  wait,
  waitFor,
} from '../../lib/index';
import type { AsCompletedIterator, Awaitable, Future, GeneratorCoroutine, Timeout, WaitOptions } from '../../lib/index';
import { makeError, NameError } from './errors';
import { END } from './language';
import type {
  AsCompleted,
  Block,
  Control,
  Expression,
  Json,
  Leaf,
  Operation,
  Statement,
  Trace,
  When,
} from './language';
import { Recorder } from './recorder';

/** Far above what any program needs, and low enough that a loop which turns for ever is told on within a second. */
const MAX_STEPS_PER_INSTANT = 1_000_000;

// prettier-ignore
const OPERATIONS: ReadonlySet<string> = new Set<Operation[0]>([
  'await', 'call', 'sleep', 'gather', 'wait', 'wait_for', 'shield', 'ensure', 'next', 'anext',
]);

// prettier-ignore
const COROUTINE_METHODS: ReadonlySet<string> = new Set([
  'acquire', 'wait', 'wait_for', 'put', 'get', 'join', 'reset', 'abort',
]);

/** Where a statement runs: the name that the trace shows, and the exception that is being handled. */
export interface Frame {
  readonly who: string;
  readonly handling?: unknown;
}

/** What a block gives if a `return` statement ended it. */
export interface Return {
  readonly value: Json;
}

/** What an expression denotes: an object of the library, or a generator of the program. */
type AnyAwaitable = Awaitable<unknown> | GeneratorCoroutine;

/** What a program's parts are made of: in this the two kinds of coroutine differ. */
export interface Bodies {
  /** The coroutine object of `["call", name]`. */
  coroutine(name: string, who: string): AnyAwaitable;
  /** Runs the block of a callback, in which nothing is awaited. */
  callback(block: Block, frame: Frame): void;
}

/**
 * The variables of a program, and everything it can do that is not control flow: each operation is one call of the public API.
 *
 * Nothing here waits, orders or decides; that is the library's part, and what is being tested.
 */
export class Operations {
  readonly loop = new EventLoop({
    maxStepsPerInstant: MAX_STEPS_PER_INSTANT,
    realWork: 'ignore', // the programs have none; what the test runner does meanwhile is its own affair
  });
  readonly recorder = new Recorder(this.loop);
  private readonly variables = new Map<string, unknown>([['loop', this.loop]]);
  private readonly counters = new Map<string, number>();
  /** Done callbacks by name: one name is one function. */
  private readonly doneCallbacks = new Map<string, (future: Future) => void>();
  /** How many coroutine objects were made of each coroutine function. */
  private readonly instances = new Map<string, number>();

  constructor(private readonly bodies: Bodies) {
    this.loop.setExceptionHandler((_, context) => {
      if (context.leftover) return; // what asyncio says when it collects garbage: the end state shows it
      this.recorder.event('loop', 'error', context.exception);
    });
  }

  /** The trace of the program, which has ended; closes what it left open. */
  finish(id: string): Trace {
    const trace = this.recorder.finish(id, this.variables);
    this.loop.setExceptionHandler(() => undefined);
    this.loop.close();
    return trace;
  }

  // ----- variables -----

  variable(name: string): unknown {
    if (name === 'self') return currentTask(this.loop);
    if (!this.variables.has(name)) throw new NameError(name);
    return this.variables.get(name);
  }

  bind(name: string, value: unknown): void {
    this.variables.set(name, value);
    this.recorder.nameIfFuture(name, value);
  }

  // ----- statements without a block -----

  simple(statement: Control, frame: Frame): Return | undefined {
    switch (statement[0]) {
      case 'emit':
        this.recorder.event(frame.who, 'emit', statement[1]);
        return undefined;
      case 'new': {
        const [, name, kind, ...args] = statement;
        this.bind(name, this.create(kind, args));
        return undefined;
      }
      case 'let':
        this.bind(statement[1], this.value(statement[2]));
        return undefined;
      case 'spawn':
        this.bind(statement[1], this.loop.createTask(this.expression(statement[2])));
        return undefined;
      case 'add': {
        const [, counter, amount] = statement;
        this.counters.set(counter, this.counter(counter) + amount);
        this.recorder.event(frame.who, 'add', this.counter(counter));
        return undefined;
      }
      case 'raise':
        throw makeError(statement[1], statement[2]);
      case 'reraise':
        throw frame.handling;
      case 'return':
        return { value: statement[1] ?? null };
      default:
        throw new SyntaxError(`Not a statement: ${JSON.stringify(statement)}`);
    }
  }

  /** What `timeout` and `timeout_at` enter. */
  newTimeout(statement: Statement & { 0: 'timeout' | 'timeout_at' }): Timeout {
    const made =
      statement[0] === 'timeout' ? timeout(statement[2] ?? undefined) : timeoutAt(this.instant(statement[2]));
    this.bind(statement[1], made);
    return made;
  }

  newGroup(name: string): TaskGroup {
    const group = new TaskGroup();
    this.bind(name, group);
    return group;
  }

  private create(kind: string, args: readonly (string | number)[]): unknown {
    const n = args[0] as number | undefined;
    switch (kind) {
      case 'future':
        return this.loop.createFuture();
      case 'lock':
        return new Lock();
      case 'event':
        return new Event();
      case 'cond':
        return new Condition(...args.map((name) => this.variable(name as string) as Lock));
      case 'sem':
        return new Semaphore(n);
      case 'bsem':
        return new BoundedSemaphore(n);
      case 'barrier':
        return new Barrier(n as number);
      case 'queue':
        return new Queue(n);
      case 'pqueue':
        return new PriorityQueue(n);
      case 'lqueue':
        return new LifoQueue(n);
      default:
        throw new SyntaxError(`Not a kind of object: ${kind}`);
    }
  }

  private counter(name: string): number {
    return this.counters.get(name) ?? 0;
  }

  private value(expression: Expression | AsCompleted): unknown {
    if (expression[0] !== 'as_completed') return this.expression(expression as Expression);
    const [, fs, timeoutMs] = expression as AsCompleted;
    return asCompleted(this.expressions(fs), { timeout: timeoutMs ?? undefined });
  }

  // ----- expressions -----

  /** Makes the awaitable that `expression` denotes; of those that are coroutines nothing runs yet. */
  expression(expression: Expression): AnyAwaitable {
    if (typeof expression === 'string') return this.variable(expression) as AnyAwaitable;
    if (!isOperation(expression)) return this.method(expression) as AnyAwaitable;
    switch (expression[0]) {
      case 'await':
        return this.expression(expression[1]);
      case 'call':
        return this.call(expression[1]);
      case 'sleep':
        return sleep(expression[1], expression[2]);
      case 'gather':
        return gather(...this.expressions(expression[1]), { returnExceptions: expression[2] ?? false });
      case 'wait': {
        const [, fs, timeoutMs, returnWhen] = expression;
        const options = { timeout: timeoutMs ?? undefined, returnWhen } as WaitOptions;
        return wait(this.expressions(fs) as Future[], options);
      }
      case 'wait_for':
        return waitFor(this.expression(expression[1]), expression[2] ?? undefined);
      case 'shield':
        return shield(this.expression(expression[1]));
      case 'ensure':
        return ensureFuture(this.expression(expression[1]), { loop: this.loop });
      case 'next': {
        const { done, value } = (this.variable(expression[1]) as AsCompletedIterator<unknown>).next();
        return done === true ? exhausted() : value;
      }
      case 'anext':
        return (this.variable(expression[1]) as AsCompletedIterator<unknown>).anext();
    }
  }

  private expressions(expressions: readonly Expression[]): AnyAwaitable[] {
    return expressions.map((expression) => this.expression(expression));
  }

  private call(name: string): AnyAwaitable {
    const count = (this.instances.get(name) ?? 0) + 1;
    this.instances.set(name, count);
    return this.bodies.coroutine(name, count === 1 ? name : `${name}#${count}`);
  }

  // ----- methods -----

  /** Calls a method; a coroutine method gives its coroutine object. Those whose arguments are parts of the program stand here one by one. */
  method(method: Leaf): unknown {
    const [op, ...args] = method;
    const dot = op.indexOf('.');
    const target = this.variable(op.slice(0, dot));
    const name = op.slice(dot + 1);
    switch (name) {
      case 'run_until_complete':
        return this.loop.runUntilComplete(this.expression(args[0] as Expression));
      case 'call_soon': {
        const [handle, block] = args as [string, Block];
        this.bind(handle, this.loop.callSoon(this.fire, handle, block));
        return undefined;
      }
      case 'call_later': {
        const [handle, delay, block] = args as [string, number, Block];
        this.bind(handle, this.loop.callLater(delay, this.fire, handle, block));
        return undefined;
      }
      case 'call_at': {
        const [handle, when, block] = args as [string, When, Block];
        this.bind(handle, this.loop.callAt(this.instant(when) as number, this.fire, handle, block));
        return undefined;
      }
      case 'add_done_callback': {
        const [callback, block] = args as [string, Block?];
        (target as Future).addDoneCallback(this.doneCallback(callback, block));
        return undefined;
      }
      case 'remove_done_callback': {
        const callback = this.doneCallbacks.get(args[0] as string);
        return (target as Future).removeDoneCallback(callback ?? (() => undefined));
      }
      case 'set_exception':
        (target as Future).setException(makeError(args[0] as string, args[1]));
        return undefined;
      case 'create_task': {
        const [task, coro] = args as [string, Expression];
        this.bind(task, (target as TaskGroup).createTask(this.expression(coro)));
        return undefined;
      }
      case 'reschedule':
        (target as Timeout).reschedule(this.instant(args[0] as When));
        return undefined;
      case 'wait_for': {
        const [counter, atLeast] = args as [string, number];
        return (target as Condition).waitFor(() => this.counter(counter) >= atLeast);
      }
      default: {
        const member = (target as Record<string, unknown>)[camelCase(name)];
        return typeof member === 'function' ? (member.apply(target, args) as unknown) : member;
      }
    }
  }

  private readonly fire = (handle: string, block: Block): void => {
    this.recorder.event(handle, 'cb');
    this.bodies.callback(block, { who: handle });
  };

  private doneCallback(name: string, block: Block = []): (future: Future) => void {
    let callback = this.doneCallbacks.get(name);
    if (callback === undefined) {
      callback = (future) => {
        this.recorder.event(name, 'cb', future);
        this.bodies.callback(block, { who: name });
      };
      this.doneCallbacks.set(name, callback);
    }
    return callback;
  }

  private instant(when: When): number | undefined {
    if (when === null) return undefined;
    return typeof when === 'number' ? when : this.loop.time() + when.now;
  }
}

const exhausted = coroutine(function* () {
  return END;
});

/** Whether a statement is a leaf: performed, and traced with its value. */
export function isLeaf(statement: Statement): statement is Leaf {
  return statement[0].includes('.') || OPERATIONS.has(statement[0]);
}

export function isAwaited(leaf: Leaf): boolean {
  return isOperation(leaf) || COROUTINE_METHODS.has(leaf[0].slice(leaf[0].indexOf('.') + 1));
}

/** Truth as Python sees it: an empty list is false. */
export function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function isOperation(leaf: Leaf): leaf is Operation {
  return OPERATIONS.has(leaf[0]);
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
