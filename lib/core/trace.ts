/** One entry of a {@link Trace}: at `time` (virtual milliseconds), a callback ran or a decision was taken. */
export interface TraceEvent {
  /** When it happened, in virtual milliseconds. */
  readonly time: number;
  /** Whether a callback ran or a decision was taken. */
  readonly kind: 'run' | 'choose';
  /** Who ran, or who would have been chosen by 0. */
  readonly label: string;
  /** What was chosen, for a decision; 0 for a run. */
  readonly choice: number;
}

/**
 * The append-only record of a run, with a hash by which two runs are compared.
 *
 * The hash covers times (all 64 bits), kinds, labels and choices in order, and nothing that differs between hosts. It is two lanes of
 * FNV-1a over 32-bit words with a final avalanche: quick and stable, not cryptographic.
 *
 * ```ts
 * import { EventLoop, sleep } from 'tickless';
 *
 * const hashes = [1, 2].map(() => {
 *   const loop = new EventLoop({ trace: true });
 *   loop.runUntilComplete(sleep(1000));
 *   return loop.trace!.hash;
 * });
 * hashes[0] === hashes[1]; // => true
 * ```
 */
export class Trace {
  /** What happened, oldest first. */
  readonly events: readonly TraceEvent[] = [];
  private laneA = 0x811c9dc5;
  private laneB = 0x01000193;
  private readonly double = new Float64Array(1);
  private readonly words = new Uint32Array(this.double.buffer);

  /** The hash of everything recorded so far: 16 hexadecimal digits. */
  get hash(): string {
    return hex(avalanche(this.laneA)) + hex(avalanche(this.laneB ^ this.events.length));
  }

  /** @internal */
  record(time: number, kind: TraceEvent['kind'], label: string, choice: number): void {
    (this.events as TraceEvent[]).push({ time, kind, label, choice });
    this.double[0] = time;
    this.mix(this.words[0]!);
    this.mix(this.words[1]!);
    this.mix(kind === 'run' ? 1 : 2);
    this.mix(choice);
    this.mix(label.length);
    for (let i = 0; i < label.length; i++) this.mix(label.charCodeAt(i));
  }

  private mix(word: number): void {
    this.laneA = Math.imul(this.laneA ^ word, 0x01000193);
    this.laneB = Math.imul(this.laneB ^ word ^ (this.laneB >>> 15), 0x85ebca6b);
  }
}

/** Spreads every bit over the whole word (the finalizer of MurmurHash3). */
function avalanche(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
