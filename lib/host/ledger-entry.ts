/**
 * What an entry of the ledger says when it is asked, which happens only when nothing virtual is ready:
 *
 * - `busy`: work is in flight, so the clock stands still;
 * - `open`: nothing is known to be in flight, but news may be on its way unseen (bytes in the kernel, a message between threads): the clock may move once the
 *   host has had a turn and brought none;
 * - `idle`: nothing will come of it by itself;
 * - `gone`: it is over, so the ledger forgets it.
 */
export type State = 'busy' | 'open' | 'idle' | 'gone';

/** Something that may have work in flight in the real world. Its methods run inside hooks of the host: they neither throw nor call user code. */
export interface Entry {
  state(): State;
  /** The host is about to call back for it. Returns whether that is the end of it. */
  event?(): boolean;
  /** Whether it is a mere turn of the host, of which a loop makes any number without getting anywhere. False if not said. */
  readonly isTurn?: boolean;
  /** While it is busy: after how many real milliseconds to ask again, where no event of the host will tell. */
  readonly askAgainMs?: number | undefined;
  /** Whether the host would keep a program alive for it, although it may never have work again: a connection, a server, a port with a listener. False if not said. */
  readonly holdsOpen?: boolean;
  /** One line for error messages, of one that may be busy. */
  describe?(): string;
}

/** Where those who watch the host put down what they find. */
export interface Book {
  /** Whether what is begun just now is the library's own. */
  readonly isMuted: boolean;
  add(entry: Entry): void;
  /** Something happened that the ledger's own hook does not see. */
  progress(): void;
}

/** What `async_hooks` hands over when the host makes something, as far as most entries look into it. */
export interface Resource {
  getAsyncId?(): number;
  hasRef?(): boolean;
}

/** Node's objects write null where something has gone, and undefined where it never was. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Node sets the async id of a handle to -1 when it is closed and everybody has been told. */
export function isClosed(resource: Resource): boolean {
  return resource.getAsyncId?.() === -1;
}

/** The object on whose behalf a handle works (a Socket, a ChildProcess …), which Node keeps under a symbol of its own. */
export function ownerOf(resource: object): unknown {
  for (const symbol of Object.getOwnPropertySymbols(resource)) {
    if (symbol.description === 'owner_symbol') return (resource as Record<symbol, unknown>)[symbol];
  }
  return undefined;
}
