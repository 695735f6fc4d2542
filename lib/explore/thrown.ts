import { describe } from '../core/describe';

/** What is told of something that was thrown. */
export interface Thrown {
  /** Its class; for what is no error, what it is. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Reads an error of whatever realm, or anything else that was thrown, without minding what it does when it is read. */
export function describeError(error: unknown): Thrown {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error) {
      const { name, message, stack, constructor } = error as { [K in keyof Error]?: unknown } & {
        constructor?: { name: string };
      };
      const className = constructor?.name ?? '';
      const told = typeof name === 'string' && name !== 'Error' ? name : className === '' ? 'Error' : className;
      return { name: told, message: String(message), ...(typeof stack === 'string' && { stack }) };
    }
    return { name: 'thrown', message: typeof error === 'string' ? error : describe(error) };
  } catch {
    return { name: 'thrown', message: 'something that cannot be read' };
  }
}
