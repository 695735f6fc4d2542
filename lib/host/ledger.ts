import { ContextVariable } from './async-context';
import { adopt } from './ledger-adopt';
import type { Book, Entry } from './ledger-entry';
import { HttpWatch } from './ledger-http';
import { Network } from './ledger-network';
import { RefWatch } from './ledger-refs';
import { ruleFor, type Scene } from './ledger-rules';
import { QUIET_MS } from './ledger-sockets';
import { RealTimers } from './ledger-timers';
import { WebWatch } from './ledger-web';
import { WorkerWatch } from './ledger-workers';
import { mainProcess } from './main-process';
import { builtin, native } from './native';

/** What the process has in flight in the real world, as far as it can be seen from outside. */
interface Ledger {
  /** Begins to watch. Calls count: it takes as many calls of {@link stop} to end it. */
  start(): void;
  stop(): void;
  /**
   * Whether the clock must stand still: work is in flight, or may be. A few nanoseconds while nothing real is around.
   *
   * @param hostHasTurned Whether the host has polled for I/O since the program last ran. Until it has, whatever is connected to the outside may have news that nobody has
   * seen yet.
   * @param quietMs After how many real milliseconds of silence to take it that a connection has no more to say, where who spoke last does not tell.
   */
  busy(hostHasTurned: boolean, quietMs?: number): boolean;
  /** Whether something keeps the program alive, as the host sees it, although no work is in flight: a connection, a server, a port or the like that is ref'd. */
  holdsOpen(): boolean;
  /** Why {@link busy} last said yes: only because the host has to turn first. */
  readonly needsTurn: boolean;
  /** How many times the host has called back for something real, mere turns apart: while this stays the same, there is no progress. */
  readonly events: number;
  /** One line for each piece of work in flight. */
  describe(): string[];
  /**
   * Calls `wake`, perhaps more than once, when it is time to ask {@link busy} again; to be called right after `busy` said yes. There is no polling where the host has an event.
   *
   * @returns The function that ends this.
   */
  onProgress(wake: () => void): () => void;
  /**
   * How many real timers the program has started since the ledger began to watch that are still to fire. They are no work, but may be a mistake.
   *
   * @param run Count only those that were started by this value of {@link run}: a test runner in the same process has timers, too.
   */
  pendingTimers(run?: object): number;
  /** Which run the running code is part of, however many awaits ago that began; for those who ask for its timers. */
  readonly run: ContextVariable<object>;
  /** Calls `act`. The immediates and timers that it starts are the library's own, and no work. */
  unobserved(act: () => void): void;
}

/**
 * Everything that may have work in flight is an {@link Entry}. Most are made by a hook on `async_hooks`: `init` tells that the host has made something, and the table in `ledger-rules.ts`
 * whether that matters; `before`, that it calls back for it. Promises are not hooked, so from Node 24 on an `await` costs nothing more, and `destroy` is not,
 * because it would make the garbage collector work. HTTP and workers have watchers of their own.
 */
export class ProcessLedger implements Ledger, Book {
  private users = 0;
  isMuted = false;
  private readonly byId = new Map<number, Entry>();
  private readonly others = new Set<Entry>();
  /** Promises that were declared real; unlike all else they count before anybody watches. One that is never settled ends with the run. */
  private readonly promises = new Set<Entry>();
  private readonly wakers = new Set<() => void>();
  needsTurn = false;
  events = 0;
  /** The same with mere turns, now and when {@link busy} was last asked: where one came from, more may follow. */
  private calls = 0;
  private callsSeen = 0;
  private askAgainMs: number | undefined;

  readonly run = new ContextVariable<object>();
  private readonly timers = new RealTimers(() => this.run.get());
  private readonly network = new Network(this.byId, this.timers);
  private readonly scene: Scene = { entries: this.byId, network: this.network, child: undefined };
  private readonly watchers = [
    new HttpWatch(this, this.network),
    new RefWatch(this.network),
    new WorkerWatch(this),
    new WebWatch(this),
  ];
  private readonly hook = (builtin('async_hooks') as typeof import('node:async_hooks') | undefined)?.createHook({
    init: (id, type, trigger, resource) => {
      if (this.isMuted) return;
      const entry = ruleFor(type)(resource, this.scene, id, trigger);
      if (entry !== undefined) this.byId.set(id, entry);
    },
    before: (id) => {
      if (this.byId.size === 0) return;
      const entry = this.byId.get(id);
      if (entry === undefined) return;
      if (entry.event?.() === true) this.byId.delete(id);
      this.progress(entry.isTurn !== true);
    },
    ...{ trackPromises: false },
  });

