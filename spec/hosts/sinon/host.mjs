const says = /(\d+ passing)/;

/** Users of the library that tickless takes the place of. */
export const rows = [
  { host: 'Sinon 22', feature: 'by override: require("sinon") in Mocha', run: 'npx mocha sinon.test.cjs', says },
  { host: 'Sinon 22', feature: '@sinonjs/fake-timers by its own name', run: 'npx mocha direct.test.cjs', says },
  { host: 'Sinon 22', feature: 'types by their old names', run: 'npx tsc --noEmit -p .', says: /^/ },
];
