/** How long a value may be in a report. */
const LONGEST = 60;

/** A value, briefly, as a report shows it: `'a'`, `{"x":1}`, `TypeError: no`. */
export function show(value: unknown): string {
  try {
    return cut(plainly(value));
  } catch {
    return '(cannot be shown)';
  }
}

function plainly(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (value instanceof Error) return String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
