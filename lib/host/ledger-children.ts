import { Conversation, type StreamHandle } from './ledger-conversation';
import { isClosed, isMissing, ownerOf, type Entry, type Resource, type State } from './ledger-entry';

/** What counts of a ChildProcess. */
export interface ChildObject {
  readonly pid?: number | undefined;
  readonly spawnfile: string;
  readonly exitCode: number | null;
  readonly signalCode: string | null;
  readonly killed: boolean;
  /** Whether it has a channel for messages (`fork`), and that is open. */
  readonly connected: boolean;
  readonly stdio: readonly (ChildStream | null | undefined)[];
  readonly _handle: Resource | null;
}

interface ChildStream {
  readonly closed?: boolean;
  readonly bytesRead?: number;
  /** Whether the other side has ended it. */
  readonly _readableState?: { readonly ended: boolean };
  readonly _handle?: StreamHandle | null;
}

/**
 * A child process is at work until it has exited and its output is read to the end, except
 *
 * - if it is unref'd, by which its owner says that it runs in the background;
 * - while its output is not being read: it may be waiting for us;
 * - if one talks to it in messages (`fork`) and it spoke last: it waits for us, until it is told to end.
 */
export class Child implements Entry {
  /** The channel for messages is one of them. */
  private readonly pipes: ChildPipe[] = [];
  private isBackground = false;

  constructor(private readonly handle: Resource) {}

  /**
   * It was running before the ledger was there. What it is for, nobody can tell: if it has said something, it is taken for a server in the background; if it was expected to and has not,
   * for a program that somebody waits for.
   */
  wasRunning(): this {
    const outputs = this.child?.stdio.slice(1).filter((stream) => !isMissing(stream)) ?? [];
    this.isBackground = outputs.length === 0 || outputs.some((stream) => (stream.bytesRead ?? 0) > 0);
    return this;
  }

  /** Node makes the pipes of a child right after its handle, and starts it when it has them all. */
  get isBeingMade(): boolean {
    return this.child?.pid === undefined && !isClosed(this.handle);
  }

  addPipe(handle: StreamHandle): ChildPipe {
    const pipe = new ChildPipe(handle);
    this.pipes.push(pipe);
    return pipe;
  }

  state(): State {
    const child = this.child;
    if (child === undefined) return isClosed(this.handle) ? 'gone' : 'busy';
    if (child._handle === null && this.hasEnded(child)) return 'gone';
    if (child._handle?.hasRef?.() === false) return 'open';
    if (child.killed) return 'busy';
    if (child.stdio.some(isLeftUnread)) return 'open';
    return this.isBackground || (child.connected && this.spokeLast()) ? 'open' : 'busy';
  }

  /** One that was running before may be the test runner's. */
  get holdsOpen(): boolean {
    return !this.isBackground && this.child?._handle?.hasRef?.() === true;
  }

  describe(): string {
    return `a child process: ${this.child?.spawnfile ?? ''} (pid ${this.child?.pid ?? 'unknown'}); unref() it if it runs in the background`;
  }

  private get child(): ChildObject | undefined {
    return ownerOf(this.handle) as ChildObject | undefined;
  }

  private hasEnded(child: ChildObject): boolean {
    if (child.pid === undefined) return true; // it could not be started
    return (
      (child.exitCode !== null || child.signalCode !== null) && child.stdio.every((stream) => stream?.closed !== false)
    );
  }

  private spokeLast(): boolean {
    const channel = this.pipes.find((pipe) => pipe.isForMessages)?.conversation;
    return channel !== undefined && channel.hasHeard && !channel.isAsking;
  }
}

/** There is more to read, perhaps, but nobody does. At the end nobody reads either, but then the child is about to exit. */
function isLeftUnread(stream: ChildStream | null | undefined): boolean {
  return stream?._handle?.reading === false && stream._readableState?.ended !== true;
}

/** One of the pipes between us and a child. The child answers for it. */
export class ChildPipe implements Entry {
  readonly conversation: Conversation;

  constructor(private readonly handle: StreamHandle) {
    this.conversation = new Conversation(handle);
  }

  /** Node gives only those a place for a handle that comes with a message. */
  get isForMessages(): boolean {
    return 'pendingHandle' in this.handle;
  }

  event(): boolean {
    this.conversation.listen();
    return false;
  }

  state(): State {
    if (isClosed(this.handle)) return 'gone';
    return this.handle.reading === false ? 'idle' : 'open';
  }
}
