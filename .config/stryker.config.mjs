/**
 * npm run mutation [-- -m 'lib/core/**']: breaks the code in small ways and sees whether a spec notices. Not part of CI: all of it takes hours.
 *
 * Each mutant meets the specs that run its line. They take no real time, so one that hangs is found by a short timeout.
 */
export default {
  mutate: ['lib/core/**/*.ts', 'lib/loop/**/*.ts', 'lib/fake-timers/**/*.ts'],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 10_000,
  jest: {
    configFile: 'jest.config.js',
    enableFindRelatedTests: false,
    config: {
      // The specs of these layers, less those whose programs run the built library in processes of their own: no mutant is in there.
      testMatch: ['**/spec/{core,loop,fake-timers}/**/*.spec.ts'],
      testPathIgnorePatterns: ['two-copies', 'robustness', 'model/'],
      transform: { '\\.ts$': ['ts-jest', { diagnostics: false }] },
    },
  },
  tempDirName: 'build/mutation/sandbox',
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: 'build/mutation/report.html' },
  jsonReporter: { fileName: 'build/mutation/report.json' },
  incrementalFile: 'build/mutation/incremental.json',
  thresholds: { high: 90, low: 85, break: 85 },
  disableTypeChecks: 'lib/**/*.ts',
  ignorePatterns: ['/build', '/dist', '/spec/hosts'],
};
