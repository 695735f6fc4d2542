const says = /Tests: +(\d+ passed)/;

/** A suite that knows nothing of tickless: an override in package.json is all there is. */
export const rows = [
  { host: 'Jest 30', feature: 'by override: CommonJS, node', run: 'npx jest --ci -c commonjs.config.cjs', says },
  { host: 'Jest 30', feature: 'by override: CommonJS, jsdom', run: 'npx jest --ci -c jsdom.config.cjs', says },
  {
    host: 'Jest 30',
    feature: 'by override: ES modules, node',
    run: 'node --experimental-vm-modules node_modules/jest/bin/jest.js --ci -c esm.config.cjs',
    says,
  },
  {
    host: 'Jest 30',
    feature: 'by override: ts-jest, types checked',
    run: 'npx jest --ci -c typescript.config.cjs',
    says,
  },
];
