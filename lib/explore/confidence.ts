/**
 * Which share of schedules may fail, at most, if so many runs did not: the upper end of a 95 % confidence interval.
 *
 * With a share p each run passes with a probability of 1 - p, and all of n with (1 - p)^n; that is 5 % at p = 1 - 0.05^(1/n), about 3 / n (the "rule of three": Hanley and Lippman-Hand, "If Nothing Goes Wrong, Is Everything
 * All Right?", JAMA 1983). It is the share by the odds of the strategy, which is not that of all schedules there are.
 */
export function shareNotSeen(runs: number): number {
  return runs === 0 ? 1 : 1 - 0.05 ** (1 / runs);
}

/** With at most two digits that matter: `3 %`, `0.3 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(share < 0.1 ? 1 : 2))} %`;
}
