import { builtin } from './builtin';

/** Modules that take their timers from `timers` when they are loaded, in order to give real work a limit of real time. */
const USE_TIMERS = ['net', 'tls', 'http', 'http2', 'child_process', 'readline'];

/** Has Node's own modules keep the real timers: to be called before `timers` is changed. What Node loads later would take what it finds there. */
export function loadUsersOfTimers(): void {
  for (const name of USE_TIMERS) builtin(name);
}

/** Makes known to ES modules what was changed in Node's modules: names that they import are copies, which are refreshed on demand. */
export function showToEsModules(): void {
  (builtin('module') as { syncBuiltinESMExports?: () => void } | undefined)?.syncBuiltinESMExports?.();
}
