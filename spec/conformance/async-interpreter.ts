import { coroutine, setEventLoop } from '../../lib/index';
import type { Barrier, Lock } from '../../lib/index';
import { catches } from './errors';
import { Interpreter } from './interpreter';
import type { Block, Control, Expression, Json, Leaf, Program, Statement, Trace } from './language';
import { isAwaited, isLeaf, isTrue, Operations } from './operations';
import type { Bodies, Frame, Return } from './operations';

type Part = Promise<Return | undefined>;

/**
 * Runs programs of the scenario language as async functions: {@link Interpreter} with `await` for `yield*`, and the Async twins
 * for the verbs that run the loop. What is synchronous in Python stays so: callbacks are the other interpreter's.
 */
export class AsyncInterpreter implements Bodies {
  private readonly operations = new Operations(this);
  private readonly callbacks: Interpreter;

  constructor(private readonly coros: Program['coros']) {
    this.callbacks = new Interpreter(coros, this.operations);
  }

  async drive({ id, drive }: Program): Promise<Trace> {
    const { loop, recorder } = this.operations;
    setEventLoop(loop);
    try {
      for (const statement of drive) {
        try {
          await this.statement(statement, { who: 'drive' });
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

  /** Has a program that does not come back end as soon as it does anything. */
  giveUp(): void {
    this.operations.recorder.giveUp();
  }

  readonly coroutine = coroutine(async (name: string, who: string): Promise<Json> => {
    const { recorder } = this.operations;
    recorder.event(who, 'start');
    try {
      const left = await this.block(this.coros[name]!, { who });
      const value = left?.value ?? null;
      recorder.event(who, 'end', value);
      return value;
    } catch (error) {
      recorder.event(who, 'end', error);
      throw error;
    }
  });

  callback(block: Block, frame: Frame): void {
    this.callbacks.callback(block, frame);
  }

  private async block(block: Block, frame: Frame): Part {
    for (const statement of block) {
      const left = await this.statement(statement, frame);
      if (left !== undefined) return left;
    }
    return undefined;
  }

  private async statement(statement: Statement, frame: Frame): Part {
    const { operations } = this;
    const { recorder } = operations;
    recorder.spend();
    if (isLeaf(statement)) {
      await this.leaf(statement, frame);
      return undefined;
    }
    switch (statement[0]) {
      case 'if': {
        const [, test, then, otherwise = []] = statement;
        return await this.block(isTrue(await this.leaf(test, frame)) ? then : otherwise, frame);
      }
      case 'repeat': {
        const [, count, body] = statement;
        for (let i = 0; i < count; i++) {
          recorder.spend();
          const left = await this.block(body, frame);
          if (left !== undefined) return left;
        }
        return undefined;
      }
      case 'try':
        return await this.try(statement, frame);
      case 'with': {
        const [, name, body] = statement;
        return await (operations.variable(name) as Lock | Barrier).with(async (value) => {
          recorder.event(frame.who, 'with', value);
          return await this.block(body, frame);
        });
      }
      case 'timeout':
      case 'timeout_at': {
        const [op, , , body] = statement;
        const timeout = operations.newTimeout(statement);
        const left = await timeout.with(async () => await this.block(body, frame));
        recorder.event(frame.who, op, timeout.expired());
        return left;
      }
      case 'group': {
        const [op, name, body] = statement;
        const left = await operations.newGroup(name).with(async () => await this.block(body, frame));
        recorder.event(frame.who, op);
        return left;
      }
      default:
        return operations.simple(statement, frame);
    }
  }

  private async leaf(leaf: Leaf, frame: Frame): Promise<unknown> {
    const { operations } = this;
    let value: unknown;
    if (isAwaited(leaf)) value = await operations.expression(leaf);
    else if (leaf[0] === 'loop.run_forever') await operations.loop.runForeverAsync();
    else if (leaf[0] === 'loop.run_until_complete') {
      value = await operations.loop.runUntilCompleteAsync(operations.expression(leaf[1] as Expression));
    } else value = operations.method(leaf);
    operations.recorder.event(frame.who, leaf[0], value);
    return value;
  }

  private async try([, body, handlers, final = []]: Control & { 0: 'try' }, frame: Frame): Part {
    try {
      return await this.block(body, frame);
    } catch (error) {
      const handler = handlers.find(([kind]) => catches(kind, error));
      if (handler === undefined) throw error;
      this.operations.recorder.event(frame.who, 'caught', error);
      return await this.block(handler[1], { who: frame.who, handling: error });
    } finally {
      await this.block(final, frame);
    }
  }
}
