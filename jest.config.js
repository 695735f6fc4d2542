// Set by .ci/run: the one run of the tests also leaves its counts and the coverage in build/, for the checks that follow.
const report = process.env.TEST_REPORT === '1';

/** @type {import('jest').Config} */
module.exports = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.?(m)ts'],
  // ES modules: specs that import packages of nothing else, and those packages. What esbuild makes of them can be required.
  transform: { '\\.mts$|node_modules': '<rootDir>/spec/support/es-module.mjs' },
  transformIgnorePatterns: ['/node_modules/(?!(p-queue|p-timeout|p-retry|is-network-error|p-limit|yocto-queue)/)'],
  setupFilesAfterEnv: ['<rootDir>/spec/support/second-chance.ts'],
  // Properties run thousands of programs, on machines of any speed.
  testTimeout: 120_000,
  moduleNameMapper: {
    '^tickless$': '<rootDir>/lib/index.ts',
    '^tickless/fake-timers$': '<rootDir>/lib/fake-timers/index.ts',
    '^tickless/(.*)$': '<rootDir>/lib/integrations/$1.ts',
  },
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageDirectory: 'build/coverage',
  coverageReporters: ['text', 'json-summary', 'html'],
  // What a spec leaves open is a fault of the spec, but must not hold up everything after it.
  ...(report && { forceExit: true, collectCoverage: true, reporters: ['default', '<rootDir>/.ci/count-reporter.mjs'] }),
};
