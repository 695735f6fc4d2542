/** Names a value for an error message: what it is first, then what it holds, briefly. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string':
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case 'function':
      return value.name === '' ? 'an anonymous function' : `the function ${value.name}`;
    case 'object':
      return value === null ? 'null' : describeObject(value);
    case 'bigint':
      return `the bigint ${value}n`;
    case 'symbol':
      return String(value);
    default:
      return `the ${typeof value} ${String(value)}`;
  }
}

/** How messages call something that may have a name: `Lock 'ledger'`, or just `Lock`. Any value will do for a name, in one line. */
export function named(kind: string, name: unknown): string {
  return name === undefined ? kind : `${kind} ${quote(name)}`;
}

/** The name of the method by which Node prints an object. What knows a loop has one: printed field by field it would be the whole program. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

/** A name in quotation marks, without line breaks and the like. */
export function quote(name: unknown): string {
  const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `'${String(name).replace(/[\p{Cc}\u2028\u2029]/gu, escape)}'`;
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== 'Object') return `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
  const name = (value.constructor as { name?: string } | undefined)?.name;
  return name === undefined || name === '' || name === 'Object' ? 'a plain object' : `an object of class ${name}`;
}
