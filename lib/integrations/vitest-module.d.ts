/** Vitest as far as we use it. It is there only where our users have it, and needs a later Node than we do. */
declare module 'vitest' {
  export const vi: object;
  export function afterAll(fn: () => void): void;
}
