/**
 * A preset of Jest, `preset: 'tickless'` (or `'tickless/jest-preset'`, for which Jest looks up `tickless/jest-preset/jest-preset`): our environment for Node; and Node's modules `timers`, `timers/promises` and `perf_hooks` reach the fake timers, too, whenever a test file took their functions.
 *
 * A setup file asks for that, and not an option: Jest adds the setup files of a project to those of its preset, while the options of a project take the place of the preset's. It has to be one that
 * is loaded *after* the test framework, which keeps functions of its own, and is to keep real ones: its time limits are in real time.
 */
const preset = {
  testEnvironment: `${__dirname}/jest-environment.js`,
  setupFilesAfterEnv: [`${__dirname}/jest-setup.js`],
};

export = preset;
