const scope = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } };

/**
 * A module of Node, or undefined where there is none.
 *
 * They are reached through `process.getBuiltinModule`, so that one build serves Node, browsers and Jest's sandboxes, whose globals lack `setImmediate` and `MessageChannel`
 * although the process has them.
 */
export function builtin(name: string): unknown {
  return scope.process?.getBuiltinModule?.(`node:${name}`);
}
