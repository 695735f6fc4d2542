import type { Resource } from './ledger-entry';

/** A TCP, pipe or TLS handle of Node, as far as the ledger looks into it. */
export interface StreamHandle extends Resource {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Bytes that the kernel has not taken yet. */
  readonly writeQueueSize?: number;
  /** Kept by Node's own JavaScript: false while nobody reads, because the reader is paused or its buffer is full. */
  readonly reading?: boolean;
  /** Negative before it is opened and after it is closed. */
  readonly fd?: number;
  /** Of a TLS handle: the handle that carries it. */
  readonly _parent?: StreamHandle;
  getsockname?(out: Partial<Address>): number;
  getpeername?(out: Partial<Address>): number;
}

interface Address {
  address: string;
  port: number;
}

/**
 * What has been said on a stream, and who spoke last. Every read comes in a callback of its own and writes happen inside of callbacks, so what was written since the last
 * read is a question without an answer.
 */
export class Conversation {
  private read = 0;
  private writtenAtLastRead = 0;

  constructor(readonly handle: StreamHandle) {}

  /** To be called when the host is about to call back: returns whether new bytes have come in. */
  listen(): boolean {
    const read = this.handle.bytesRead;
    if (!(read > this.read)) return false;
    this.read = read;
    this.writtenAtLastRead = this.handle.bytesWritten;
    return true;
  }

  get isAsking(): boolean {
    return this.handle.bytesWritten > this.writtenAtLastRead;
  }

  get hasHeard(): boolean {
    return this.handle.bytesRead > 0;
  }
}

/** What a connection is called. */
export interface Ends {
  readonly remote: string;
  /** Both ends, as seen from this one; and as seen from the other, which is how to find its socket. The ends of a Unix socket have no names of their own. */
  readonly here?: string;
  readonly there?: string;
}

/** The names of a TCP connection, or undefined while it is not connected. */
export function endsOf(handle: StreamHandle): Ends | undefined {
  const local: Partial<Address> = {};
  const remote: Partial<Address> = {};
  if (handle.getsockname?.(local) !== 0 || handle.getpeername?.(remote) !== 0) return undefined;
  const [from, to] = [format(local as Address), format(remote as Address)];
  return { remote: to, here: `${from} ${to}`, there: `${to} ${from}` };
}

/** An IPv4 address that was reached through an IPv6 socket is still the same end. */
function format({ address, port }: Address): string {
  const plain = address.replace(/^::ffff:/, '');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}
