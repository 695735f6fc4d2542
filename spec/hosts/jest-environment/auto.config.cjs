module.exports = {
  testMatch: ['**/globally.test.cjs'],
  transform: {},
  testEnvironment: 'tickless/jest-environment',
  testEnvironmentOptions: { tickless: { advance: 'auto' } },
  fakeTimers: { enableGlobally: true },
};
