import { isMissing, ownerOf, type Entry, type State } from './ledger-entry';

/** What Node's zlib handle looks like inside: `buffer` is what it is working on, null or undefined when it is not. */
export interface ZlibHandle {
  readonly buffer?: unknown;
}

/**
 * A stream of the zlib family (gzip, deflate, brotli, zstd, and the web streams made of them). It does many pieces of work one after the other, with any pauses between, so it is
 * busy while it holds a piece; until its stream lets go of it, which is also how an error ends.
 */
export class ZlibStream implements Entry {
  constructor(private readonly handle: ZlibHandle) {}

  state(): State {
    const owner = ownerOf(this.handle) as { readonly _handle?: unknown } | undefined;
    if (owner !== undefined && owner._handle !== this.handle) return 'gone';
    return isMissing(this.handle.buffer) ? 'idle' : 'busy';
  }

  describe(): string {
    return 'a zlib stream at work';
  }
}
