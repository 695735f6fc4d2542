/** How tokens are written: whole numbers in as few bytes as they need, texts as numbers, and bytes as letters that survive a shell, a URL and a double click. */

export class Writer {
  readonly bytes: number[] = [];

  /** A whole number from 0 to 2^53 - 1, seven bits to the byte, the lowest first. */
  number(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes.push((rest % 128) + 128);
    this.bytes.push(rest);
  }

  text(text: string): void {
    this.number(text.length);
    // UTF-16 as it is: not every host has a TextEncoder, and ASCII takes a byte each anyway.
    for (let i = 0; i < text.length; i++) this.number(text.charCodeAt(i));
  }
}

/** Reads what a {@link Writer} wrote. @throws RangeError at the end of the bytes. */
export class Reader {
  private at = 0;

  constructor(private readonly bytes: readonly number[]) {}

  number(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || unit > 2 ** 49) throw new RangeError('The token ends too early.');
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
  }

  text(): string {
    return this.list(() => String.fromCharCode(this.number())).join('');
  }

  list<T>(read: () => T): T[] {
    const count = this.number();
    // Whatever is in a list takes a byte at least, so no number in a foreign token can make us fill the memory.
    if (count > this.bytes.length) throw new RangeError('The token ends too early.');
    return Array.from({ length: count }, read);
  }

  end(): void {
    if (this.at < this.bytes.length) throw new RangeError('The token goes on too long.');
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url without padding (RFC 4648, section 5). */
export function encodeBytes(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letters = Math.min(3, bytes.length - i) + 1;
    for (let k = 0; k < letters; k++) text += LETTERS[(word >> (18 - 6 * k)) & 63]!;
  }
  return text;
}

/** @throws RangeError for letters that are none of base64url. */
export function decodeBytes(text: string): number[] {
  const bytes: number[] = [];
  let [word, bits] = [0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new RangeError(`'${letter}' is no letter of base64url.`);
    word = ((word << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes.push((word >> (bits -= 8)) & 255);
  }
  return bytes;
}

/** Three letters by which a token is recognised that was cut off or mistyped (FNV-1a, folded to 18 bits). */
export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  const folded = (hash ^ (hash >>> 18)) & 0x3ffff;
  return [12, 6, 0].map((shift) => LETTERS[(folded >> shift) & 63]!).join('');
}
