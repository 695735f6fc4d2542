import { isClosed, type Entry, type Resource, type State } from './ledger-entry';

/** A request that the host answers once: in flight from when it is made until the host first calls back for it. */
export class Request implements Entry {
  constructor(private readonly what: string) {}

  state(): State {
    return 'busy';
  }

  event(): boolean {
    return true;
  }

  describe(): string {
    return this.what;
  }
}

/** What Node's own requests look like inside. */
export interface JobResource {
  /** Called back with the outcome; set right after the request is made. */
  readonly ondone?: unknown;
  readonly oncomplete?: unknown;
  /** Of jobs for the thread pool: does it there, or at once and returns the outcome, as an array. */
  run?: unknown;
}

/**
 * A job for the thread pool. Node makes the same for its synchronous functions (`randomBytes(8)`), and then never calls back for it. Nothing tells the two apart beforehand,
 * so the job's `run` is looked over the shoulder, once.
 */
export class Job extends Request {
  private isDone = false;
  private readonly isCalledBack: () => boolean;

  constructor(what: string, resource: JobResource) {
    super(what);
    const { run } = resource;
    this.isCalledBack = () => typeof run === 'function' || hasCallback(resource);
    if (typeof run !== 'function') return;
    resource.run = (...args: unknown[]): unknown => {
      delete resource.run;
      const outcome: unknown = run.apply(resource, args);
      this.isDone = Array.isArray(outcome);
      return outcome;
    };
  }

  override state(): State {
    return !this.isDone && this.isCalledBack() ? 'busy' : 'gone';
  }
}

export function hasCallback({ ondone, oncomplete }: JobResource): boolean {
  return typeof ondone === 'function' || typeof oncomplete === 'function';
}

/** `setImmediate`: the host's next turn but one; Node uses it between steps of its own work. */
export class ImmediateRequest extends Request {
  readonly isTurn = true;

  constructor(private readonly resource: { readonly _destroyed?: boolean }) {
    super('a setImmediate');
  }

  override state(): State {
    return this.resource._destroyed === true ? 'gone' : 'busy';
  }
}

/** A handle that may call back at any time, or never: a listening server, a file watcher, a UDP socket. */
export class Handle implements Entry {
  constructor(private readonly resource: Resource) {}

  state(): State {
    if (isClosed(this.resource)) return 'gone';
    return this.resource.hasRef?.() === false ? 'idle' : 'open';
  }

  get holdsOpen(): boolean {
    return this.state() === 'open';
  }
}

/** A request that says nothing about whether anything will come of it (bytes written to a socket whose reader may be paused), but whose end is progress. */
export class Step implements Entry {
  state(): State {
    return 'idle';
  }

  event(): boolean {
    return true;
  }
}

/** An end of a MessageChannel, which is open while somebody listens to it. Held weakly: there is no telling when it is closed. */
export class Port implements Entry {
  private readonly port: WeakRef<Resource>;

  constructor(port: Resource) {
    this.port = new WeakRef(port);
  }

  state(): State {
    const port = this.port.deref();
    if (port === undefined) return 'gone';
    return port.hasRef?.() === true ? 'open' : 'idle';
  }

  get holdsOpen(): boolean {
    return this.state() === 'open';
  }
}
