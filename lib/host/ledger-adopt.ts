import { Child, type ChildObject } from './ledger-children';
import type { StreamHandle } from './ledger-conversation';
import { isMissing, type Entry, type Resource, type State } from './ledger-entry';
import { HttpExchange, type ClientRequest } from './ledger-http';
import { Listener, type Network, type SocketObject } from './ledger-network';
import { Handle, hasCallback, type JobResource, Port, Request } from './ledger-requests';
import { mainProcess } from './main-process';

/** Node's list of what holds the program open; not in its documentation, but there since its beginnings. */
interface ProcessInside {
  _getActiveRequests?(): (Resource & JobResource)[];
  _getActiveHandles?(): object[];
}

/** A Socket, Server or ChildProcess. */
interface Owner extends SocketObject, Partial<Omit<ChildObject, '_handle'>> {
  readonly _httpMessage?: ClientRequest | null;
  getConnections?: unknown;
}

/** Requests that end by themselves; one to write to a socket may have to wait for its reader. */
const REQUESTS = /^(FSReq(Callback|Promise)|GetAddrInfoReqWrap|GetNameInfoReqWrap|(TCP|Pipe)ConnectWrap|SendWrap)$/;

/**
 * Finds what was there before the ledger began to watch: handles, and those requests that Node lists. (Work of the thread pool other than on files and names is on no list;
 * such work, begun earlier, is not seen.)
 *
 * @param put Takes an entry with its async id, under which events will come.
 * @param add Takes an entry without.
 */
export function adopt(network: Network, put: (id: number, entry: Entry) => void, add: (entry: Entry) => void): void {
  for (const request of activeRequests()) {
    const { name } = request.constructor;
    if (!REQUESTS.test(name)) continue;
    if (name === 'FSReqCallback' && !hasCallback(request)) continue; // reads for a stream, and is listed long after
    putBy(request, new AdoptedRequest(request));
  }
  const handles = ((mainProcess() as ProcessInside | undefined)?._getActiveHandles?.() ?? []) as Owner[];
  const ofChildren = new Set<unknown>();
  for (const child of handles) {
    if (!isChild(child)) continue;
    const entry = new Child(child._handle).wasRunning();
    putBy(child._handle, entry);
    for (const stream of child.stdio) {
      if (isMissing(stream?._handle)) continue;
      ofChildren.add(stream);
      putBy(stream._handle, entry.addPipe(stream._handle));
    }
  }
  for (const owner of handles) {
    if (owner.constructor.name === 'MessagePort') add(new Port(owner as Resource));
    else if (isDatagramSocket(owner)) add(new Handle({}));
    else if (isMissing(owner._handle) || ofChildren.has(owner) || isChild(owner)) continue;
    else if (owner.getConnections !== undefined) putBy(owner._handle, new Listener(owner._handle));
    else if (typeof owner._handle.bytesRead === 'number' && !isStandard(owner._handle)) {
      network.adopt(owner);
      if (isMissing(owner.server) && !isMissing(owner._httpMessage)) add(new HttpExchange(owner._httpMessage, network));
    }
  }

  function putBy(resource: Resource, entry: Entry): void {
    const id = resource.getAsyncId?.();
    if (id !== undefined) put(id, entry);
  }
}

function activeRequests(): (Resource & JobResource)[] {
  return (mainProcess() as ProcessInside | undefined)?._getActiveRequests?.() ?? [];
}

/** A request that was there before. Its answer may have begun already, in the very callback that starts the ledger; so it is in flight while Node lists it. */
class AdoptedRequest extends Request {
  readonly askAgainMs = 2;

  constructor(private readonly request: Resource) {
    super(`a request that was there before (${request.constructor.name})`);
  }

  override state(): State {
    return activeRequests().includes(this.request) ? 'busy' : 'gone';
  }
}

/** To be known without asking for its handle, which would print a warning. */
function isDatagramSocket(owner: object): boolean {
  return 'addMembership' in owner;
}

/** Input, output and error output of the process. */
function isStandard(handle: StreamHandle): boolean {
  return handle._parent === undefined && (handle.fd ?? 0) <= 2;
}

function isChild(owner: Owner): owner is Owner & ChildObject & { readonly _handle: StreamHandle } {
  return typeof owner.spawnfile === 'string' && !isMissing(owner._handle);
}
