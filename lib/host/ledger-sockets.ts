import { Conversation, endsOf, type Ends, type StreamHandle } from './ledger-conversation';
import { isClosed, ownerOf, type Entry, type State } from './ledger-entry';
import type { RealTimers } from './ledger-timers';
import { native } from './native';

/**
 * How long more bytes may follow the last ones from a peer outside of this process, unless told otherwise: an answer may come in pieces. (Inside, bytes are counted; of HTTP, the
 * end is known.)
 */
export const QUIET_MS = 5;

/** How many times as long such a peer may take to speak first, as mail and some database servers do, if it was never asked anything. */
const GREETING = 20;

/** A protocol that has taken over the handle of a socket (HTTP/2, a native addon) may be called back for it where nobody looks, so look again from time to time. */
const SECOND_LOOK_MS = 100;

/** What a socket asks about the others. */
export interface Neighbours {
  /** The socket at the other end, if that is in this process. */
  peerOf(socket: Socket): Socket | undefined;
  /** Whether a server in this process listens on the Unix socket `path`. */
  hasListener(path: string): boolean;
  readonly timers: RealTimers;
  /** After how many milliseconds of silence to take it that no more follows. */
  readonly quietMs: number;
  /** `socket` is closed. */
  forget(socket: Socket): void;
}

/**
 * A connection. What it waits for depends on which end it is, and where the other one is:
 *
 * - a client whose peer is in this same process has work in flight exactly while bytes are on their way between the two. What the server then does with them is virtual, or has an
 *   entry of its own: a handler that sleeps in virtual time must not stop the clock. (Letting every client wait until it is answered would stop it for ever.) Only if a real
 *   timer was started since the server was asked is the answer taken to depend on that timer;
 * - a client whose peer is elsewhere waits while it has written since it last read. So an idle pool is idle, and a slow query is not;
 * - an accepted connection waits only for the kernel to take its bytes. Whoever is expected to ask is work in flight himself.
 *
 * Nothing comes in while nobody reads, so a paused connection waits for nothing; nor does an unref'd one, by its owner's own word.
 */
export class Socket implements Entry {
  askAgainMs = SECOND_LOOK_MS;
  /** In HTTP every exchange is known (`ledger-http.ts`), so bytes need no interpretation. */
  protocol: 'unknown' | 'http' | 'http2' = 'unknown';

  private isClient = false;
  private hasEnded = false;
  /** Whether it was connected before the ledger was there. */
  private wasThere = false;
  private tls: Conversation | undefined;
  private readonly tcp: Conversation;
  private names: Ends | undefined;
  /** Of a client of a Unix socket. */
  private path: string | undefined;
  private heardAt = -Infinity;
  /** When the last question came in, as {@link RealTimers.moment} counts. */
  private askedIn: number;
  private silentSince: number | undefined;

  constructor(
    private readonly handle: StreamHandle,
    private readonly neighbours: Neighbours,
  ) {
    this.tcp = new Conversation(handle);
    this.askedIn = neighbours.timers.moment;
  }

  /** This is the end that connects, to a Unix socket if there is a `path`. */
  connects(path?: string): void {
    this.isClient = true;
    if (path === undefined) return;
    this.path = path;
    this.names = { remote: path };
  }

  /** It was connected before the ledger was there. If anything was ever heard on it, all that was asked is taken to be answered. */
  wasConnected(isClient: boolean): void {
    this.isClient = isClient;
    this.wasThere = true;
    this.silentSince = -Infinity;
    this.tcp.listen();
    if (isClient && this.handle.getpeername === undefined) this.connects('a Unix socket');
  }

  /** Is the carrier of a TLS connection; its bytes are then the protocol's, and those of `tls` what is really said. */
  carries(tls: Conversation): void {
    this.tls = tls;
  }

  /** It has said its last word, and waits for the other end to do the same. */
  end(): void {
    this.hasEnded = true;
  }

  event(): boolean {
    this.hears(this.tcp);
    return false;
  }

  hears(conversation: Conversation): void {
    if (!conversation.listen()) return;
    this.askedIn = this.neighbours.timers.moment;
    this.heardAt = native.now();
  }

