import type { Host, Immediate, Timer, TimerOptions } from './host';
import type { AsyncBlock, Awaitable, Block, Delay, Options, Program, Statement, AsyncStatement } from './language';

/**
 * Runs a program against a host. {@link start} is the body of its main script.
 *
 * Nothing here may depend on which host it is, nor look at a clock. Everything that runs says its name, a repeated one with its turn: `t1`, `t1#2`. What an
 * `await` gives is said behind its name: `a1=value`, or `a1!AbortError(TimeoutError)` with the cause of the error.
 */
export class Interpreter {
  private readonly timers = new Map<string, Timer>();
  private readonly immediates = new Map<string, Immediate>();
  private readonly deferreds = new Map<string, Deferred>();
  private readonly controllers = new Map<string, AbortController>();
  private readonly signals = new Map<string, AbortSignal>();
  private readonly firings = new Map<string, number>();
  private ended = false;

  /** @param say Takes the trace. */
  constructor(
    private readonly host: Host,
    private readonly say: (label: string) => void,
  ) {}

  start(program: Program): void {
    this.say('main');
    this.run(program.main);
  }

  /** The program is over: what is still scheduled does nothing when it comes. */
  end(): void {
    this.ended = true;
    for (const timer of this.timers.values()) this.host.clearTimeout(timer);
    for (const immediate of this.immediates.values()) this.host.clearImmediate(immediate);
  }

  private run(block: Block): void {
    if (this.ended) return;
    for (const statement of block) this.perform(statement);
  }

  private perform(statement: Statement): void {
    const { host } = this;
    switch (statement[0]) {
      case 'timeout': {
        const [, name, delay, body] = statement;
        this.timers.set(
          name,
          this.arm('setTimeout', () => this.fire(name, [body]), delay),
        );
        return;
      }
      case 'interval': {
        const [, name, delay, turns] = statement;
        const turn = (): void => {
          const timer = this.timers.get(name)!;
          if (this.fire(name, turns) >= turns.length) host.clearInterval(timer);
        };
        this.timers.set(name, this.arm('setInterval', turn, delay));
        return;
      }
      case 'immediate':
        this.immediates.set(
          statement[1],
          host.setImmediate(() => this.enter(statement[1], statement[2])),
        );
        return;
      case 'tick':
        host.nextTick(() => this.enter(statement[1], statement[2]));
        return;
      case 'microtask':
        host.queueMicrotask(() => this.enter(statement[1], statement[2]));
        return;
      case 'chain': {
        const [, name, links] = statement;
        let promise = Promise.resolve();
        for (const [i, body] of links.entries()) promise = promise.then(() => this.enter(`${name}.${i + 1}`, body));
        return;
      }
      case 'async':
        void this.call(statement[1], statement[2]);
        return;
      case 'clear':
        this.clear(statement[1], statement[2]);
        return;
      case 'ref':
      case 'unref':
        this.handle(statement[1])?.[statement[0]]();
        return;
      case 'hasRef':
        this.say(`${statement[1]}:${String(this.handle(statement[1])?.hasRef())}`);
        return;
      case 'refresh':
        this.timers.get(statement[1])?.refresh();
        return;
      case 'deferred':
        this.deferreds.set(statement[1], defer());
        return;
      case 'resolve':
      case 'reject':
        this.deferreds.get(statement[1])?.[statement[0]](statement[1]);
        return;
      case 'controller': {
        const controller = new AbortController();
        this.controllers.set(statement[1], controller);
        this.signals.set(statement[1], controller.signal);
        return;
      }
      case 'abort':
        this.controllers.get(statement[1])?.abort();
        return;
      case 'deadline':
        this.signals.set(statement[1], host.abortAfter(statement[2]));
        return;
      case 'onAbort': {
        const [, name, signal, body] = statement;
        this.signals.get(signal)?.addEventListener('abort', () => this.enter(name, body));
      }
    }
  }

  private arm(verb: 'setTimeout' | 'setInterval', callback: () => void, delay: Delay): Timer {
    return delay === null ? this.host[verb](callback) : this.host[verb](callback, delay);
  }

  private handle(name: string): Timer | Immediate | undefined {
    return this.timers.get(name) ?? this.immediates.get(name);
  }

  private enter(name: string, body: Block): void {
    if (this.ended) return;
    this.say(name);
    this.run(body);
  }

