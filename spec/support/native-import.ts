import vm from 'node:vm';

/** Node's own dynamic import, also where a test runner has none or another. */
export const nativeImport = new vm.Script('(specifier) => import(specifier)', {
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (specifier: string) => Promise<unknown>;
