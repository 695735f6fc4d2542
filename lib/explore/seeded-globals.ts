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
    const seeded = { getRandomValues: (array: ArrayBufferView) => this.fill(array), randomUUID: () => this.uuid() };
    for (const [name, own] of Object.entries(seeded)) {
      if (crypto[name as keyof CryptoLike] !== undefined && isReplaceable(crypto, name)) {
        this.patches.replace(crypto, name, own, false);
      }
    }
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

/** Node's module has some of these as getters that stay, and lead to the global object. */
function isReplaceable(target: object, name: string): boolean {
  const own = Object.getOwnPropertyDescriptor(target, name);
  return own === undefined || own.configurable === true || own.writable === true;
}