  /** A turn of something that may fire repeatedly; returns its number. */
  private fire(name: string, turns: readonly Block[]): number {
    const turn = (this.firings.get(name) ?? 0) + 1;
    this.firings.set(name, turn);
    this.enter(turn === 1 ? name : `${name}#${turn}`, turns[turn - 1] ?? []);
    return turn;
  }

  private clear(name: string, as: 'object' | 'number'): void {
    const immediate = this.immediates.get(name);
    if (immediate !== undefined) this.host.clearImmediate(immediate);
    const timer = this.timers.get(name);
    if (timer !== undefined) this.host.clearTimeout(as === 'number' ? timer[Symbol.toPrimitive]() : timer);
  }

  private async call(name: string, body: AsyncBlock): Promise<void> {
    this.say(name);
    await this.runAsync(body);
    if (!this.ended) this.say(`${name}/`);
  }

  private async runAsync(block: AsyncBlock): Promise<void> {
    for (const statement of block) {
      if (this.ended) return;
      if (isAsync(statement)) {
        if (statement[0] === 'await') await this.await(statement[1], statement[2]);
        else await this.each(...statement);
      } else this.perform(statement);
    }
  }

  private async await(name: string, value: Awaitable): Promise<void> {
    let outcome;
    try {
      outcome = `=${describe(await this.make(name, value))}`;
    } catch (error) {
      outcome = `!${describe(error)}`;
    }
    if (!this.ended) this.say(name + outcome);
  }

  private async each(
    _: 'each',
    name: string,
    delay: number,
    turns: readonly AsyncBlock[],
    options: Options,
  ): Promise<void> {
    let turn = 0;
    try {
      for await (const value of this.host.timersPromises.setInterval(delay, name, this.options(options))) {
        if (this.ended) return;
        this.say(`${value}#${++turn}`);
        await this.runAsync(turns[turn - 1]!);
        if (turn === turns.length) break;
      }
      this.say(`${name}/`);
    } catch (error) {
      this.say(`${name}!${describe(error)}`);
    }
  }

  private make(name: string, value: Awaitable): unknown {
    const { timersPromises } = this.host;
    switch (value[0]) {
      case 'sleep':
        return timersPromises.setTimeout(value[1], name, this.options(value[2]));
      case 'wait':
        return timersPromises.scheduler.wait(value[1], this.options(value[2]));
      case 'immediate':
        return timersPromises.setImmediate(name, this.options(value[1]));
      case 'yield':
        return timersPromises.scheduler.yield();
      case 'timer':
        return new Promise<void>((resolve) => void this.arm('setTimeout', resolve, value[1]));
      case 'resolved':
        return Promise.resolve(name);
      case 'thenable':
        return { then: (resolve: (value: string) => void) => resolve(name) };
      case 'promise':
        return this.deferreds.get(value[1])?.promise;
      case 'call':
        return this.call(`${name}()`, value[1]);
      case 'all':
      case 'race':
      case 'allSettled':
        return this.combine(
          value[0],
          value[1].map((each, i) => this.make(`${name}.${i}`, each)),
        );
    }
  }

  private combine(how: 'all' | 'race' | 'allSettled', values: unknown[]): Promise<unknown> {
    if (how === 'all') return Promise.all(values);
    return how === 'race' ? Promise.race(values) : Promise.allSettled(values);
  }

  private options({ signal, ref }: Options): TimerOptions {
    const found = signal === undefined ? undefined : this.signals.get(signal);
    return { ...(found && { signal: found }), ...(ref === false && { ref }) };
  }
}

interface Deferred {
  readonly promise: Promise<string>;
  resolve(value: string): void;
  reject(name: string): void;
}

function defer(): Deferred {
  let resolve!: (value: string) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<string>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  // Whether anybody waits for it is up to the program.
  promise.catch(() => {});
  return { promise, resolve, reject: (name) => reject(Object.assign(new Error(name), { name: 'Rejected' })) };
}

function isAsync(statement: AsyncStatement): statement is Exclude<AsyncStatement, Statement> {
  return statement[0] === 'await' || statement[0] === 'each';
}

/** Values and outcomes as a trace shows them: an error by its name and the name of its cause. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join()}]`;
  if (value === undefined) return '';
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : JSON.stringify(value);
  const { status, value: result, reason, name, cause } = value as Record<string, unknown>;
  if (status !== undefined) return status === 'rejected' ? `!${describe(reason)}` : describe(result);
  return cause === undefined ? String(name) : `${String(name)}(${describe(cause)})`;
}