  start(): void {
    if (this.users === 0) this.watch();
    this.users++;
  }

  stop(): void {
    this.users--;
    if (this.users === 0) this.unwatch();
  }

  private watch(): void {
    adopt(
      this.network,
      (id, entry) => this.byId.set(id, entry),
      (entry) => this.add(entry),
    );
    this.hook?.enable();
    for (const watcher of this.watchers) watcher.start();
  }

  private unwatch(): void {
    for (const watcher of this.watchers) watcher.stop();
    this.hook?.disable();
    this.byId.clear();
    this.others.clear();
    this.promises.clear();
    this.timers.clear();
    this.network.clear();
    this.scene.child = undefined;
  }

  busy(hostHasTurned: boolean, quietMs = QUIET_MS): boolean {
    if (this.byId.size + this.others.size + this.promises.size === 0) return false;
    this.needsTurn = false;
    this.askAgainMs = undefined;
    this.network.quietMs = quietMs;
    const isQuiet = hostHasTurned && this.calls === this.callsSeen;
    this.callsSeen = this.calls;
    if (this.promises.size > 0) return true;
    let isOpen = false;
    for (const [id, entry] of this.byId) {
      const state = entry.state();
      if (state === 'busy') return this.waitFor(entry);
      if (state === 'gone') this.byId.delete(id);
      else if (state === 'open') isOpen = true;
    }
    for (const entry of this.others) {
      const state = entry.state();
      if (state === 'busy') return this.waitFor(entry);
      if (state === 'gone') this.others.delete(entry);
      else if (state === 'open') isOpen = true;
    }
    this.needsTurn = isOpen && !isQuiet;
    return this.needsTurn;
  }

  holdsOpen(): boolean {
    for (const entry of this.byId.values()) if (entry.holdsOpen === true) return true;
    return false;
  }

  describe(): string[] {
    const all = [...this.promises, ...this.byId.values(), ...this.others];
    return all.filter((entry) => entry.state() === 'busy').flatMap((entry) => entry.describe?.() ?? []);
  }

  pendingTimers(run?: object): number {
    return this.timers.pending(run);
  }

  onProgress(wake: () => void): () => void {
    this.wakers.add(wake);
    let timer: ReturnType<typeof native.setTimeout> | undefined;
    const { askAgainMs } = this;
    if (askAgainMs !== undefined) {
      this.unobserved(() => {
        timer = native.setTimeout(wake, Math.ceil(askAgainMs));
      });
    }
    return () => {
      this.wakers.delete(wake);
      if (timer !== undefined) native.clearTimeout(timer);
    };
  }

  unobserved(act: () => void): void {
    const wasMuted = this.isMuted;
    this.isMuted = true;
    try {
      act();
    } finally {
      this.isMuted = wasMuted;
    }
  }

  add(entry: Entry): void {
    this.others.add(entry);
  }

  addPromise(entry: Entry): void {
    this.promises.add(entry);
  }

  removePromise(entry: Entry): void {
    this.promises.delete(entry);
    this.progress();
  }

  progress(isEvent = true): void {
    this.calls++;
    if (isEvent) this.events++;
    for (const wake of this.wakers) wake();
  }

  private waitFor({ askAgainMs }: Entry): true {
    this.askAgainMs = askAgainMs;
    return true;
  }
}

/** Where the ledger of this process is kept: one for all copies of this module, since a test runner's environment and a test file load one each. Versioned, as the object is part of the contract. */
const SLOT = Symbol.for('tickless/1/ledger');

/** The ledger of this process, made when it is first asked for. */
export function processLedger(): ProcessLedger {
  const place = (mainProcess() ?? globalThis) as { [SLOT]?: ProcessLedger };
  if (place[SLOT] === undefined) Object.defineProperty(place, SLOT, { value: new ProcessLedger(), configurable: true });
  return place[SLOT]!;
}
