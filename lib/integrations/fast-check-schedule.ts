import { cloneMethod, toStringMethod } from 'fast-check';
import { checkCallback } from '../core/checks';
import { type Decide, decisionName, type Point } from '../explore/decision';
import { runOnce } from '../explore/explore';
import { deviationsOf } from '../explore/kept';
import type { RunOptions } from '../explore/options';
import type { RunRecord } from '../explore/record';
import { explained } from '../explore/report';
import type { Body } from '../explore/sim';
import { encodeToken } from '../explore/token';
import type { KeepSet } from './fast-check-keep-set';

/** A schedule that fast-check made: a function of nothing but its key and what it keeps, so that it is the same whenever it is made again. */
export class Schedule {
  /** The runs made under it, for its text. */
  private readonly runs: RunRecord[] = [];

  /** @internal */
  constructor(
    /** @internal */
    readonly key: number,
    /** @internal */
    readonly keep: KeepSet,
    /** @internal Whether what is kept takes choice 1 everywhere: who comes first gives way to the next, which is the least that can differ. */
    readonly gentle: boolean,
  ) {}

  /**
   * Runs a body under this schedule, in virtual time, as one run of `explore` does.
   *
   * @returns A promise that is rejected with what the body throws.
   * @throws TypeError or RangeError for a body that cannot be called, or a setting that does not exist.
   */
  async run(body: Body, options: Omit<RunOptions, 'seed'> = {}): Promise<void> {
    checkCallback(body, 'schedule.run()');
    const record = await runOnce(body, { ...options, seed: this.key }, this.decide);
    this.runs.push(record);
    if (record.failed) throw record.error;
  }

  private readonly decide: Decide = (point) => {
    if (!this.keep.has(this.hash(decisionName(point)))) return 0;
    if (this.gentle) return 1;
    return point.kind === 'order' ? this.order(point) : this.hash(`${decisionName(point)}?`) % point.n;
  };

  /**
   * What comes first is what has the highest priority. Priorities are drawn for each decision anew, as in a random walk; or for each thing that may happen, so that an unlucky one
   * waits for many others; or for each task, and then for what it does: a third of all keys each.
   */
  private order(point: Point): number {
    const drawnAnew = this.key % 3 === 0 ? ` at ${decisionName(point)}` : '';
    const byTask = this.key % 3 === 1;
    let best = 0;
    let highest: readonly [number, number] = [-1, -1];
    for (let i = 0; i < point.n; i++) {
      const { owner, step } = point.option(i);
      const priority: readonly [number, number] = [
        byTask ? this.hash(owner) : 0,
        this.hash(`${owner}.${step}${drawnAnew}`),
      ];
      if (priority[0] > highest[0] || (priority[0] === highest[0] && priority[1] > highest[1])) {
        [best, highest] = [i, priority];
      }
    }
    return best;
  }

  /** A whole number from 0 to 2^32 - 1, by key and text (FNV-1a, with the finalizer of MurmurHash3: each bit counts for every other). */
  private hash(text: string): number {
    let x = 0x811c9dc5 ^ this.key;
    for (let i = 0; i < text.length; i++) x = Math.imul(x ^ text.charCodeAt(i), 0x01000193);
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return (x ^ (x >>> 16)) >>> 0;
  }

  /** @internal Each run has a schedule of its own, so that it can tell what happened in it. */
  [cloneMethod](): Schedule {
    return new Schedule(this.key, this.keep, this.gentle);
  }

  /** @internal What differs from the plain order, and nothing else. */
  [toStringMethod](): string {
    return `schedule(${this.runs.map(describe).join(' | ') || 'not run'})`;
  }

  /** What differs from the plain order in what was run under this schedule. */
  toString(): string {
    return this[toStringMethod]();
  }
}

function describe(record: RunRecord): string {
  if (deviationsOf(record).length === 0) return 'everything in plain order';
  const marked = explained(record).filter(({ marked }) => marked);
  return [
    ...marked.map(({ owner, label, why }) => `${owner} ${label}: ${why}`),
    `replay: '${encodeToken(record)}'`,
  ].join('; ');
}
