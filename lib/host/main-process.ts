import { builtin } from './builtin';

let found: object | undefined;

/**
 * Node's own `process`; undefined where there is none. In a sandbox the global of that name may be a copy, as in Jest's, which is told of no events; all sandboxes of a process
 * share this one.
 */
export function mainProcess(): object | undefined {
  return (found ??= lookUp());
}

function lookUp(): object | undefined {
  const vm = builtin('vm') as typeof import('node:vm') | undefined;
  return vm?.runInThisContext('process') as object | undefined;
}
