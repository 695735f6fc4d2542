const says = /Tests: +(\d+ passed)/;
const jest = 'npx jest --ci';

/** The suite of the project `jest`, and what `testEnvironmentOptions` adds. */
export const base = 'jest';
export const rows = [
  row('node, CommonJS, in band', `${jest} --runInBand timers.test.cjs`),
  row('jsdom', `${jest} --env tickless/jest-environment/jsdom timers.test.cjs dom.test.cjs`),
  row(
    'ES modules',
    'node --experimental-vm-modules node_modules/jest/bin/jest.js --ci -c esm-environment.config.cjs timers.test.mjs',
  ),
  row('ts-jest', `${jest} -c ts-jest.config.cjs`),
  row('babel-jest', `${jest} -c babel-jest.config.cjs`),
  row('workers', `${jest} --maxWorkers 2 timers.test.cjs auto.test.cjs`),
  row('--workerThreads', `${jest} --maxWorkers 2 --workerThreads timers.test.cjs auto.test.cjs`),
  ...['22', '24', '26'].map((node) =>
    row(`on Node ${node}`, `${jest} timers.test.cjs auto.test.cjs host-order.test.cjs`, { node }),
  ),
  row("advance: 'auto' and order: 'host' by docblock", `${jest} auto.test.cjs host-order.test.cjs`),
  row("advance: 'auto' for every test, enableGlobally", `${jest} -c auto.config.cjs`),
  row('a wrong option is one clear line', `${jest} wrong.test.cjs`, {
    says: /TypeError: testEnvironmentOptions\.tickless has no option 'ordre'\. There are: advance, delegates, order\./,
    fails: true,
  }),
  preset('timers/promises and other kept references', `${jest} -c preset.config.cjs`),
  preset(
    "by its longer name, preset: 'tickless/jest-preset'",
    `${jest} -c preset.config.cjs --preset tickless/jest-preset`,
  ),
  preset(
    'named imports in ES modules, by themselves',
    'node --experimental-vm-modules node_modules/jest/bin/jest.js --ci -c preset-esm.config.cjs',
  ),
  preset("advance: 'auto' for every test, enableGlobally", `${jest} -c preset-auto.config.cjs`),
  preset('in jsdom', `${jest} -c preset.config.cjs --env tickless/jest-environment/jsdom captured.test.cjs`),
  preset('React and Testing Library', `${jest} -c preset.config.cjs --testMatch **/react.test.cjs`),
  preset('another environment is one clear line', `${jest} -c other-environment.config.cjs`, {
    says: /The preset of tickless needs an environment of tickless: 'tickless\/jest-environment' or/,
    fails: true,
  }),
];

function row(feature, run, more = {}) {
  return { host: 'tickless/jest-environment', feature, run, says, ...more };
}

function preset(feature, run, more = {}) {
  return { ...row(feature, run, more), host: 'tickless/jest-preset' };
}
