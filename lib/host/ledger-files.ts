import type { Entry, State } from './ledger-entry';
import { hasCallback, Request, type JobResource } from './ledger-requests';

/** A request to the file system. One that reads on behalf of a stream over a file handle is answered through that {@link FileStream}, or through the reader of a Blob; all others by themselves. */
export class FileRequest extends Request {
  private readonly stream: FileStream | undefined;
  private readonly part: number | undefined;

  /** @param from What has made it. */
  constructor(
    private readonly resource: JobResource,
    from: Entry | undefined,
  ) {
    super('a request to the file system');
    if (!(from instanceof FileStream)) return;
    this.stream = from;
    this.part = from.parts;
  }

  override state(): State {
    return hasCallback(this.resource) || (this.stream !== undefined && this.stream.parts === this.part)
      ? 'busy'
      : 'gone';
  }
}

/** A file handle, which may be read as a stream. Held weakly, as one may be forgotten without being closed. */
export class FileStream implements Entry {
  /** How many parts it has been given. */
  parts = 0;
  private readonly handle: WeakRef<{ readonly fd?: number }>;

  constructor(handle: { readonly fd?: number }) {
    this.handle = new WeakRef(handle);
  }

  event(): boolean {
    this.parts++;
    return false;
  }

  state(): State {
    const handle = this.handle.deref();
    return handle === undefined || handle.fd === -1 ? 'gone' : 'idle';
  }
}

/** Takes a callback to call with the next part of a Blob: at once if that is in memory, later if it is in a file. */
type Pull = (callback: (...part: unknown[]) => void) => unknown;

/** What reads a Blob, part by part. Nothing shows that it waits for one, so its `pull` is looked over the shoulder. Held weakly: it is never closed. */
export class BlobReader implements Entry {
  /** Whether one is being asked for a part at this moment: the files that it opens for that are its own affair. */
  static isPulling = false;

  private readonly reader: WeakRef<object>;
  private waiting = 0;

  constructor(reader: { pull?: Pull }) {
    this.reader = new WeakRef(reader);
    const { pull } = reader;
    if (pull === undefined) return;
    reader.pull = (callback) => {
      this.waiting++;
      BlobReader.isPulling = true;
      try {
        return pull.call(reader, (...part) => {
          this.waiting--;
          callback(...part);
        });
      } finally {
        BlobReader.isPulling = false;
      }
    };
  }

  event(): boolean {
    return false;
  }

  state(): State {
    if (this.reader.deref() === undefined) return 'gone';
    return this.waiting > 0 ? 'busy' : 'idle';
  }

  describe(): string {
    return 'reading a Blob';
  }
}
