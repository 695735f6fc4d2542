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

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== 'Object') return `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
  const name = (value.constructor as { name?: string } | undefined)?.name;
  return name === undefined || name === '' || name === 'Object' ? 'a plain object' : `an object of class ${name}`;
}
