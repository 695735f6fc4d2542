/**
 * npm run mutation [-- -m 'lib/core/**']: breaks the code in small ways and sees whether a spec notices. Not part of CI.
 *
 * Each mutant meets the specs that run its line, quickest first, until one fails; mutation/runner.mjs says how.
 */
export default {
  // program.ts runs in processes of its own, which no mutant reaches.
  mutate: ['lib/{core,loop,fake-timers}/**/*.ts', '!lib/fake-timers/program.ts'],
  plugins: ['./.config/mutation/runner.mjs'],
  testRunner: 'specs',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Endless loops over a mutant are seen by counting; this is for what else blocks the thread.
  timeoutMS: 5_000,
  // What fails may leave hooks and timers behind, so there is a fresh process now and then.
  maxTestRunnerReuse: 200,
  tempDirName: 'build/mutation/sandbox',
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: 'build/mutation/report.html' },
  jsonReporter: { fileName: 'build/mutation/report.json' },
  thresholds: { high: 90, low: 85, break: 85 },
  ignorePatterns: ['/build', '/dist', '/spec/hosts'],
};
