import { Random } from '../core/random';
import { Patches } from '../fake-timers/patches';
import { builtin } from '../host/native';

/** What of `crypto` can be seeded: the global, and Node's module, are different objects. */
interface CryptoLike {
  randomUUID?: () => string;
  getRandomValues?: (array: ArrayBufferView) => ArrayBufferView;
}

/** `Math.random`, `crypto.randomUUID` and `crypto.getRandomValues`, drawn from a seed: the same numbers in every run. */
export class SeededGlobals {
  private readonly patches = new Patches();
  private random: Random;

  constructor(private readonly seed: number) {
    this.random = new Random(seed);
    try {
      this.patches.replace(Math, 'random', () => this.fraction(), false);
      const objects = [(globalThis as { crypto?: CryptoLike }).crypto, builtin('crypto') as CryptoLike | undefined];
      for (const crypto of new Set(objects)) if (crypto !== undefined) this.seedCrypto(crypto);
    } catch (error) {
      this.patches.restore();
      throw error;
    }
  }

  /** The numbers begin anew. */
  restart(): void {
    this.random = new Random(this.seed);
  }

  restore(): void {
    this.patches.restore();
  }

  private seedCrypto(crypto: CryptoLike): void {
    if (crypto.getRandomValues !== undefined) {
      this.patches.replace(crypto, 'getRandomValues', (array: ArrayBufferView) => this.fill(array), false);
    }
    if (crypto.randomUUID !== undefined) this.patches.replace(crypto, 'randomUUID', () => this.uuid(), false);
  }

  /** 53 random bits, as `Math.random` has them. */
  private fraction(): number {
    return (this.random.uint32() * 2 ** 21 + (this.random.uint32() >>> 11)) / 2 ** 53;
  }

  private fill<V extends ArrayBufferView>(array: V): V {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.random.uint32();
    return array;
  }

  /** A random UUID: version 4, variant 1, as RFC 9562 has it. */
  private uuid(): string {
    const bytes = this.fill(new Uint8Array(16));
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}
