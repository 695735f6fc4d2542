import { Child } from './ledger-children';
import type { StreamHandle } from './ledger-conversation';
import type { Entry, Resource } from './ledger-entry';
import { BlobReader, FileRequest, FileStream } from './ledger-files';
import { Http2Exchange, Http2Session } from './ledger-http';
import { Listener, type Network, type SocketObject } from './ledger-network';
import { Handle, ImmediateRequest, Job, Port, Request, Step } from './ledger-requests';
import { TlsLayer } from './ledger-sockets';
import { ZlibStream } from './ledger-zlib';

/** What a rule may look at when the host has made something. */
export interface Scene {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly network: Network;
  /** The child process made last. */
  child: Child | undefined;
}

/** Makes the entry for something of its type that the host has just made; undefined if it needs none. `id` and `trigger` are its async id and that of what made it. */
type Rule = (resource: object, scene: Scene, id: number, trigger: number) => Entry | undefined;

/**
 * The one table from kind of work, as `async_hooks` calls it, to how the ledger sees it. docs/real-work.md says the same for users. What is not listed is not seen (PROMISE,
 * TickObject and Microtask need not be: they settle between two callbacks of the driver), except that any type with REQ in its name is a request.
 */
const RULES: Record<string, Rule> = {
  // The file system
  FSREQCALLBACK: (resource, { entries }, _id, trigger) => new FileRequest(resource, entries.get(trigger)),
  FSREQPROMISE: request('a request to the file system'),
  FILEHANDLECLOSEREQ: request('closing a file'),
  FILEHANDLE: (resource) => (BlobReader.isPulling ? undefined : new FileStream(resource)),
  BLOBREADER: (resource) => new BlobReader(resource),
  FSEVENTWRAP: handle,
  STATWATCHER: handle,

  // Names and addresses
  GETADDRINFOREQWRAP: request('dns.lookup'),
  GETNAMEINFOREQWRAP: request('dns.lookupService'),
  QUERYWRAP: request('a DNS query'),

  // Cryptography
  CHECKPRIMEREQUEST: job('crypto.checkPrime'),
  CIPHERREQUEST: job('an encryption'),
  DERIVEBITSREQUEST: job('a key derivation'),
  HASHREQUEST: job('a digest'),
  KEYEXPORTREQUEST: job('a key export'),
  KEYGENREQUEST: job('a key generation'),
  KEYPAIRGENREQUEST: job('a key pair generation'),
  PBKDF2REQUEST: job('crypto.pbkdf2'),
  RANDOMBYTESREQUEST: job('crypto.randomBytes'),
  RANDOMPRIMEREQUEST: job('crypto.generatePrime'),
  SCRYPTREQUEST: job('crypto.scrypt'),
  SIGNREQUEST: job('a signature'),

  // Compression
  ZLIB: (resource) => new ZlibStream(resource),

  // Connections
  TCPWRAP: (resource, { network }, id) => socket(network, resource, id),
  TCPCONNECTWRAP: (_resource, { network }, _id, trigger) => {
    network.socketById(trigger)?.connects();
    return new Request('connecting a socket');
  },
  TLSWRAP: (resource, { network }, id) =>
    network.entryOf(resource, id, (handle) => new TlsLayer(handle, (carrier) => network.socketOf(carrier))),
  PIPEWRAP: (resource, { network, child }, id) =>
    child?.isBeingMade === true ? child.addPipe(resource as StreamHandle) : socket(network, resource, id),
  PIPECONNECTWRAP: (resource, { network }, _id, trigger) => {
    network.socketById(trigger)?.connects((resource as { address?: string }).address);
    return new Request('connecting a Unix socket');
  },
  WRITEWRAP: step,
  SHUTDOWNWRAP: (resource, { network }) => {
    network.socketOf((resource as { handle?: StreamHandle }).handle)?.end();
    return new Step();
  },
  TCPSERVERWRAP: (resource) => new Listener(resource),
  PIPESERVERWRAP: (resource) => new Listener(resource),
  UDPWRAP: handle,
  UDPSENDWRAP: request('sending a datagram'),

  // HTTP; the rest of it comes by diagnostics channels (ledger-http.ts)
  HTTPINCOMINGMESSAGE: (resource, { entries }) =>
    entries.get((resource as { socket?: SocketObject }).socket?._handle?.getAsyncId?.() ?? -1),
  HTTP2SESSION: (resource, { network }) => new Http2Session(resource, network),
  HTTP2STREAM: (resource, { network }) => new Http2Exchange(resource, network),

  // Processes and threads; workers come by an event of the process (ledger-workers.ts)
  PROCESSWRAP: (resource, scene) => (scene.child = new Child(resource)),
  SIGNALWRAP: handle,
  WORKER: handle,
  MESSAGEPORT: (resource) => new Port(resource),

  // Real timers
  Immediate: (resource) => new ImmediateRequest(resource),
  Timeout: (resource, { network }) => {
    network.timers.add(resource);
    return undefined;
  },
};

const ignored: Rule = () => undefined;
/** The rules for the types met so far, so that a type costs one look. */
const known = new Map<string, Rule>(Object.entries(RULES));

export function ruleFor(type: string): Rule {
  let rule = known.get(type);
  if (rule === undefined) known.set(type, (rule = type.includes('REQ') ? job(`a request (${type})`) : ignored));
  return rule;
}

function socket(network: Network, resource: object, id: number): Entry {
  return network.entryOf(resource, id, (handle) => network.newSocket(handle));
}

function request(what: string): Rule {
  return () => new Request(what);
}

function job(what: string): Rule {
  return (resource) => new Job(what, resource);
}

function step(): Entry {
  return new Step();
}

function handle(resource: Resource): Entry {
  return new Handle(resource);
}
