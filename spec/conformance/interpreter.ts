import { setEventLoop } from '../../lib/index';
import type { Barrier, GeneratorCoroutine, Lock } from '../../lib/index';
import { catches } from './errors';
import type { Block, Control, Leaf, Program, Statement, Trace } from './language';
import { isAwaited, isLeaf, isTrue, Operations } from './operations';
import type { Bodies, Frame, Return } from './operations';

/** A part of a program under way; gives what a `return` statement in it gave, or nothing. */
type Part = GeneratorCoroutine<Return | undefined>;

/**
 * Runs programs of the scenario language as generator coroutines: every `await` of Python is a `yield*`, every `async with` a
 * `yield* x.with(…)`, and nothing else suspends. {@link AsyncInterpreter} reads the same, line by line, in async functions.
 */
export class Interpreter implements Bodies {
  private readonly operations: Operations;

  /** @param operations Those of another interpreter whose callbacks this one runs; its own by default. */
  constructor(
    private readonly coros: Program['coros'],
    operations?: Operations,
  ) {
    this.operations = operations ?? new Operations(this);
  }

  /** Runs the driver from top to bottom; a statement of it that fails is recorded, and the next one runs. */
  drive({ id, drive }: Program): Trace {
    const { loop, recorder } = this.operations;
    setEventLoop(loop);
    try {
      for (const statement of drive) {
        try {
          this.callback([statement], { who: 'drive' });
        } catch (error) {
          recorder.event('drive', statement[0], error);
        }
        if (recorder.endless) break;
      }
      return this.operations.finish(id);
    } finally {
      setEventLoop(undefined);
    }
  }

  *coroutine(name: string, who: string): GeneratorCoroutine {
    const { recorder } = this.operations;
    recorder.event(who, 'start');
    try {
      const left = yield* this.block(this.coros[name]!, { who });
      const value = left?.value ?? null;
      recorder.event(who, 'end', value);
      return value;
    } catch (error) {
      recorder.event(who, 'end', error);
      throw error;
    }
  }

  callback(block: Block, frame: Frame): void {
    const { done } = this.block(block, frame).next();
    if (done !== true) throw new SyntaxError(`${frame.who} awaits something, and callbacks cannot.`);
  }

  private *block(block: Block, frame: Frame): Part {
    for (const statement of block) {
      const left = yield* this.statement(statement, frame);
      if (left !== undefined) return left;
    }
    return undefined;
  }

  private *statement(statement: Statement, frame: Frame): Part {
    const { operations } = this;
    const { recorder } = operations;
    recorder.spend();
    if (isLeaf(statement)) {
      yield* this.leaf(statement, frame);
      return undefined;
    }
    switch (statement[0]) {
      case 'if': {
        const [, test, then, otherwise = []] = statement;
        return yield* this.block(isTrue(yield* this.leaf(test, frame)) ? then : otherwise, frame);
      }
      case 'repeat': {
        const [, count, body] = statement;
        for (let i = 0; i < count; i++) {
          recorder.spend();
          const left = yield* this.block(body, frame);
          if (left !== undefined) return left;
        }
        return undefined;
      }
      case 'try':
        return yield* this.try(statement, frame);
      case 'with': {
        const [, name, body] = statement;
        return yield* (operations.variable(name) as Lock | Barrier).with((value) => {
          recorder.event(frame.who, 'with', value);
          return this.block(body, frame);
        });
      }
      case 'timeout':
      case 'timeout_at': {
        const [op, , , body] = statement;
        const timeout = operations.newTimeout(statement);
        const left = yield* timeout.with(() => this.block(body, frame));
        recorder.event(frame.who, op, timeout.expired());
        return left;
      }
      case 'group': {
        const [op, name, body] = statement;
        const left = yield* operations.newGroup(name).with(() => this.block(body, frame));
        recorder.event(frame.who, op);
        return left;
      }
      default:
        return operations.simple(statement, frame);
    }
  }

  private *leaf(leaf: Leaf, frame: Frame): GeneratorCoroutine {
    const { operations } = this;
    const value: unknown = isAwaited(leaf) ? yield* operations.expression(leaf) : operations.method(leaf);
    operations.recorder.event(frame.who, leaf[0], value);
    return value;
  }

  private *try([, body, handlers, final = []]: Control & { 0: 'try' }, frame: Frame): Part {
    try {
      return yield* this.block(body, frame);
    } catch (error) {
      const handler = handlers.find(([kind]) => catches(kind, error));
      if (handler === undefined) throw error;
      this.operations.recorder.event(frame.who, 'caught', error);
      return yield* this.block(handler[1], { who: frame.who, handling: error });
    } finally {
      yield* this.block(final, frame);
    }
  }
}
