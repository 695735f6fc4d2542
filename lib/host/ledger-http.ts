import { isClosed, ownerOf, type Book, type Entry, type Resource, type State } from './ledger-entry';
import type { Network, SocketObject } from './ledger-network';
import type { Socket } from './ledger-sockets';
import { builtin, native } from './native';

/** The parts of Node's own objects, and undici's, that count here. */
export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly destroyed?: boolean;
  readonly upgradeOrConnect?: boolean;
  readonly socket?: SocketObject | null;
  readonly res?: { readonly complete?: boolean; readonly destroyed?: boolean } | null;
}

interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  readonly upgrade?: unknown;
}

interface Http2Stream {
  readonly closed: boolean;
  readonly session?: Http2SessionObject;
}

interface Http2SessionObject {
  readonly type: number;
  readonly destroyed: boolean;
  /** Throws when it is destroyed. */
  readonly socket: SocketObject;
}

/** `http2.constants.NGHTTP2_SESSION_CLIENT`. */
const CLIENT_SESSION = 1;

/**
 * An HTTP request that this process makes, in flight from when it is sent until its response is complete. Who spoke last would not tell: a slow body comes in parts, and HTTP/2
 * has words of its own to say.
 */
abstract class Exchange implements Entry {
  protected constructor(
    private readonly network: Network,
    private readonly protocol: Socket['protocol'],
  ) {}

  state(): State {
    if (this.isOver()) return 'gone';
    const { socket } = this;
    if (socket === undefined) return 'idle'; // it queues for a connection, and connecting is a request of its own
    socket.protocol = this.protocol;
    if (socket.isPaused || socket.isUnrefd) return 'idle';
    return !socket.isInside || socket.hangsOnTimer ? 'busy' : 'idle';
  }

  protected get socket(): Socket | undefined {
    return this.network.socketBehind(this.socketObject);
  }

  abstract describe(): string;
  protected abstract isOver(): boolean;
  protected abstract readonly socketObject: SocketObject | null | undefined;
}

/** A request by Node's `http` or `https`. */
export class HttpExchange extends Exchange {
  constructor(
    private readonly request: ClientRequest,
    network: Network,
  ) {
    super(network, 'http');
  }

  describe(): string {
    return `an HTTP request whose response is not complete: ${this.request.method} ${this.request.path}`;
  }

  protected isOver(): boolean {
    const { destroyed, upgradeOrConnect, res } = this.request;
    if (upgradeOrConnect === true && this.socket !== undefined) this.socket.protocol = 'unknown';
    return upgradeOrConnect === true || destroyed === true || res?.complete === true || res?.destroyed === true;
  }

  protected get socketObject(): SocketObject | null | undefined {
    return this.request.socket;
  }
}

/** A request by undici, and so by `fetch`. */
class UndiciExchange extends Exchange {
  private over = false;

  constructor(
    private readonly request: UndiciRequest,
    protected readonly socketObject: SocketObject,
    network: Network,
  ) {
    super(network, 'http');
  }

  end(): void {
    this.over = true;
  }

  describe(): string {
    return `a fetch whose response is not complete: ${this.request.method} ${this.request.path}`;
  }

  protected isOver(): boolean {
    return this.over;
  }
}

/** How long undici may take to prepare a connection. */
const PREPARE_MS = 1000;

/**
 * Undici prepares a connection: for the first one in a process it compiles WebAssembly, which nobody sees. It does not always tell when it gives up, so it is believed for a
 * while only.
 */
class UndiciConnection implements Entry {
  readonly askAgainMs = PREPARE_MS;
  private until = native.now() + PREPARE_MS;

  end(): void {
    this.until = 0;
  }

  state(): State {
    return native.now() < this.until ? 'busy' : 'gone';
  }

  describe(): string {
    return 'a fetch that prepares its connection';
  }
}

/** A stream of Node's `http2`. */
export class Http2Exchange extends Exchange {
  constructor(
    private readonly handle: object,
    network: Network,
  ) {
    super(network, 'http2');
  }

