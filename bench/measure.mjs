/** What every group of rows measures with. A row returns the results that these functions make. */
import { performance } from 'node:perf_hooks';

/** A target that is met when tickless is at least `factor` times as fast as the peer. */
export function faster(factor) {
  return { text: `${factor}x faster`, of: (ours, peer) => peer / ours, show: times, meets: (ratio) => ratio >= factor };
}

/** A target that is met when tickless needs at most `factor` times what the peer needs. */
export function within(factor) {
  return {
    text: `at most ${times(factor)}`,
    of: (ours, peer) => ours / peer,
    show: times,
    meets: (ratio) => ratio <= factor,
  };
}

/** A target for what is left when the peer's cost is subtracted. */
export function costsAtMost(limit, unit) {
  const show = (cost) => `${round(cost)} ${unit}`;
  return { text: `at most ${show(limit)} more`, of: (ours, peer) => ours - peer, show, meets: (cost) => cost <= limit };
}

function times(ratio) {
  return `${round(ratio)}x`;
}

/** Three significant digits. */
export function round(number) {
  return String(Number(number.toPrecision(3)));
}

/** The milliseconds that `work` takes. */
export function time(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** The same for work that returns a promise. */
export async function timeAsync(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/**
 * Runs contenders in turn, again and again, so that whatever else the machine does hits all of them alike.
 *
 * @param contenders An object of functions that return milliseconds, or promises of them.
 * @param options.count How many rounds count. @param options.warmup How many go before them, until everything is compiled.
 * @param options.collect What is cleared away before each, so that nobody pays for another's garbage. A `major` collection also takes the hidden classes that have
 * no instance just now, and with them compiled code, so it suits only work that is long enough to compile it again.
 * @returns The times of each, one per round.
 */
export async function rounds(contenders, { count = 7, warmup = 3, collect = 'minor' } = {}) {
  const names = Object.keys(contenders);
  const all = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmup; round < count; round++) {
    for (const name of names) {
      globalThis.gc({ type: collect });
      const took = await contenders[name]();
      if (round >= 0) all[name].push(took);
    }
  }
  return all;
}

/**
 * One line of the table: `ours` and `peer` are milliseconds per round, for `n` units of work in each.
 *
 * The ratio is the median of the ratios within the rounds, which is steadier than the ratio of two medians.
 */
export function result(against, target, n, ours, peer) {
  const perUnit = (ms) => (ms * 1000) / n;
  if (peer === undefined) return { against, target, unit: 'µs', ours: perUnit(median(ours)) };
  const ratios = ours.map((ms, i) => target.of(perUnit(ms), perUnit(peer[i])));
  return {
    against,
    target,
    unit: 'µs',
    ours: perUnit(median(ours)),
    peer: perUnit(median(peer)),
    ratio: median(ratios),
  };
}

function median(values) {
  const sorted = Float64Array.from(values).sort();
  return (sorted[sorted.length >> 1] + sorted[(sorted.length - 1) >> 1]) / 2;
}

/** `count` random whole numbers from 1 to `most`, the same in every run. */
export function randomDelays(count, most = 1_000_000) {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 1 + Math.floor((state / 2 ** 32) * most);
  });
}
