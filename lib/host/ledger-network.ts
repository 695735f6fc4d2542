import type { StreamHandle } from './ledger-conversation';
import { ownerOf, type Entry, type Resource, type State } from './ledger-entry';
import { Handle } from './ledger-requests';
import { Socket, TlsLayer, type Neighbours } from './ledger-sockets';

/** What counts of a net.Socket. */
export interface SocketObject {
  readonly _handle?: StreamHandle | null;
  /** Of an accepted socket: who has accepted it. */
  readonly server?: object | null;
  /** Of a socket that speaks HTTP: what takes in its bytes. */
  readonly parser?: Resource | null;
}

/** The connections of this process and what bears on them: which two are the ends of one, who listens, and which real timers might still make a server answer. */
export class Network implements Neighbours {
  moment = 0;
  private readonly byEnds = new Map<string, Socket>();
  /** Sockets whose ends are not known yet. */
  private readonly unplaced = new Set<Socket>();

  /** @param entries The ledger's, by async id. */
  constructor(private readonly entries: Map<number, Entry>) {}

  newSocket(handle: StreamHandle): Socket {
    const socket = new Socket(handle, this);
    this.unplaced.add(socket);
    return socket;
  }

  /** A real timer was started; undefined while there is no connection it could bear on. */
  newTimer(timeout: RealTimeout): Timer | undefined {
    this.moment++;
    return this.unplaced.size + this.byEnds.size > 0 ? new Timer(timeout, this.moment) : undefined;
  }

  socketById(id: number | undefined): Socket | undefined {
    const entry = id === undefined ? undefined : this.entries.get(id);
    return entry instanceof Socket ? entry : undefined;
  }

  /** The socket whose handle this is, or that carries the TLS connection whose handle this is. */
  socketOf(handle: StreamHandle | null | undefined): Socket | undefined {
    return this.socketById((handle?._parent ?? handle)?.getAsyncId?.());
  }

  /** The same for a socket of Node, which may be older than the ledger's watch. */
  socketBehind(object: SocketObject | null | undefined): Socket | undefined {
    return this.socketOf(object?._handle) ?? this.adopt(object);
  }

  /** Takes in a socket that was there before. */
  adopt(object: SocketObject | null | undefined): Socket | undefined {
    const handle = object?._handle;
    if (handle?.getAsyncId === undefined) return undefined;
    const carrier = handle._parent ?? handle;
    const socket = this.newSocket(carrier);
    socket.wasConnected(object?.server == null);
    this.put(carrier, socket);
    let entry: Entry = socket;
    if (carrier !== handle) {
      const layer = new TlsLayer(handle, () => socket);
      layer.wasConnected();
      this.put(handle, (entry = layer));
    }
    if (object?.parser != null) this.put(object.parser, entry);
    return socket;
  }

  peerOf(socket: Socket): Socket | undefined {
    const ends = socket.ends;
    if (ends === undefined) return undefined;
    for (const each of this.unplaced) this.place(each);
    return this.byEnds.get(`${ends.remote} ${ends.local}`);
  }

  hasListener(path: string): boolean {
    for (const entry of this.entries.values()) if (entry instanceof Listener && entry.path === path) return true;
    return false;
  }

  hasTimerSince(moment: number): boolean {
    for (const entry of this.entries.values())
      if (entry instanceof Timer && entry.moment > moment && entry.willFire) return true;
    return false;
  }

  forget(socket: Socket): void {
    this.unplaced.delete(socket);
    const ends = socket.ends;
    if (ends !== undefined) this.byEnds.delete(`${ends.local} ${ends.remote}`);
  }

  clear(): void {
    this.byEnds.clear();
    this.unplaced.clear();
  }

  private put(resource: Resource, entry: Entry): void {
    const id = resource.getAsyncId?.();
    if (id !== undefined) this.entries.set(id, entry);
  }

  private place(socket: Socket): void {
    const ends = socket.ends;
    if (ends === undefined) return;
    this.unplaced.delete(socket);
    this.byEnds.set(`${ends.local} ${ends.remote}`, socket);
  }
}

/** A server's handle. */
export class Listener extends Handle {
  constructor(private readonly handle: Resource) {
    super('a listening server', handle);
  }

  /** Of the Unix socket it listens on. */
  get path(): string | undefined {
    const address = (ownerOf(this.handle) as { address?: () => unknown } | undefined)?.address?.();
    return typeof address === 'string' ? address : undefined;
  }
}

/** What Node's timers look like inside. */
export interface RealTimeout {
  hasRef?(): boolean;
  readonly _destroyed?: boolean;
  /** Its period, of an interval. */
  readonly _repeat?: number | null;
}

/** A real timer. It is no work by itself, for nobody can tell a timeout that guards from a timer that answers; see {@link Socket} for where it counts. */
export class Timer implements Entry {
  constructor(
    private readonly timeout: RealTimeout,
    readonly moment: number,
  ) {}

  state(): State {
    return this.timeout._destroyed === true ? 'gone' : 'idle';
  }

  event(): boolean {
    return !this.isInterval;
  }

  get willFire(): boolean {
    return this.timeout._destroyed !== true && !this.isInterval && this.timeout.hasRef?.() !== false;
  }

  describe(): string {
    return 'a real timer';
  }

  private get isInterval(): boolean {
    return typeof this.timeout._repeat === 'number';
  }
}
