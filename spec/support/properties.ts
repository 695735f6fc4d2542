import fc from 'fast-check';

/** The seed of every property, so that a run is the same everywhere and always. */
const SEED = 1202;

/** Checks a property for `numRuns` random inputs, the same in every run; a failure prints the smallest input found. */
export function check<Ts>(property: fc.IRawProperty<Ts, false>, numRuns = 200): void {
  fc.assert(property, { seed: SEED, numRuns });
}

/** The same for a property that awaits. */
export async function checkAsync<Ts>(property: fc.IRawProperty<Ts, true>, numRuns = 50): Promise<void> {
  await fc.assert(property, { seed: SEED, numRuns });
}

/** Lists that are as long as they are allowed to be, where fast-check's default would hold about ten items. */
export function longArray<T>(of: fc.Arbitrary<T>, maxLength: number, minLength = 0): fc.Arbitrary<T[]> {
  return fc.array(of, { minLength, maxLength, size: 'max' });
}
