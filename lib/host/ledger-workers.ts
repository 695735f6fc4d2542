import type { Book, Entry, State } from './ledger-entry';
import { mainProcess } from './main-process';
import { builtin, native } from './native';

/** How long a worker whose event loop has nothing to do may take to answer a message; half as long after each time that it did not. */
const PATIENCE_MS = 1000;
/** How soon to look at an active worker again: that it comes to rest is no event. */
const FIRST_LOOK_MS = 1;
const LAST_LOOK_MS = 16;
/** Looks that are closer together than this see the same. */
const RESOLUTION_MS = 0.1;
/** Activity below this is an error of measurement: the two clocks are not read at once. */
const NOISE_MS = 0.1;
/** And so is this share of the time: a loop that has nothing to do wakes up now and then. */
const NOISE_SHARE = 0.01;

type Worker = import('node:worker_threads').Worker;

/**
 * A worker is at work while it starts or ends, while its event loop is active, and while it owes an answer to a message.
 *
 * `eventLoopUtilization` counts no time in which the loop waits. But a worker that waits for a timer or a file on our behalf looks just like one that has nothing to do,
 * hence the messages; and one that is only ever told things (a logger) never answers, hence the patience.
 */
class WorkerEntry implements Entry {
  askAgainMs: number | undefined;
  private owed = 0;
  private isEnding = false;
  private patienceMs = PATIENCE_MS;
  /** Since when it rests without having answered. */
  private restsSince: number | undefined;
  private lookedAt = 0;
  private idleThen = 0;
  private wasActive = true;
  private readonly overheard: readonly (() => void)[];

  constructor(
    private readonly worker: Worker,
    private readonly book: Book,
  ) {
    // Not by a listener: Node takes one for a reason to keep the program alive, also where the worker is unref'd.
    this.overheard = [
      overhear(worker, 'emit', (event) => event === 'message' && this.hearAnswer()),
      // Node's own worker for module hooks is unref'd while it owes nothing, and asked for answers synchronously.
      overhear(worker, 'unref', () => this.hearAnswer(this.owed)),
      overhear(worker, 'receiveMessageSync', () => this.hearAnswer()),
    ];
  }

  letGo(): void {
    for (const end of this.overheard) end();
  }

  /** It is sent a message. */
  ask(): void {
    this.owed++;
    this.restsSince = undefined;
  }

  /** It is told to end. Until it has noticed, it rests like any other. */
  end(): void {
    this.isEnding = true;
  }

  state(): State {
    if (this.worker.threadId < 0) return 'gone';
    const now = native.now();
    if (this.isActive(now) || this.isEnding) {
      this.restsSince = undefined;
      this.askAgainMs = Math.min((this.askAgainMs ?? FIRST_LOOK_MS / 2) * 2, LAST_LOOK_MS);
      return 'busy';
    }
    this.askAgainMs = this.owed > 0 ? this.patienceLeft(now) : undefined;
    return this.askAgainMs === undefined ? 'open' : 'busy';
  }

  describe(): string {
    return `worker ${this.worker.threadId}${this.owed > 0 ? ', which has not answered a message' : ''}`;
  }

  private isActive(now: number): boolean {
    if (now - this.lookedAt < RESOLUTION_MS) return this.wasActive;
    const { active, idle } = this.worker.performance.eventLoopUtilization();
    const isInItsLoop = idle >= 0 && (idle !== 0 || active !== 0); // both are 0 while it starts and is being terminated; idle is -1 when its loop has ended
    // What it calls active is worth nothing: Node reckons with functions that a clock may have replaced.
    const at = native.now();
    const elapsed = at - this.lookedAt;
    this.wasActive = !isInItsLoop || elapsed - (idle - this.idleThen) > NOISE_MS + elapsed * NOISE_SHARE;
    this.idleThen = idle;
    this.lookedAt = at;
    return this.wasActive;
  }

  private patienceLeft(now: number): number | undefined {
    this.restsSince ??= now;
    const left = this.restsSince + this.patienceMs - now;
    if (left > 0) return left;
    this.owed = 0;
    this.patienceMs /= 2;
    return undefined;
  }

  private hearAnswer(answers = 1): void {
    this.owed = Math.max(0, this.owed - answers);
    this.patienceMs = PATIENCE_MS;
    this.restsSince = undefined;
    this.book.progress();
  }
}

/** Has `listener` called with the first argument at each call of a method of `worker`, if it has that method. @returns what ends this. */
function overhear(worker: Worker, method: string, listener: (argument: unknown) => void): () => void {
  const methods = worker as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>;
  const original = methods[method];
  if (original === undefined) return () => undefined;
  let isListening = true;
  const override = (...args: unknown[]): unknown => {
    if (isListening) listener(args[0]);
    return original.apply(worker, args);
  };
  methods[method] = override;
  return () => {
    isListening = false;
    if (methods[method] === override) Reflect.deleteProperty(worker, method);
  };
}

/**
 * Finds workers when they are made, and those made earlier when they are sent a message: there is no list of them. For that, and to know who owes an answer,
 * `Worker.prototype.postMessage` is wrapped while the ledger watches; so is `terminate`.
 */
export class WorkerWatch {
  private readonly process = mainProcess() as NodeJS.Process | undefined;
  private readonly prototype = (builtin('worker_threads') as typeof import('node:worker_threads') | undefined)?.Worker
    .prototype;
  private readonly known = new Map<Worker, WorkerEntry>();
  private unwraps: (() => void)[] = [];

  constructor(private readonly book: Book) {}

  start(): void {
    this.process?.on('worker', this.find);
    if (this.prototype === undefined) return;
    this.unwraps = [
      wrap(this.prototype, 'postMessage', (worker) => this.find(worker).ask()),
      wrap(this.prototype, 'terminate', (worker) => {
        if (worker.threadId >= 0) this.find(worker).end();
      }),
    ];
  }

  stop(): void {
    this.process?.off('worker', this.find);
    for (const unwrap of this.unwraps) unwrap();
    for (const entry of this.known.values()) entry.letGo();
    this.known.clear();
  }

  private readonly find = (worker: Worker): WorkerEntry => {
    let entry = this.known.get(worker);
    if (entry === undefined) {
      entry = new WorkerEntry(worker, this.book);
      this.known.set(worker, entry);
      this.book.add(entry);
    }
    return entry;
  };
}

/** Has `tell` called after each call of a method, until the function that this returns is called. */
function wrap(prototype: Worker, name: 'postMessage' | 'terminate', tell: (worker: Worker) => void): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  const original = descriptor.value as (this: Worker, ...args: unknown[]) => unknown;
  let isWatching = true;
  function wrapper(this: Worker, ...args: unknown[]): unknown {
    const result = original.apply(this, args);
    if (isWatching) tell(this);
    return result;
  }
  Object.defineProperty(prototype, name, { ...descriptor, value: wrapper });
  return () => {
    isWatching = false;
    // Where somebody else has wrapped it since, taking ours away would take theirs away, too.
    if (prototype[name] === wrapper) Object.defineProperty(prototype, name, descriptor);
  };
}
