// Set by .ci/run: the one run of the tests also leaves its counts and the coverage in build/, for the checks that follow.
const report = process.env.TEST_REPORT === '1';

/** @type {import('jest').Config} */
module.exports = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  // Properties run thousands of programs, on machines of any speed.
  testTimeout: 120_000,
  moduleNameMapper: { '^tickless$': '<rootDir>/lib/index.ts', '^tickless/(.*)$': '<rootDir>/lib/$1/index.ts' },
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageDirectory: 'build/coverage',
  coverageReporters: ['text', 'json-summary', 'html'],
  // What a spec leaves open is a fault of the spec, but must not hold up everything after it.
  ...(report && { forceExit: true, collectCoverage: true, reporters: ['default', '<rootDir>/.ci/count-reporter.mjs'] }),
};