  state(): State {
    if (isClosed(this.handle)) {
      this.neighbours.forget(this);
      return 'gone';
    }
    if ((this.handle.fd ?? 0) < 0) return 'open'; // it is being opened, which has a request of its own, or closed, which takes a turn
    if (this.isPaused) return 'idle';
    this.askAgainMs = SECOND_LOOK_MS;
    return this.waits() ? 'busy' : 'open';
  }

  /** Whether the other end is in this process. */
  get isInside(): boolean {
    return this.path === undefined
      ? this.neighbours.peerOf(this) !== undefined
      : this.neighbours.hasListener(this.path);
  }

  get isPaused(): boolean {
    return (this.tls ?? this.tcp).handle.reading === false;
  }

  get isUnrefd(): boolean {
    return this.handle.hasRef?.() === false;
  }

  /** A test runner has connections of its own, to other processes. */
  get holdsOpen(): boolean {
    return !isClosed(this.handle) && !this.isUnrefd && (!this.wasThere || this.isInside);
  }

  /** The names of both ends, as soon as they are connected. */
  get ends(): Ends | undefined {
    return (this.names ??= endsOf(this.handle));
  }

  describe(): string {
    const what = this.tls === undefined ? 'a socket' : 'a TLS socket';
    const remote = this.ends?.remote;
    if (remote === undefined) return what;
    return this.isClient
      ? `${what} to ${remote} that waits for an answer`
      : `${what} from ${remote} that is still sending`;
  }

  /** Whether a real timer may be what makes the server answer, which is in this process. */
  get hangsOnTimer(): boolean {
    return this.neighbours.timers.hasSince((this.neighbours.peerOf(this) ?? this).askedIn);
  }

  private waits(): boolean {
    if (!this.isClient) return this.isFlushing;
    const peer = this.neighbours.peerOf(this);
    if (peer !== undefined) {
      if (this.isOnItsWayTo(peer) || peer.isOnItsWayTo(this)) return true;
    } else if (!this.isInside) return this.waitsForOutside();
    return this.isAsking && this.hangsOnTimer;
  }

  private waitsForOutside(): boolean {
    if (this.isUnrefd || this.ends === undefined) return false;
    if (this.hasEnded || (this.tls !== undefined && isShakingHands(this.tls.handle))) return true;
    if (this.protocol === 'http2') return false;
    if (this.isAsking) return true;
    if (this.protocol === 'http') return false;
    const { quietMs } = this.neighbours;
    const now = native.now();
    const until = (this.tls ?? this.tcp).hasHeard
      ? this.heardAt + quietMs
      : (this.silentSince ??= now) + GREETING * quietMs;
    if (now >= until) return false;
    this.askAgainMs = until - now;
    return true;
  }

  /** An accepted connection to the outside whose last bytes the kernel has not taken yet. */
  private get isFlushing(): boolean {
    return (
      (this.handle.writeQueueSize ?? 0) > 0 && this.ends !== undefined && this.neighbours.peerOf(this) === undefined
    );
  }

  private get isAsking(): boolean {
    return (this.tls ?? this.tcp).isAsking;
  }

  private isOnItsWayTo(peer: Socket): boolean {
    return this.handle.bytesWritten > peer.handle.bytesRead && !peer.isPaused && !isClosed(peer.handle);
  }
}

/** A TLS connection, whose bytes are what is said in clear. The socket that carries it answers for both. */
export class TlsLayer implements Entry {
  private readonly conversation: Conversation;
  private carrier: Socket | undefined;

  constructor(
    private readonly handle: StreamHandle,
    private readonly socketOf: (handle: StreamHandle) => Socket | undefined,
  ) {
    this.conversation = new Conversation(handle);
  }

  /** See {@link Socket.wasConnected}. */
  wasConnected(): void {
    this.conversation.listen();
    this.find();
  }

  event(): boolean {
    this.find()?.hears(this.conversation);
    return false;
  }

  state(): State {
    if (isClosed(this.handle)) return 'gone';
    this.find();
    return 'idle';
  }

  /** Node says what carries it a little after it has made it. */
  private find(): Socket | undefined {
    if (this.carrier === undefined && this.handle._parent !== undefined) {
      this.carrier = this.socketOf(this.handle._parent);
      this.carrier?.carries(this.conversation);
    }
    return this.carrier;
  }
}

function isShakingHands(handle: StreamHandle): boolean {
  return (ownerOf(handle) as { secureConnecting?: boolean } | undefined)?.secureConnecting === true;
}
