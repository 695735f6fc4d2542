import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const build = resolve(import.meta.dirname, '../build');

/**
 * Leaves "PASSED FAILED", the counts of a run of the tests, in build/test-counts. A suite that does not load is a failure,
 * and so is a test that is skipped.
 */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests;
    mkdirSync(build, { recursive: true });
    writeFileSync(join(build, 'test-counts'), `${numPassedTests} ${failed}\n`);
  }
}
