/** How often the set can be split in two: 2^16 buckets are plenty for the decisions of one run. */
const DEPTH = 16;
/** Up to which depth a bucket alone is tried. */
const SINGLE_DEPTH = 6;
/** Where so many buckets are needed, it is not for a few decisions; nor is it if a test fails now and passes then, and none seems to be needed less than another. */
const MOST_BUCKETS = 256;

/**
 * Which decisions a schedule keeps; it takes the others by choice 0.
 *
 * What decisions there will be is not known before the run, and must not be: fast-check replays a path by shrinking without running, so shrinks have to be a function of the value alone. (Shrinking what
 * the last run has recorded is the obvious way, and ends in "Unable to replay, got wrong path".) So decisions are hashed into buckets, and it is buckets that are kept: first all of them, then halves, quarters and so on,
 * until each of those that are left holds one decision that matters, and no other.
 *
 * Buckets are numbered as the nodes of a binary tree: 1 is all, and n is split into 2n and 2n + 1.
 */
export class KeepSet {
  static readonly ALL = new KeepSet([1], 0);

  /**
   * @param buckets What is kept; all of them at the same depth.
   * @param next Those before this one are needed, as far as anybody knows: dropping them was tried.
   */
  private constructor(
    private readonly buckets: readonly number[],
    private readonly next: number,
  ) {}

  /** Whether a decision with that hash, of 32 bits, is kept. */
  has(hash: number): boolean {
    return this.buckets.some((bucket) => {
      const depth = 31 - Math.clz32(bucket);
      return bucket === 2 ** depth + (depth === 0 ? 0 : hash >>> (32 - depth));
    });
  }

  /** Single buckets, of a size that most often holds one or two decisions of a run that takes a few dozen. */
  static *singles(): IterableIterator<KeepSet> {
    for (let bucket = 2; bucket < 2 ** SINGLE_DEPTH; bucket++) yield new KeepSet([bucket], 0);
  }

  /** Smaller sets, the most promising first: without one of the buckets, then without one of their halves, and so on. */
  *shrinks(): IterableIterator<KeepSet> {
    let { buckets, next } = this;
    while (buckets.length > 0) {
      for (; next < buckets.length; next++) {
        yield new KeepSet([...buckets.slice(0, next), ...buckets.slice(next + 1)], next);
      }
      if (buckets[0]! >= 2 ** DEPTH || buckets.length > MOST_BUCKETS) return;
      // Nobody has to run the same set again only because it is written down more finely.
      buckets = buckets.flatMap((bucket) => [2 * bucket, 2 * bucket + 1]);
      next = 0;
    }
  }
}
