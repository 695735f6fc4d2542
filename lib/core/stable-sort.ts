/** Bits per digit of the radix sort of doubles: two digits of 11 bits and one of 10 make half a double. Few keys are sorted sooner by more digits with fewer buckets each. */
const DIGIT = 11;
const SMALL_DIGIT = 8;
/** Below so many keys digits are small. */
const FEW = 2048;
/** Whole numbers have two digits. */
const MOST_BITS = 2 * DIGIT;
/**
 * For up to so many keys there are columns at hand, 192 kB, for getting them anew takes as long as half the sort. They are constants because V8 then knows where they
 * lie, which saves a third of the time.
 */
const AT_HAND = 1 << 14;
const distancesAtHand = new Int32Array(AT_HAND);
const halfSortedAtHand = new Int32Array(AT_HAND);
const halfOrderAtHand = new Int32Array(AT_HAND);
// With signs, though nothing here is negative: V8 takes twice as long to count with what may not fit into 31 bits.
const lowStarts = new Int32Array(1 << DIGIT);
const highStarts = new Int32Array(1 << DIGIT);

/**
 * Sorts `keys`, and writes into `order` where each of them was; equal keys keep their order.
 *
 * The obvious version sorts `[...keys.keys()]` by `(a, b) => keys[a] - keys[b]`. It costs about 1 µs per key at a million keys,
 * most of it in the comparator. A least-significant-digit radix sort never compares: it costs about 50 ns over the 64 bits of each double, and
 * 6 to 20 ns if all keys are whole numbers apart and not too far, as the times of timers mostly are, for then two digits will do.
 */
export function stableSort(keys: Float64Array, order: Int32Array): void {
  if (!sortWhole(keys, order)) sortDoubles(keys, order);
}

/** @returns False, with nothing done, if the keys do not lie whole numbers of {@link MOST_BITS} bits above the lowest. */
function sortWhole(keys: Float64Array, order: Int32Array): boolean {
  const n = keys.length;
  let lowest = keys[0]!;
  let highest = lowest;
  for (let i = 1; i < n; i++) {
    const key = keys[i]!;
    if (key < lowest) lowest = key;
    else if (key > highest) highest = key;
  }
  if (!(highest - lowest < 2 ** MOST_BITS)) return false;
  const digit = (33 - Math.clz32(highest - lowest)) >> 1;
  const mask = (1 << digit) - 1;
  const isBig = n > AT_HAND;
  const distances = isBig ? new Int32Array(n) : distancesAtHand;
  const halfSorted = isBig ? new Int32Array(n) : halfSortedAtHand;
  const halfOrder = isBig ? new Int32Array(n) : halfOrderAtHand;
  // Both digits are counted while the keys are read, for each further look at them takes a fifth of the whole.
  lowStarts.fill(0, 0, mask + 1);
  highStarts.fill(0, 0, mask + 1);
  for (let i = 0; i < n; i++) {
    const distance = (keys[i]! - lowest) | 0;
    // Compared this way round, for a difference of doubles may have been rounded.
    if (lowest + distance !== keys[i]) return false;
    distances[i] = distance;
    lowStarts[distance & mask]!++;
    highStarts[distance >> digit]!++;
  }
  toStarts(lowStarts, mask);
  toStarts(highStarts, mask);
  // A key goes along with its index: looking it up by that instead would be a cache miss, among a million.
  for (let i = 0; i < n; i++) {
    const distance = distances[i]!;
    const place = lowStarts[distance & mask]!++;
    halfSorted[place] = distance;
    halfOrder[place] = i;
  }
  for (let i = 0; i < n; i++) {
    const distance = halfSorted[i]!;
    const place = highStarts[distance >> digit]!++;
    keys[place] = lowest + distance;
    order[place] = halfOrder[i]!;
  }
  return true;
}

/** By all the bits of the keys. Digits that are the same in all of them are skipped. */
function sortDoubles(keys: Float64Array, order: Int32Array): void {
  const n = keys.length;
  const words = new Uint32Array(keys.buffer, keys.byteOffset, 2 * n);
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  // The bits in which some key differs from another.
  let lowBits = 0;
  let highBits = 0;
  for (let i = 0; i < n; i++) {
    // Doubles of one sign order like their bits; turn them so that all do: flip a positive's sign, a negative's everything.
    // -0 is a 0 of another sign, but the same time.
    const top = keys[i] === 0 ? 0 : words[2 * i + 1]!;
    const sign = top >>> 31 === 1 ? 0xffffffff : 0;
    low[i] = words[2 * i]! ^ sign;
    high[i] = top ^ (sign | 0x80000000);
    lowBits |= low[i]! ^ low[0]!;
    highBits |= high[i]! ^ high[0]!;
  }
  let sorted = new Int32Array(n);
  for (let i = 0; i < n; i++) sorted[i] = i;
  let spare = new Int32Array(n);
  const digit = n < FEW ? SMALL_DIGIT : DIGIT;
  const mask = (1 << digit) - 1;
  for (let half = 0; half < 2; half++) {
    const word = half === 0 ? low : high;
    const bits = half === 0 ? lowBits : highBits;
    for (let shift = 0; shift < 32; shift += digit) {
      if (((bits >>> shift) & mask) === 0) continue;
      lowStarts.fill(0, 0, mask + 1);
      for (let i = 0; i < n; i++) lowStarts[(word[i]! >>> shift) & mask]!++;
      toStarts(lowStarts, mask);
      for (let i = 0; i < n; i++) {
        const key = sorted[i]!;
        spare[lowStarts[(word[key]! >>> shift) & mask]!++] = key;
      }
      [sorted, spare] = [spare, sorted];
    }
  }
  order.set(sorted);
  const unsorted = keys.slice();
  for (let i = 0; i < n; i++) keys[i] = unsorted[sorted[i]!]!;
}

/** Turns how many keys have each digit into where those begin. */
function toStarts(counts: Int32Array, last: number): void {
  let sum = 0;
  for (let digit = 0; digit <= last; digit++) {
    const count = counts[digit]!;
    counts[digit] = sum;
    sum += count;
  }
}