  describe(): string {
    return 'an HTTP/2 stream whose response is not complete';
  }

  /** Those that a server answers are no exchanges of ours. */
  protected isOver(): boolean {
    const stream = this.stream;
    return stream?.closed === true || (stream?.session !== undefined && stream.session.type !== CLIENT_SESSION);
  }

  protected get socketObject(): SocketObject | undefined {
    return socketOfSession(this.stream?.session);
  }

  private get stream(): Http2Stream | undefined {
    return ownerOf(this.handle) as Http2Stream | undefined;
  }
}

/** A connection that speaks HTTP/2. It takes over the handle of its socket, and what comes in is then called back for here. */
export class Http2Session implements Entry {
  constructor(
    private readonly handle: Resource,
    private readonly network: Network,
  ) {}

  event(): boolean {
    const socket = this.network.socketBehind(socketOfSession(ownerOf(this.handle) as Http2SessionObject | undefined));
    if (socket !== undefined) socket.protocol = 'http2';
    socket?.event();
    return false;
  }

  state(): State {
    return isClosed(this.handle) ? 'gone' : 'idle';
  }
}

function socketOfSession(session: Http2SessionObject | undefined): SocketObject | undefined {
  return session?.destroyed === false ? session.socket : undefined;
}

const diagnostics = builtin('diagnostics_channel') as typeof import('node:diagnostics_channel') | undefined;

/** Listens to the diagnostics channels on which Node and undici tell of HTTP. */
export class HttpWatch {
  private readonly connecting: UndiciConnection[] = [];
  private readonly ofUndici = new Map<unknown, UndiciExchange>();

  constructor(
    private readonly book: Book,
    private readonly network: Network,
  ) {}

  start(): void {
    for (const { channel, listener } of this.channels) channel?.subscribe(listener); // eslint-disable-line @typescript-eslint/no-deprecated -- for channels that nobody keeps
  }

  stop(): void {
    for (const { channel, listener } of this.channels) channel?.unsubscribe(listener); // eslint-disable-line @typescript-eslint/no-deprecated
    this.connecting.length = 0;
    this.ofUndici.clear();
  }

  private readonly onRequest = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    this.book.add(new HttpExchange(request, this.network));
  };

  private readonly onUndiciConnect = (): void => {
    const connection = new UndiciConnection();
    this.connecting.push(connection);
    this.book.add(connection);
  };

  private readonly onUndiciConnected = (): void => {
    this.connecting.shift()?.end();
  };

  private readonly onUndiciRequest = (message: unknown): void => {
    const { request, socket } = message as { request: UndiciRequest; socket: SocketObject };
    if (typeof request.upgrade === 'string') {
      // A WebSocket to be: no response will complete, and who spoke last is what tells.
      const carrier = this.network.socketBehind(socket);
      if (carrier !== undefined) carrier.protocol = 'unknown';
      return;
    }
    const exchange = new UndiciExchange(request, socket, this.network);
    this.ofUndici.set(request, exchange);
    this.book.add(exchange);
  };

  private readonly onUndiciEnd = (message: unknown): void => {
    const { request } = message as { request: UndiciRequest };
    this.ofUndici.get(request)?.end();
    this.ofUndici.delete(request);
  };

  /**
   * Kept, not looked up by name at each start. Node holds a channel weakly while nobody listens, and when it has collected one, it may later forget the one that `http` has made in its
   * place: whoever asks for the name then is given a third, on which nobody speaks.
   */
  private readonly channels = (
    [
      ['http.client.request.start', this.onRequest],
      ['undici:client:beforeConnect', this.onUndiciConnect],
      ['undici:client:connected', this.onUndiciConnected],
      ['undici:client:connectError', this.onUndiciConnected],
      ['undici:client:sendHeaders', this.onUndiciRequest],
      ['undici:request:trailers', this.onUndiciEnd],
      ['undici:request:error', this.onUndiciEnd],
    ] as const
  ).map(([name, listener]) => ({ channel: diagnostics?.channel(name), listener }));
}
