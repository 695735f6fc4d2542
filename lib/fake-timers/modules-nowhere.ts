/** What bundles for browsers have in the place of what replaces functions of Node's modules, under the same names: nothing, for there are none. */

export function patchModules(): void {
  // There are no modules.
}

export function timersPromises(): void {
  // So nobody asks for what would replace their functions.
}
