import type { StreamHandle } from './ledger-conversation';
import { isMissing, ownerOf, type Entry, type Resource } from './ledger-entry';
import { Handle } from './ledger-requests';
import type { RealTimers } from './ledger-timers';
import { QUIET_MS, Socket, TlsLayer, type Neighbours } from './ledger-sockets';

/** What counts of a net.Socket. */
export interface SocketObject {
  readonly _handle?: StreamHandle | null;
  /** Of an accepted socket: who has accepted it. */
  readonly server?: object | null;
  /** Of a socket that speaks HTTP: what takes in its bytes. */
  readonly parser?: Resource | null;
}

/** What Node's HTTP agent shows to hooks, in the place of a handle, when it uses a connection again: the handle has a new async id from then on. */
interface ReusedHandle {
  readonly handle?: StreamHandle;
}

/** The connections of this process: which two are the ends of one, and who listens. */
export class Network implements Neighbours {
  /** The entry of each handle, and the id under which it is. */
  private byHandle = new WeakMap<StreamHandle, { entry: Entry; id: number }>();
  private readonly byEnds = new Map<string, Socket>();
  /** Sockets whose ends are not known yet. */
  private readonly unplaced = new Set<Socket>();
  quietMs = QUIET_MS;

  /** @param entries The ledger's, by async id. */
  constructor(
    private readonly entries: Map<number, Entry>,
    readonly timers: RealTimers,
  ) {}

  /** The entry for a handle that Node has made, or uses again, under the async id `id`. */
  entryOf(resource: ReusedHandle, id: number, make: (handle: StreamHandle) => Entry): Entry {
    const handle = resource.handle ?? (resource as StreamHandle);
    const known = this.byHandle.get(handle);
    if (known !== undefined) this.entries.delete(known.id);
    const entry = known?.entry ?? make(handle);
    this.byHandle.set(handle, { entry, id });
    return entry;
  }

  newSocket(handle: StreamHandle): Socket {
    const socket = new Socket(handle, this);
    this.unplaced.add(socket);
    return socket;
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
    socket.wasConnected(isMissing(object?.server));
    this.putHandle(carrier, socket);
    let entry: Entry = socket;
    if (carrier !== handle) {
      const layer = new TlsLayer(handle, () => socket);
      layer.wasConnected();
      this.putHandle(handle, (entry = layer));
    }
    if (!isMissing(object?.parser)) this.put(object.parser, entry);
    return socket;
  }

  peerOf(socket: Socket): Socket | undefined {
    const ends = socket.ends;
    if (ends?.there === undefined) return undefined;
    for (const each of this.unplaced) this.place(each);
    return this.byEnds.get(ends.there);
  }

  hasListener(path: string): boolean {
    for (const entry of this.entries.values()) if (entry instanceof Listener && entry.path === path) return true;
    return false;
  }

  forget(socket: Socket): void {
    this.unplaced.delete(socket);
    const ends = socket.ends;
    if (ends?.here !== undefined) this.byEnds.delete(ends.here);
  }

  clear(): void {
    this.byHandle = new WeakMap();
    this.byEnds.clear();
    this.unplaced.clear();
  }

  private putHandle(handle: StreamHandle, entry: Entry): void {
    this.put(handle, entry);
    this.byHandle.set(handle, { entry, id: handle.getAsyncId?.() ?? -1 });
  }

  private put(resource: Resource, entry: Entry): void {
    const id = resource.getAsyncId?.();
    if (id !== undefined) this.entries.set(id, entry);
  }

  private place(socket: Socket): void {
    const ends = socket.ends;
    if (ends === undefined) return;
    this.unplaced.delete(socket);
    if (ends.here !== undefined) this.byEnds.set(ends.here, socket);
  }
}

/** A server's handle. */
export class Listener extends Handle {
  constructor(private readonly handle: Resource) {
    super(handle);
  }

  /** Of the Unix socket it listens on. */
  get path(): string | undefined {
    const address = (ownerOf(this.handle) as { address?: () => unknown } | undefined)?.address?.();
    return typeof address === 'string' ? address : undefined;
  }
}
